-- Grain month x project x item: what is overdue, what comes next, what could start now, and what a conditional item
-- lacks (rulebook 14; readings R58, R59).
with approval_state as (select * from {{ ref('int_approval_state') }}),

approval_item as (select * from {{ ref('stg_approval_item') }}),

setting as (select * from {{ ref('stg_setting') }}),

waiting as (
    select
        approval_route,
        {{ text_key('item') }} as item_key,
        {{ cell_values('waits_for') }} as waits_for
    from approval_item
    where waits_for is not null
),

-- An item that is neither done nor conditional holds up all that wait for it.
held_up as (
    select distinct
        earlier.report_month,
        earlier.project_id,
        waiting.item_key
    from approval_state as earlier
    inner join waiting
        on
            earlier.approval_route = waiting.approval_route
            and earlier.item_key = {{ text_key('waiting.waits_for') }}
    where earlier.is_pending
),

placed as (
    select
        approval_state.*,
        approval_state.is_required and approval_state.is_pending as is_open,
        row_number() over (
            partition by approval_state.report_month, approval_state.project_id, is_open
            order by approval_state.item_order asc nulls last, approval_state.item asc
        ) as place,
        -- Land and planning: what the pack asks to be done before anything may be conditional.
        count(*) filter (
            where
            approval_state.state not in ('done', 'not_required')
            and {{ cell_has('setting.conditional_base_items', 'approval_state.item') }}
        ) over (partition by approval_state.report_month, approval_state.project_id) as base_open_count
    from approval_state
    cross join setting
)

select
    {{ all_but(['item_key', 'place', 'base_open_count', 'approval_route'], 'placed') }},
    placed.is_pending and coalesce(placed.planned_date <= last_day(placed.report_month), false) as is_overdue,
    placed.state = 'not_started' and held_up.item_key is null as can_start_now,
    placed.is_open and placed.place = 1 as is_next,
    case
        when placed.state <> 'conditional' then 0
        else
            cast(placed.base_open_count as integer)
            + cast(placed.approver_opinion is null as integer)
            + cast(placed.commitment is null as integer)
            + cast(placed.planned_date is null as integer)
    end as violation_count,
    case when placed.state = 'conditional' then cast(placed.base_open_count as integer) else 0 end as base_open_count
from placed
left join held_up
    on
        placed.report_month = held_up.report_month
        and placed.project_id = held_up.project_id
        and placed.item_key = held_up.item_key
