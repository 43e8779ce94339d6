-- Who leads each list by share and by month-over-month investment (rulebook 9).
-- Its projects are in intermediate.rpt_list_rank_member.
with list_rank as (select * from {{ ref('int_list_rank') }})

select
    report_month,
    list_code,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    project_count,
    count_share,
    {{ money('total_investment_wan') }} as total_investment_wan,
    investment_share,
    is_share_provisional,
    {{ money('month_investment_wan') }} as month_investment_wan,
    {{ money('previous_month_investment_wan') }} as previous_month_investment_wan,
    comparable_unit_count,
    {{ money('comparable_month_investment_wan') }} as comparable_month_investment_wan,
    {{ money('comparable_previous_month_investment_wan') }} as comparable_previous_month_investment_wan,
    mom_rate,
    mom_rate_same_projects,
    count_share_rank,
    investment_share_rank,
    mom_rank,
    composite_rank,
    count_share_rank_in_tier,
    investment_share_rank_in_tier,
    mom_rank_in_tier,
    composite_rank_in_tier,
    count_share_rank_change,
    investment_share_rank_change,
    mom_rank_change,
    composite_rank_change
from list_rank
where is_published
