-- Catching up with last year (rulebook 13); its projects are in intermediate.rpt_catch_up_member.
with catch_up as (select * from {{ ref('int_catch_up') }})

select
    report_month,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    {{ money('ytd_investment_wan') }} as ytd_investment_wan,
    {{ money('previous_year_ytd_investment_wan') }} as previous_year_ytd_investment_wan,
    {{ money('gap_wan') }} as gap_wan,
    {{ money('target_wan') }} as target_wan,
    daily_pace_needed_wan,
    daily_pace_last_month_wan,
    is_on_pace,
    window_code
from catch_up
where is_published
