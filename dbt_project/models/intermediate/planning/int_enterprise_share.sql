-- Grain month x locality: what part of the year's planned projects enterprises invest in (rulebook 7; readings R40).
with locality_month as (select * from {{ ref('int_locality_month') }}),

member as (select * from {{ ref('rpt_enterprise_share_member') }}),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'enterprise_share' and scope = 'all'),

total as (
    select
        report_month,
        locality_code,
        {{ count_if('in_denominator') }} as planned_count,
        {{ count_if('in_numerator') }} as enterprise_count,
        sum(total_investment_wan) as planned_investment_wan,
        sum(total_investment_wan) filter (where in_numerator) as enterprise_investment_wan
    from member
    group by all
),

figure as (
    select
        locality_month.*,
        case
            when not locality_month.is_reported then null
            when rate.localities is null or {{ cell_has('rate.localities', 'locality_month.locality_code') }}
                then rate.target
        end as target,
        case when locality_month.is_reported then coalesce(total.planned_count, 0) end as planned_count,
        case when locality_month.is_reported then coalesce(total.enterprise_count, 0) end as enterprise_count,
        case
            when locality_month.is_reported
                then {{ sum_or_zero('total.planned_investment_wan', 'total.planned_count') }}
        end as planned_investment_wan,
        case
            when locality_month.is_reported
                then {{ sum_or_zero('total.enterprise_investment_wan', 'total.enterprise_count') }}
        end as enterprise_investment_wan
    from locality_month
    inner join rate on locality_month.report_month between rate.effective_from and rate.effective_to
    left join total
        on
            locality_month.report_month = total.report_month
            and locality_month.locality_code = total.locality_code
)

select
    *,
    {{ ratio('enterprise_count', 'planned_count') }} as count_share,
    {{ ratio('enterprise_investment_wan', 'planned_investment_wan') }} as investment_share,
    -- Both shares, exactly; undefined where one of them is.
    case
        when planned_count > 0 and planned_investment_wan <> 0 and enterprise_investment_wan is not null
            then
                {{ millionths('cast(enterprise_count as bigint)') }} >= {{ millionths('target') }} * planned_count
                and {{ whole('enterprise_investment_wan') }} * 1000000
                >= {{ millionths('target') }} * {{ whole('planned_investment_wan') }}
    end as is_target_met
from figure
