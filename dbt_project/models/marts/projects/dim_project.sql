-- Latest known attributes of every project (readings R24).
with project_month as (select * from {{ ref('int_project_month') }} where is_published),

latest as (
    select *
    from project_month
    qualify row_number() over (partition by project_id order by report_month desc) = 1
),

reported as (
    select
        project_id,
        coalesce(min(report_month) filter (where not is_carried_forward), min(report_month)) as first_report_month,
        coalesce(max(report_month) filter (where not is_carried_forward), max(report_month)) as last_report_month
    from project_month
    group by all
)

select
    latest.project_id,
    latest.identity_code as project_code,
    latest.project_name,
    latest.reporting_unit_code,
    latest.site_locality_code,
    latest.library,
    latest.stage,
    latest.total_investment_wan,
    reported.first_report_month,
    reported.last_report_month
from latest
inner join reported on latest.project_id = reported.project_id
