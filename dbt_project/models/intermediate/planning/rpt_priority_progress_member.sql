{{ config(materialized='view') }}
-- The project behind each row of rpt_priority_progress (rulebook 22), and the row it was read from.
with priority_progress as (select * from {{ ref('int_priority_progress') }})

select
    report_month,
    project_id,
    reporting_unit_code,
    true as in_denominator,
    true as in_numerator,
    total_investment_wan,
    report_month as row_month,
    submission_id,
    sheet,
    row_number
from priority_progress
