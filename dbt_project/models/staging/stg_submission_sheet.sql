select
    submission_id,
    sheet,
    content,
    row_count,
    accepted_row_count,
    rejected_row_count,
    skipped_row_count
from {{ source('raw', 'submission_sheet') }}
