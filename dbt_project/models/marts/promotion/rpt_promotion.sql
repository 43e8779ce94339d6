-- Does each leader of the roster bring an investment of the size asked (rulebook 19)? The investments are in
-- intermediate.rpt_promotion_member.
with promotion_figure as (select * from {{ ref('int_promotion_figure') }})

select
    report_month,
    locality_code,
    leader_post,
    leader_name,
    is_reported,
    reported_unit_count,
    unit_count,
    {{ money('target_investment_wan') }} as target_investment_wan,
    in_progress_count,
    qualifying_count,
    is_met
from promotion_figure
where is_published
