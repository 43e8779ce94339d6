{{ config(materialized='view') }}
-- The projects behind each row of rpt_investment_rank (rulebook 22): this month's, the month before's, last year's.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

comparable_unit as (select * from {{ ref('int_comparable_unit') }}),

compared_month as (select * from {{ ref('int_compared_month') }} where part <> 'window_end')

select
    compared_month.report_month,
    locality_unit.locality_code,
    project_month.project_id,
    compared_month.part,
    project_month.reporting_unit_code,
    -- Last year's figure is that of the units that reported this month (R26).
    unit_month.report_month is not null as is_unit_reported,
    comparable_unit.reporting_unit_code is not null as is_comparable,
    compared_month.part = 'this_month' as in_numerator,
    compared_month.part <> 'this_month' as in_denominator,
    project_month.total_investment_wan,
    project_month.month_investment_wan,
    project_month.ytd_investment_wan,
    case when project_month.annual_plan_wan > 0 then project_month.annual_plan_wan end as plan_wan,
    project_month.is_started and not project_month.is_completed as is_under_construction,
    project_month.started_on >= compared_month.report_month
    and project_month.started_on <= last_day(compared_month.report_month) as is_new_start,
    compared_month.row_month,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from compared_month
inner join project_month on compared_month.row_month = project_month.report_month
inner join locality_unit on project_month.reporting_unit_code = locality_unit.reporting_unit_code
left join comparable_unit
    on
        compared_month.report_month = comparable_unit.report_month
        and project_month.reporting_unit_code = comparable_unit.reporting_unit_code
left join unit_month
    on
        compared_month.report_month = unit_month.report_month
        and project_month.reporting_unit_code = unit_month.reporting_unit_code
