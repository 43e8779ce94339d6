-- Grain month x project: where the approvals of each priority project stand, and who leads it (rulebook 8; R50).
with priority as (select * from {{ ref('rpt_quota_member') }} where quota_id = 'priority'),

project_month as (select * from {{ ref('int_project_month') }}),

approval_state as (select * from {{ ref('int_approval_state') }}),

setting as (select * from {{ ref('stg_setting') }}),

-- Which items answer which question is the pack's to say.
answered as (
    select
        approval_state.report_month,
        approval_state.project_id,
        {{ state_of_items('setting.priority_approval_items') }} as approval_state,
        {{ state_of_items('setting.priority_planning_permit_items') }} as planning_permit_state,
        {{ state_of_items('setting.priority_land_permit_items') }} as land_permit_state,
        {{ state_of_items('setting.priority_environment_items') }} as environment_state
    from approval_state
    cross join setting
    group by all
)

select
    priority.report_month,
    project_month.is_published,
    priority.project_id,
    priority.reporting_unit_code,
    case when project_month.approved_on is not null then 'done' else answered.approval_state end as approval_state,
    answered.planning_permit_state,
    answered.land_permit_state,
    answered.environment_state,
    project_month.leader_in_charge,
    project_month.headquarters,
    project_month.row_id,
    project_month.total_investment_wan,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number
from priority
inner join project_month
    on
        priority.report_month = project_month.report_month
        and priority.project_id = project_month.project_id
left join answered
    on
        priority.report_month = answered.report_month
        and priority.project_id = answered.project_id
