-- What this build was made of; one row.
select * from {{ ref('stg_run_context') }}
