{{ config(materialized='view') }}
-- The projects behind each row of rpt_breakdown (rulebook 17, 22).
with breakdown_project as (select * from {{ ref('int_breakdown_project') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    breakdown_project.report_month,
    locality_unit.locality_code,
    breakdown_project.dimension,
    breakdown_project.value,
    breakdown_project.project_id,
    breakdown_project.reporting_unit_code,
    true as in_denominator,
    true as in_numerator,
    breakdown_project.total_investment_wan,
    breakdown_project.annual_plan_wan,
    breakdown_project.ytd_investment_wan,
    breakdown_project.month_investment_wan,
    breakdown_project.submission_id,
    breakdown_project.sheet,
    breakdown_project.row_number
from breakdown_project
inner join locality_unit on breakdown_project.reporting_unit_code = locality_unit.reporting_unit_code
