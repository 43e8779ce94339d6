-- Grain month x project x reason: factors and approvals that are not there in time (rulebook 12: factors, and the rest
-- of government; readings R45). `due_on` is the earliest planned day that has passed.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

calendar as (select * from {{ ref('int_month') }}),

factor as (select * from {{ ref('int_factor_month') }} where state <> 'settled'),

approval_step as (select * from {{ ref('int_approval_step') }}),

supervision as (select * from {{ ref('stg_supervision') }}),

late_factor as (
    select
        factor.report_month,
        factor.project_id,
        factor.kind,
        min(factor.planned_date) as due_on
    from factor
    inner join calendar on factor.report_month = calendar.report_month
    where factor.planned_date <= calendar.month_end
    group by all
),

approval as (
    select
        approval_step.report_month,
        approval_step.project_id,
        bool_or(approval_step.is_open) as is_open,
        min(approval_step.planned_date) filter (
            where approval_step.is_open and approval_step.planned_date <= calendar.month_end
        ) as due_on,
        max(approval_step.done_date) filter (
            where approval_step.state = 'done' and approval_step.done_date <= calendar.month_end
        ) as last_done_on
    from approval_step
    inner join calendar on approval_step.report_month = calendar.report_month
    group by all
),

waiting as (
    select
        project_month.report_month,
        project_month.project_id,
        project_month.planned_start_date,
        approval.last_done_on
    from project_month
    inner join approval
        on
            project_month.report_month = approval.report_month
            and project_month.project_id = approval.project_id
    where approval.is_open and not project_month.is_started
)

select
    report_month,
    project_id,
    'FACTOR_' || upper(kind) as reason_code,
    due_on
from late_factor
union all
select
    report_month,
    project_id,
    'FACTOR_APPROVAL' as reason_code,
    due_on
from approval
where due_on is not null
union all
select
    report_month,
    project_id,
    'FUNDS_NOT_SETTLED' as reason_code,
    due_on
from late_factor
where kind = 'funds'
union all
-- Planned to start by the end of so many months ahead.
select
    waiting.report_month,
    waiting.project_id,
    supervision.reason_code,
    {{ until('waiting.planned_start_date', 'last_day(waiting.report_month)') }} as due_on
from waiting
inner join supervision on supervision.reason_code = 'START_AT_RISK'
where waiting.planned_start_date <= last_day({{ add_months('waiting.report_month', 'supervision.threshold') }})
union all
-- Nothing done in the so many months that end with this one.
select
    waiting.report_month,
    waiting.project_id,
    supervision.reason_code,
    null as due_on
from waiting
inner join supervision on supervision.reason_code = 'PRELIMINARY_STALLED'
where
    supervision.threshold is not null
    and coalesce(
        waiting.last_done_on < {{ add_months('waiting.report_month', '1 - supervision.threshold') }}, true
    )
