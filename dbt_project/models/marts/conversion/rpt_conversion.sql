-- 储备→建设 by month, locality, scope and basis (rulebook 5); its projects are in intermediate.rpt_conversion_member.
with conversion as (select * from {{ ref('int_conversion_rate') }})

select
    report_month,
    locality_code,
    scope,
    basis,
    is_reported,
    reported_unit_count,
    unit_count,
    reserve_count,
    converted_count,
    moved_not_started_count,
    conversion_rate,
    {{ money('reserve_investment_wan') }} as reserve_investment_wan,
    {{ money('converted_investment_wan') }} as converted_investment_wan,
    conversion_rate_by_investment,
    cast(target as double) as target_rate,
    is_target_met,
    shortfall_count,
    due_count,
    is_on_pace,
    opening_count,
    entered_count,
    moved_count,
    exited_count,
    closing_count,
    rank,
    rank_in_tier,
    rank_change
from conversion
where is_published
