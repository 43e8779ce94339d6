{{ config(materialized='view') }}
-- The projects behind each row of rpt_list_rank (rulebook 22): this month's members, and those of the month before.
with list_project as (select * from {{ ref('int_list_project') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

comparable_unit as (select * from {{ ref('int_comparable_unit') }})

select
    list_project.report_month,
    list_project.list_code,
    locality_unit.locality_code,
    list_project.project_id,
    'this_month' as part,
    list_project.reporting_unit_code,
    comparable_unit.reporting_unit_code is not null as is_comparable,
    true as in_denominator,
    true as in_numerator,
    list_project.total_investment_wan,
    list_project.month_investment_wan,
    list_project.own_previous_month_investment_wan,
    list_project.report_month as row_month,
    list_project.submission_id,
    list_project.sheet,
    list_project.row_number
from list_project
inner join locality_unit on list_project.reporting_unit_code = locality_unit.reporting_unit_code
left join comparable_unit
    on
        list_project.report_month = comparable_unit.report_month
        and list_project.reporting_unit_code = comparable_unit.reporting_unit_code
union all
select
    {{ add_months('list_project.report_month', 1) }} as report_month,
    list_project.list_code,
    locality_unit.locality_code,
    list_project.project_id,
    'month_before' as part,
    list_project.reporting_unit_code,
    comparable_unit.reporting_unit_code is not null as is_comparable,
    true as in_denominator,
    false as in_numerator,
    list_project.total_investment_wan,
    list_project.month_investment_wan,
    null as own_previous_month_investment_wan,
    list_project.report_month as row_month,
    list_project.submission_id,
    list_project.sheet,
    list_project.row_number
from list_project
inner join locality_unit on list_project.reporting_unit_code = locality_unit.reporting_unit_code
left join comparable_unit
    on
        list_project.report_month = comparable_unit.previous_month
        and list_project.reporting_unit_code = comparable_unit.reporting_unit_code
