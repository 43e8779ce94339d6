-- How far each project's approvals are (rulebook 14); its items are in intermediate.rpt_approval_progress_member.
with member as (select * from {{ ref('rpt_approval_progress_member') }} where is_published),

counted as (
    select
        report_month,
        project_id,
        reporting_unit_code,
        {{ count_if('in_denominator') }} as required_count,
        {{ count_if('in_numerator') }} as done_count,
        {{ count_if('is_conditional') }} as conditional_count,
        {{ count_if('is_overdue') }} as overdue_count,
        cast(sum(violation_count) as integer) as violation_count,
        max(item) filter (where is_next) as next_item
    from member
    group by all
)

select
    *,
    {{ ratio('done_count', 'required_count') }} as progress_rate
from counted
