-- Grain month x project x reason: what its investment against the plan gives cause for (rulebook 12: progress, and
-- SEVERELY_BEHIND of government). None of these has a day that passed.
with progress as (select * from {{ ref('int_project_progress') }} where library <> 'exited'),

calendar as (select * from {{ ref('int_month') }}),

supervision as (select * from {{ ref('stg_supervision') }}),

-- Started before the year and still being built.
continuing as (
    select progress.*
    from progress
    inner join calendar on progress.report_month = calendar.report_month
    where
        progress.library = 'construction'
        and progress.started_on < calendar.year_start
        and not progress.is_completed
)

select
    report_month,
    project_id,
    'NO_ANNUAL_PLAN' as reason_code
from continuing
where plan_wan is null
union all
select
    report_month,
    project_id,
    'YTD_MISSING' as reason_code
from continuing
where ytd_investment_wan is null
union all
-- The deviation against the pack's limit, as whole numbers: exactly at the limit is behind.
select
    continuing.report_month,
    continuing.project_id,
    supervision.reason_code
from continuing
inner join supervision on supervision.reason_code = 'BEHIND_PLAN'
where continuing.behind_whole * 10000 <= {{ whole('supervision.threshold') }} * continuing.plan_whole
union all
select
    report_month,
    project_id,
    'SEVERELY_BEHIND' as reason_code
from progress
where progress_light = 'red'
