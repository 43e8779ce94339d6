{{ config(materialized='view') }}
-- The projects behind each row of rpt_catch_up (rulebook 22): this month's, last year's of the same month and of the
-- window's end. A figure of the pack's baseline has none.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

compared_month as (select * from {{ ref('int_compared_month') }} where part <> 'month_before')

select
    compared_month.report_month,
    locality_unit.locality_code,
    project_month.project_id,
    compared_month.part,
    project_month.reporting_unit_code,
    -- Last year's figure is that of the units that reported this month (R26).
    unit_month.report_month is not null as is_unit_reported,
    compared_month.part = 'this_month' as in_numerator,
    compared_month.part <> 'this_month' as in_denominator,
    project_month.month_investment_wan,
    project_month.ytd_investment_wan,
    compared_month.row_month,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from compared_month
inner join project_month on compared_month.row_month = project_month.report_month
inner join locality_unit on project_month.reporting_unit_code = locality_unit.reporting_unit_code
left join unit_month
    on
        compared_month.report_month = unit_month.report_month
        and project_month.reporting_unit_code = unit_month.reporting_unit_code
