{{ config(materialized='view') }}
-- The yearly funds of units behind each row of rpt_preliminary_fund (rulebook 16, 22).
with preliminary_fund_month as (select * from {{ ref('int_preliminary_fund_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    preliminary_fund_month.report_month,
    preliminary_fund_month.fund_year,
    locality_unit.locality_code,
    preliminary_fund_month.reporting_unit_code,
    true as in_denominator,
    preliminary_fund_month.spent_wan is not null as in_numerator,
    preliminary_fund_month.budget_wan,
    preliminary_fund_month.spent_wan,
    preliminary_fund_month.submission_id,
    preliminary_fund_month.sheet,
    preliminary_fund_month.row_number
from preliminary_fund_month
inner join locality_unit on preliminary_fund_month.reporting_unit_code = locality_unit.reporting_unit_code
