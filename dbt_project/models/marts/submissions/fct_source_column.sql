with source_column as (select * from {{ ref('int_source_column') }})

select
    submission_id,
    sheet,
    field,
    column_letter,
    heading
from source_column
