{{ config(materialized='view') }}
-- The projects behind each row of rpt_quota (rulebook 22): what a quota is compared with is no project.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

calendar as (select * from {{ ref('int_month') }}),

quota_owner as (select * from {{ ref('int_quota_owner') }})

select
    project_month.report_month,
    quota_owner.quota_id,
    quota_owner.locality_code,
    project_month.project_id,
    project_month.reporting_unit_code,
    true as in_numerator,
    false as in_denominator,
    project_month.total_investment_wan,
    project_month.report_month as row_month,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from project_month
inner join calendar on project_month.report_month = calendar.report_month
inner join quota_owner
    on
        project_month.reporting_unit_code = quota_owner.reporting_unit_code
        and project_month.report_month between quota_owner.effective_from and quota_owner.effective_to
        and (
            quota_owner.min_investment_wan is null
            or project_month.total_investment_wan >= quota_owner.min_investment_wan
        )
where
    case quota_owner.quota_id
        when 'planning' then project_month.reserve_on between calendar.year_start and calendar.month_end
        when 'priority' then project_month.is_annual_priority
    end
