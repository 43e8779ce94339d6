-- Enterprise share of the year's planned projects (rulebook 7): intermediate.rpt_enterprise_share_member has them.
with enterprise_share as (select * from {{ ref('int_enterprise_share') }})

select
    report_month,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    planned_count,
    enterprise_count,
    count_share,
    {{ money('planned_investment_wan') }} as planned_investment_wan,
    {{ money('enterprise_investment_wan') }} as enterprise_investment_wan,
    investment_share,
    cast(target as double) as target_share,
    is_target_met
from enterprise_share
where is_published
