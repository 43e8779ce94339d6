-- The lists of 四督四促 and of government projects, a row per reason (rulebook 12).
with supervision as (select * from {{ ref('int_supervision') }})

select
    report_month,
    supervision_code,
    project_id,
    reason_code,
    reporting_unit_code,
    days_overdue,
    months_on_list,
    responsible_unit,
    responsible_person,
    leader_in_charge,
    oversight_unit,
    problem
from supervision
where is_published
