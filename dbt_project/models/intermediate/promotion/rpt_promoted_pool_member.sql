{{ config(materialized='view') }}
-- The investments in the city's promoted pool, behind rpt_promoted_pool (rulebook 19, 22; readings R68).
-- One that several leaders promote is one: of its first row.
with promotion_month as (select * from {{ ref('int_promotion_month') }} where is_in_promoted_pool)

select
    report_month,
    name_key,
    project_name,
    reporting_unit_code,
    row_number() over (
        partition by report_month, reporting_unit_code, name_key
        order by sheet, row_number
    ) = 1 as in_numerator,
    true as in_denominator,
    total_investment_wan,
    state,
    submission_id,
    sheet,
    row_number
from promotion_month
