-- Land, funds, environment and energy of each project (rulebook 18).
with factor_member as (select * from {{ ref('rpt_factor_member') }})

select
    report_month,
    project_id,
    kind,
    item,
    reporting_unit_code,
    {{ money('needed') }} as needed,
    {{ money('settled') }} as settled,
    {{ money('gap') }} as gap,
    unit,
    state,
    planned_date,
    is_overdue
from factor_member
where is_published
