select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    fund_year,
    budget_wan,
    spent_wan
from {{ source('raw', 'preliminary_fund_row') }}
