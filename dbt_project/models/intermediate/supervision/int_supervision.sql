-- Grain month x list x project x reason: who is on which list, why, and for how long (rulebook 12; readings R45, R49).
with reason as (select * from {{ ref('int_supervision_reason') }}),

project_month as (select * from {{ ref('int_supervised_project') }}),

supervision as (select * from {{ ref('stg_supervision') }}),

listed as (
    select
        project_month.report_month,
        project_month.is_published,
        supervision.supervision_code,
        project_month.project_id,
        supervision.reason_code,
        project_month.reporting_unit_code,
        cast(last_day(project_month.report_month) - reason.due_on as integer) as days_overdue,
        project_month.place,
        project_month.responsible_unit,
        project_month.responsible_person,
        project_month.leader_in_charge,
        project_month.oversight_unit,
        project_month.problem,
        project_month.total_investment_wan,
        project_month.submission_id,
        project_month.sheet,
        project_month.row_number
    from reason
    inner join project_month
        on
            reason.report_month = project_month.report_month
            and reason.project_id = project_month.project_id
    inner join supervision on reason.reason_code = supervision.reason_code
    where
        project_month.library <> 'exited'
        and (
            supervision.min_investment_wan is null
            or project_month.total_investment_wan >= supervision.min_investment_wan
        )
        and (
            supervision.categories is null
            or project_month.category is null
            or {{ cell_has('supervision.categories', 'project_month.category') }}
        )
        and (supervision.supervision_code <> 'government' or project_month.investor_kind = 'government')
),

-- Consecutive places share a run.
run as (
    select
        *,
        place - row_number() over (
            partition by project_id, supervision_code, reason_code
            order by report_month
        ) as run_start
    from listed
)

select
    {{ all_but(['place', 'run_start']) }},
    cast(
        row_number() over (
            partition by project_id, supervision_code, reason_code, run_start
            order by report_month
        ) as integer
    ) as months_on_list
from run
