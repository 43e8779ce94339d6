-- Every project of the four lists with its lights and their reasons (rulebook 9).
with list_status as (select * from {{ ref('int_list_status') }})

select
    report_month,
    list_code,
    project_id,
    reporting_unit_code,
    status,
    total_investment_wan,
    annual_plan_wan,
    ytd_investment_wan,
    plan_completion_rate,
    time_progress_rate,
    deviation_pp,
    start_light,
    progress_light,
    enrolment_light,
    light,
    light_reason
from list_status
where is_published
