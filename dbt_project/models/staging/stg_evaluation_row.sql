select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    project_code,
    project_name,
    name_key,
    evaluated_on,
    result,
    score
from {{ source('raw', 'evaluation_row') }}
