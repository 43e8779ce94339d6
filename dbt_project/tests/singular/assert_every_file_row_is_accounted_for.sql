-- Rows in a file = accepted + rejected + skipped, for every sheet and every submission.
select
    submission_id,
    sheet
from {{ ref('fct_submission_sheet') }}
where row_count <> accepted_row_count + rejected_row_count + skipped_row_count
union all
select
    submission_id,
    null as sheet
from {{ ref('fct_submission') }}
where row_count <> accepted_row_count + rejected_row_count + skipped_row_count
