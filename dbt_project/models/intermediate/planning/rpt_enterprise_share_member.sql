{{ config(materialized='view') }}
-- The projects behind each row of rpt_enterprise_share (rulebook 22): planned this year, of the rule's size and kind.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

calendar as (select * from {{ ref('int_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

-- The report has no scopes: its rule is the row of scope `all` (R40).
rate as (select * from {{ ref('stg_rate') }} where rule_id = 'enterprise_share' and scope = 'all')

select
    project_month.report_month,
    locality_unit.locality_code,
    project_month.project_id,
    project_month.reporting_unit_code,
    true as in_denominator,
    coalesce(project_month.investor_kind = 'enterprise', false) as in_numerator,
    project_month.total_investment_wan,
    project_month.report_month as row_month,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from project_month
inner join calendar on project_month.report_month = calendar.report_month
inner join locality_unit on project_month.reporting_unit_code = locality_unit.reporting_unit_code
inner join rate
    on
        project_month.report_month between rate.effective_from and rate.effective_to
        and (rate.min_investment_wan is null or project_month.total_investment_wan >= rate.min_investment_wan)
        and (rate.investor_kind is null or project_month.investor_kind = rate.investor_kind)
where project_month.reserve_on between calendar.year_start and calendar.month_end
