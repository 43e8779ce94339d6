-- Grain month x project: is an expert evaluation needed, and is there one (rulebook 15; readings R60).
with project_month as (select * from {{ ref('int_project_month') }}),

list_member as (select * from {{ ref('int_list_member') }}),

list as (select * from {{ ref('stg_list') }}),

evaluation_month as (select * from {{ ref('int_evaluation_month') }}),

-- On the year's provincial or municipal key plan, by register or flag.
key_plan as (
    select distinct
        list_member.report_month,
        list_member.project_id
    from list_member
    inner join list on list_member.list_code = list.list_code
    where list.flag_field in ('is_provincial_key', 'is_municipal_key')
),

-- The latest that had taken place by the month's end.
evaluated as (
    select *
    from evaluation_month
    where evaluated_on <= last_day(report_month)
    qualify
        row_number() over (
            partition by report_month, project_id
            order by evaluated_on desc, sheet asc, row_number asc
        ) = 1
)

select
    project_month.report_month,
    project_month.project_id,
    project_month.reporting_unit_code,
    project_month.is_published,
    project_month.is_started,
    project_month.row_id as ledger_row_id,
    evaluated.evaluated_on,
    evaluated.result,
    coalesce(evaluated.submission_id, project_month.submission_id) as submission_id,
    coalesce(evaluated.sheet, project_month.sheet) as sheet,
    coalesce(evaluated.row_number, project_month.row_number) as row_number,
    key_plan.project_id is not null
    or coalesce(project_month.reserve_level = 'municipal', false)
    or coalesce(project_month.is_annual_priority, false) as is_needed,
    evaluated.project_id is not null as is_evaluated
from project_month
left join key_plan
    on
        project_month.report_month = key_plan.report_month
        and project_month.project_id = key_plan.project_id
left join evaluated
    on
        project_month.report_month = evaluated.report_month
        and project_month.project_id = evaluated.project_id
