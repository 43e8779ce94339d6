-- Every project that has to start by a day, and whether it did (rulebook 11). Met late stays visible.
with start_deadline as (select * from {{ ref('int_start_deadline') }})

select
    report_month,
    rule_id,
    project_id,
    reporting_unit_code,
    fund_source,
    deadline,
    is_started,
    has_physical_work,
    is_met,
    met_on,
    days_left,
    status
from start_deadline
where is_published
