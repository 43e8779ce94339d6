{{ config(materialized='view') }}
-- The project behind each row of rpt_start_deadline (rulebook 22), and the row it was read from.
with start_deadline as (select * from {{ ref('int_start_deadline') }})

select
    report_month,
    rule_id,
    project_id,
    reporting_unit_code,
    true as in_denominator,
    is_met as in_numerator,
    total_investment_wan,
    report_month as row_month,
    submission_id,
    sheet,
    row_number
from start_deadline
