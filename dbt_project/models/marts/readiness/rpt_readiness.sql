-- 能审批、能开工、能争取 (rulebook 6); its projects are in intermediate.rpt_readiness_member.
with readiness as (select * from {{ ref('int_readiness') }})

select
    report_month,
    locality_code,
    scope,
    is_reported,
    reported_unit_count,
    unit_count,
    reserve_count,
    approved_count,
    started_count,
    fund_won_count,
    ready_count,
    readiness_rate,
    cast(target as double) as target_rate,
    is_target_met,
    shortfall_count
from readiness
where is_published
