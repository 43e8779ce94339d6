-- What is planned from each source in this year and the next (rulebook 16); its rows are in
-- intermediate.rpt_rolling_plan_member.
with rolling_plan_figure as (select * from {{ ref('int_rolling_plan_figure') }})

select
    report_month,
    fund_source,
    plan_year,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    project_count,
    {{ money('planned_wan') }} as planned_wan
from rolling_plan_figure
where is_published
