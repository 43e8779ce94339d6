-- Every project of annual priority: its approvals, permits and leader (rulebook 8).
with priority_progress as (select * from {{ ref('int_priority_progress') }})

select
    report_month,
    project_id,
    reporting_unit_code,
    approval_state,
    planning_permit_state,
    land_permit_state,
    environment_state,
    leader_in_charge,
    headquarters
from priority_progress
where is_published
