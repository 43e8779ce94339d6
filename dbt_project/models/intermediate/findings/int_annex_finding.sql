-- What the sheets beside the ledger lack for where the project stands (rulebook 14, 15; readings R69): one per row of
-- the ledger that is now effective in its own month and counts.
with current_row as (select * from {{ ref('int_current_row') }} where is_standing_row and is_counted),

project_month as (select * from {{ ref('int_project_month') }}),

approval_step as (select * from {{ ref('int_approval_step') }}),

evaluation as (select * from {{ ref('int_evaluation') }}),

standing as (
    select
        current_row.row_id,
        project_month.report_month,
        project_month.project_id,
        -- Told once: with the first row that shows the start, or the completion.
        project_month.is_started and row_number() over shown_started = 1 as is_first_started,
        project_month.is_completed and row_number() over shown_completed = 1 as is_first_completed
    from current_row
    inner join project_month
        on
            current_row.row_id = project_month.row_id
            and current_row.report_month = project_month.report_month
    where project_month.library <> 'exited'
    window
        shown_started as (
            partition by project_month.project_id, project_month.is_started order by project_month.report_month
        ),
        shown_completed as (
            partition by project_month.project_id, project_month.is_completed order by project_month.report_month
        )
),

open_step as (
    select
        standing.row_id,
        string_agg(approval_step.item, '、' order by approval_step.item_order, approval_step.item) as value
    from standing
    inner join approval_step
        on
            standing.report_month = approval_step.report_month
            and standing.project_id = approval_step.project_id
    where standing.is_first_completed and approval_step.is_open
    group by all
),

-- What may not be missing before an item is taken conditionally is the pack's to say; what the row itself lacks is told
-- when its file is read.
conditional_step as (
    select
        standing.row_id,
        string_agg(approval_step.item, '、' order by approval_step.item_order, approval_step.item) as value
    from standing
    inner join approval_step
        on
            standing.report_month = approval_step.report_month
            and standing.project_id = approval_step.project_id
    where approval_step.base_open_count > 0
    group by all
)

select
    'APPROVAL_OPEN_AT_COMPLETION' as rule_id,
    row_id,
    value
from open_step
union all
select
    'CONDITIONAL_WITHOUT_BASE' as rule_id,
    row_id,
    value
from conditional_step
union all
select
    'EVALUATION_MISSING' as rule_id,
    standing.row_id,
    null as value
from standing
inner join evaluation
    on
        standing.report_month = evaluation.report_month
        and standing.project_id = evaluation.project_id
where standing.is_first_started and evaluation.is_needed and not evaluation.is_evaluated
