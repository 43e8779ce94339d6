-- Who invests how much, against last month, last year and the plan (rulebook 10).
-- Its projects are in intermediate.rpt_investment_rank_member.
with investment_rank as (select * from {{ ref('int_investment_rank') }})

select
    report_month,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    {{ money('month_investment_wan') }} as month_investment_wan,
    {{ money('previous_month_investment_wan') }} as previous_month_investment_wan,
    comparable_unit_count,
    {{ money('comparable_month_investment_wan') }} as comparable_month_investment_wan,
    {{ money('comparable_previous_month_investment_wan') }} as comparable_previous_month_investment_wan,
    mom_rate,
    mom_rank,
    mom_rank_change,
    {{ money('ytd_investment_wan') }} as ytd_investment_wan,
    {{ money('previous_year_ytd_investment_wan') }} as previous_year_ytd_investment_wan,
    yoy_rate,
    plan_completion_rate,
    no_plan_count,
    ytd_missing_count,
    new_start_count,
    {{ money('new_start_investment_wan') }} as new_start_investment_wan
from investment_rank
where is_published
