-- What it would take to meet a rule, and who is nearest; every project put in order is in
-- intermediate.rpt_to_target_member.
with to_target as (select * from {{ ref('int_to_target') }})

select
    report_month,
    locality_code,
    rule_id,
    project_id,
    reporting_unit_code,
    is_reported,
    reported_unit_count,
    unit_count,
    scope,
    needed_count,
    due_on,
    gap_to_next_count,
    candidate_count,
    nearness_rank,
    why
from to_target
where is_published
