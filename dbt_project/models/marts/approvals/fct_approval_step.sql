-- Every approval item of the projects that are followed (rulebook 14).
with approval_step as (select * from {{ ref('int_approval_step') }})

select
    report_month,
    project_id,
    item,
    reporting_unit_code,
    step,
    state,
    planned_date,
    done_date,
    is_required,
    is_overdue,
    can_start_now
from approval_step
where is_published
