-- Planned and priority projects against the quotas (rulebook 8); in intermediate.rpt_quota_member its projects.
with quota as (select * from {{ ref('int_quota') }})

select
    report_month,
    quota_id,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    quota_count,
    actual_count,
    attainment_rate,
    shortfall_count,
    due_count,
    is_on_pace
from quota
where is_published
