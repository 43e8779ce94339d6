-- Grain month x rule x project: started by the deadline, and with physical work? (rulebook 11; readings R43, R44)
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

deadline as (select * from {{ ref('stg_deadline') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

physical_work as (select * from {{ ref('int_physical_work') }}),

bound as (
    select
        project_month.report_month,
        project_month.is_published,
        deadline.rule_id,
        project_month.project_id,
        project_month.reporting_unit_code,
        project_month.submission_id,
        project_month.sheet,
        project_month.row_number,
        project_month.total_investment_wan,
        deadline.fund_source,
        deadline.deadline,
        deadline.needs_physical_work,
        last_day(project_month.report_month) as month_end,
        last_day(unit_month.first_effective_month) as first_effective_month_end,
        project_month.is_started,
        physical_work.has_physical_work,
        project_month.is_started and (physical_work.has_physical_work or not deadline.needs_physical_work) as is_met,
        coalesce(project_month.started_on, project_month.completed_on) as start_on,
        coalesce(physical_work.physical_work_on, physical_work.shown_on) as physical_work_on,
        case when physical_work.physical_work_on is null then physical_work.shown_on end as shown_on
    from project_month
    inner join deadline
        on
            project_month.fund_plan_year = deadline.plan_year
            and {{ cell_has('project_month.fund_sources', 'deadline.fund_source') }}
    inner join physical_work
        on
            project_month.report_month = physical_work.report_month
            and project_month.project_id = physical_work.project_id
    inner join unit_month
        on
            project_month.report_month = unit_month.report_month
            and project_month.reporting_unit_code = unit_month.reporting_unit_code
),

met as (
    select
        *,
        -- The later of two days; an unknown start is earlier than any day, unless it may lie after the deadline.
        case
            when not is_met or (start_on is null and first_effective_month_end > deadline) then null
            when needs_physical_work and (start_on is null or physical_work_on > start_on) then physical_work_on
            else start_on
        end as met_on
    from bound
)

select
    *,
    cast(deadline - month_end as integer) as days_left,
    case
        when not is_met and month_end > deadline then 'overdue'
        when not is_met then 'pending'
        -- The month that showed the work began before the deadline passed: the day itself is not told.
        when
            needs_physical_work
            and met_on = shown_on
            and deadline between date_trunc('month', shown_on) and shown_on - 1
            then 'to_verify'
        when start_on is null and first_effective_month_end > deadline then 'to_verify'
        when met_on > deadline then 'met_late'
        else 'met'
    end as status
from met
