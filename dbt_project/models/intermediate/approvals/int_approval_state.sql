-- Grain month x project x item: where each approval stands (rulebook 14; readings R58).
-- Only projects that a row of approvals speaks of; what else their route asks for is not started.
with item_month as (select * from {{ ref('int_approval_item_month') }}),

project_month as (select * from {{ ref('int_project_month') }}),

approval_item as (select * from {{ ref('stg_approval_item') }}),

said as (
    select
        *,
        {{ text_key('item') }} as item_key
    from item_month
),

followed as (
    select distinct
        report_month,
        project_id
    from said
),

followed_project as (
    select
        project_month.report_month,
        project_month.project_id,
        project_month.reporting_unit_code,
        project_month.is_published,
        project_month.is_completed,
        project_month.approval_route
    from followed
    inner join project_month
        on
            followed.report_month = project_month.report_month
            and followed.project_id = project_month.project_id
),

listed as (
    select
        followed_project.report_month,
        followed_project.project_id,
        approval_item.step,
        approval_item.item,
        approval_item.item_order,
        approval_item.is_required,
        {{ text_key('approval_item.item') }} as item_key
    from followed_project
    inner join approval_item on followed_project.approval_route = approval_item.approval_route
),

stated as (
    select
        coalesce(listed.report_month, said.report_month) as report_month,
        coalesce(listed.project_id, said.project_id) as project_id,
        coalesce(listed.item, said.item, '') as item,
        coalesce(listed.item_key, said.item_key) as item_key,
        listed.step,
        listed.item_order,
        coalesce(said.state, 'not_started') as state,
        coalesce(listed.is_required, false) and coalesce(said.state, 'not_started') <> 'not_required' as is_required,
        said.planned_date,
        said.done_date,
        said.commitment,
        said.approver_opinion,
        said.submission_id,
        said.sheet,
        said.row_number
    from listed
    full outer join said
        on
            listed.report_month = said.report_month
            and listed.project_id = said.project_id
            and listed.item_key = said.item_key
)

select
    stated.*,
    followed_project.reporting_unit_code,
    followed_project.is_published,
    followed_project.is_completed,
    followed_project.approval_route,
    -- Neither done nor conditional.
    stated.state in ('not_started', 'in_progress') as is_pending
from stated
inner join followed_project
    on
        stated.report_month = followed_project.report_month
        and stated.project_id = followed_project.project_id
