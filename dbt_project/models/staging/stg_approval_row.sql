select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    project_code,
    project_name,
    name_key,
    item,
    state,
    planned_date,
    done_date,
    commitment,
    approver_opinion,
    responsible_unit
from {{ source('raw', 'approval_row') }}
