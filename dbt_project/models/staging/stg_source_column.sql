select
    submission_id,
    sheet,
    field,
    column_letter,
    heading
from {{ source('raw', 'source_column') }}
