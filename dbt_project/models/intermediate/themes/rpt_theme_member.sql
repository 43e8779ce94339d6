{{ config(materialized='view') }}
-- The projects behind each row of rpt_theme (rulebook 17, 22; readings R63).
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

theme as (select * from {{ ref('stg_theme') }}),

converted as (
    select * from {{ ref('int_conversion_project') }} where basis = 'year_to_date' and is_converted
),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    project_month.report_month,
    project_month.plan_theme,
    locality_unit.locality_code,
    project_month.project_id,
    project_month.reporting_unit_code,
    true as in_denominator,
    converted.project_id is not null as in_numerator,
    project_month.total_investment_wan,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from project_month
inner join theme on project_month.plan_theme = theme.plan_theme
inner join locality_unit on project_month.reporting_unit_code = locality_unit.reporting_unit_code
left join converted
    on
        project_month.report_month = converted.report_month
        and project_month.project_id = converted.project_id
