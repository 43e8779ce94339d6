select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    project_code,
    project_name,
    name_key,
    kind,
    item,
    needed,
    unit,
    settled,
    state,
    planned_date,
    responsible_unit
from {{ source('raw', 'factor_row') }}
