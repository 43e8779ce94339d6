-- Grain month x project x reason: what the stage of a project gives cause for (rulebook 12: conversion, production).
-- `due_on` is the planned day that has passed, null where none has.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

calendar as (select * from {{ ref('int_month') }}),

supervision as (select * from {{ ref('stg_supervision') }}),

planned as (
    select
        project_month.report_month,
        project_month.project_id,
        project_month.library,
        project_month.is_started,
        project_month.is_completed,
        project_month.capacity_rate,
        project_month.planned_start_date,
        project_month.planned_completion_date,
        project_month.approved_on is not null as is_approved,
        coalesce(project_month.planned_start_date <= calendar.month_end, false) as is_start_due,
        coalesce(project_month.planned_completion_date <= calendar.month_end, false) as is_completion_due,
        project_month.planned_start_date > calendar.month_end
        and year(project_month.planned_start_date) = year(project_month.report_month) as is_start_due_this_year,
        project_month.planned_completion_date > calendar.month_end
        and year(project_month.planned_completion_date)
        = year(project_month.report_month) as is_completion_due_this_year
    from project_month
    inner join calendar on project_month.report_month = calendar.report_month
),

reason as (
    select
        *,
        'START_OVERDUE' as reason_code,
        planned_start_date as due_on
    from planned
    where library = 'reserve' and not is_started and is_start_due
    union all
    select
        *,
        'START_DUE_THIS_YEAR' as reason_code,
        null as due_on
    from planned
    where library = 'reserve' and not is_started and is_start_due_this_year
    union all
    select
        *,
        'APPROVED_NOT_STARTED' as reason_code,
        null as due_on
    from planned
    where library = 'reserve' and not is_started and is_approved and not is_start_due
    union all
    select
        *,
        'STARTED_NOT_CONVERTED' as reason_code,
        null as due_on
    from planned
    where library = 'reserve' and is_started
    union all
    select
        *,
        'COMPLETION_OVERDUE' as reason_code,
        planned_completion_date as due_on
    from planned
    where not is_completed and is_completion_due
    union all
    select
        *,
        'COMPLETION_DUE_THIS_YEAR' as reason_code,
        null as due_on
    from planned
    where not is_completed and is_completion_due_this_year
    union all
    select
        *,
        'COMPLETED_NOT_IN_PRODUCTION' as reason_code,
        null as due_on
    from planned
    where is_completed and library <> 'production'
    union all
    select
        *,
        'BELOW_CAPACITY' as reason_code,
        null as due_on
    from planned
    where library = 'production' and capacity_rate is not null
)

select
    reason.report_month,
    reason.project_id,
    reason.reason_code,
    reason.due_on
from reason
inner join supervision on reason.reason_code = supervision.reason_code
-- How far below capacity is below: the pack says.
where reason.reason_code <> 'BELOW_CAPACITY' or reason.capacity_rate < cast(supervision.threshold as double)
