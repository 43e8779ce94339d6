-- Where each field stood in each sheet, as landed.
select * from {{ ref('stg_source_column') }}
