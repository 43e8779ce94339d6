with sheet as (select * from {{ ref('int_submission_sheet') }})

select
    submission_id,
    sheet,
    content,
    row_count,
    accepted_row_count,
    rejected_row_count,
    skipped_row_count
from sheet
