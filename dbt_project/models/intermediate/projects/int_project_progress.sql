-- Grain month x project: progress against plan and time, and the three lights (rulebook 9).
with project_month as (select * from {{ ref('int_project_month') }}),

light as (select * from {{ ref('stg_light') }}),

start_light as (select * from light where light = 'start'),

progress_light as (select * from light where light = 'progress'),

enrolment_light as (select * from light where light = 'enrolment'),

measured as (
    select
        project_month.report_month,
        project_month.project_id,
        project_month.reporting_unit_code,
        project_month.is_published,
        project_month.submission_id,
        project_month.sheet,
        project_month.row_number,
        project_month.library,
        case
            when project_month.library = 'production' then 'in_production'
            when project_month.is_completed then 'completed'
            when project_month.is_started then 'under_construction'
            else 'not_started'
        end as status,
        project_month.is_started,
        project_month.is_completed,
        project_month.is_stat_enrolled,
        project_month.started_on,
        project_month.total_investment_wan,
        project_month.annual_plan_wan,
        project_month.ytd_investment_wan,
        case when project_month.annual_plan_wan > 0 then project_month.annual_plan_wan end as plan_wan,
        {{
            months_between('project_month.planned_start_date', 'project_month.report_month')
        }} + 1 as months_since_planned_start,
        {{ months_between('project_month.started_on', 'project_month.report_month') }} as months_since_start,
        month(project_month.report_month) as month_of_year
    from project_month
),

-- The deviation in percentage points is behind_whole / plan_whole, both whole numbers: (ytd/plan - month/12) x 100.
deviated as (
    select
        *,
        ({{ whole('ytd_investment_wan') }} * 12 - {{ whole('plan_wan') }} * month_of_year) * 100 as behind_whole,
        {{ whole('plan_wan') }} * 12 as plan_whole
    from measured
),

lit as (
    select
        deviated.*,
        case
            when start_light.light is null then 'none'
            when deviated.is_started then 'green'
            else
                coalesce(
                    {{ light_of('deviated.months_since_planned_start', 'start_light', 'up') }},
                    'none'
                )
        end as start_light,
        case
            when progress_light.light is null then 'none'
            when deviated.is_completed then 'green'
            when not deviated.is_started or deviated.plan_wan is null or deviated.ytd_investment_wan is null then 'none'
            else
                coalesce(
                    {{
                        light_of('deviated.behind_whole * 10000', 'progress_light', 'down', per='deviated.plan_whole')
                    }},
                    'green'
                )
        end as progress_light,
        case
            when
                enrolment_light.light is null
                or not deviated.is_started
                or deviated.is_completed
                or deviated.is_stat_enrolled is null
                or deviated.started_on is null
                then 'none'
            when deviated.is_stat_enrolled then 'green'
            else
                coalesce(
                    {{ light_of('deviated.months_since_start', 'enrolment_light', 'up') }},
                    'none'
                )
        end as enrolment_light,
        progress_light.light is not null
        and deviated.is_started
        and not deviated.is_completed
        and deviated.plan_wan is null as is_without_plan,
        progress_light.light is not null
        and deviated.is_started
        and not deviated.is_completed
        and deviated.plan_wan is not null
        and deviated.ytd_investment_wan is null as is_without_ytd
    from deviated
    left join start_light on true
    left join progress_light on true
    left join enrolment_light on true
)

select
    report_month,
    project_id,
    reporting_unit_code,
    is_published,
    submission_id,
    sheet,
    row_number,
    library,
    status,
    is_started,
    is_completed,
    started_on,
    total_investment_wan,
    annual_plan_wan,
    ytd_investment_wan,
    plan_wan,
    behind_whole,
    plan_whole,
    {{ ratio('ytd_investment_wan', 'plan_wan') }} as plan_completion_rate,
    month_of_year / 12 as time_progress_rate,
    cast(behind_whole as double) / cast(plan_whole as double) as deviation_pp,
    start_light,
    progress_light,
    enrolment_light,
    case
        when 'red' in (start_light, progress_light, enrolment_light) then 'red'
        when 'yellow' in (start_light, progress_light, enrolment_light) then 'yellow'
        when 'green' in (start_light, progress_light, enrolment_light) then 'green'
        else 'none'
    end as light,
    -- In the order of the alphabet.
    nullif(
        concat_ws(
            '+',
            case when progress_light in ('yellow', 'red') then 'BEHIND_PLAN' end,
            case when enrolment_light in ('yellow', 'red') then 'NOT_ENROLLED' end,
            case when is_without_plan then 'NO_ANNUAL_PLAN' end,
            case when start_light in ('yellow', 'red') then 'START_OVERDUE' end,
            case when is_without_ytd then 'YTD_MISSING' end
        ),
        ''
    ) as light_reason
from lit
