{{ config(materialized='view') }}
-- The project behind each row of rpt_supervision (rulebook 22), and the row it was read from.
with supervision as (select * from {{ ref('int_supervision') }})

select
    report_month,
    supervision_code,
    project_id,
    reason_code,
    reporting_unit_code,
    true as in_denominator,
    true as in_numerator,
    total_investment_wan,
    report_month as row_month,
    submission_id,
    sheet,
    row_number
from supervision
