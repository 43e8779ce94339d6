{{ config(materialized='view') }}
-- The project behind each row of rpt_list_status (rulebook 22): its amounts, and the row they were read from.
with list_status as (select * from {{ ref('int_list_status') }})

select
    report_month,
    list_code,
    project_id,
    reporting_unit_code,
    true as in_denominator,
    true as in_numerator,
    total_investment_wan,
    annual_plan_wan,
    plan_wan,
    ytd_investment_wan,
    report_month as row_month,
    submission_id,
    sheet,
    row_number
from list_status
