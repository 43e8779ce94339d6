-- Grain month x list (and `all`) x locality: rates and ranks, overall and within the tier (rulebook 9).
{%- set everywhere = 'report_month, list_code' %}
{%- set in_tier = 'report_month, list_code, tier' %}
with figure as (select * from {{ ref('int_list_figure') }}),

setting as (select * from {{ ref('stg_setting') }}),

rated as (
    select
        figure.*,
        setting.rank_method,
        {{ month_over_month(
            'figure.comparable_month_investment_wan', 'figure.comparable_previous_month_investment_wan'
        ) }} as mom_rate,
        {{ month_over_month(
            'figure.same_projects_month_investment_wan', 'figure.same_projects_previous_month_investment_wan'
        ) }} as mom_rate_same_projects
    from figure
    cross join setting
),

rankable as (
    select
        *,
        case when is_ranked then count_share end as ranked_count_share,
        case when is_ranked then investment_share end as ranked_investment_share,
        case when is_ranked then mom_rate end as ranked_mom_rate
    from rated
),

placed as (
    select
        *,
        {{ rank_of('ranked_count_share', everywhere) }} as count_share_rank,
        {{ rank_of('ranked_investment_share', everywhere) }} as investment_share_rank,
        {{ rank_of('ranked_mom_rate', everywhere) }} as mom_rank,
        {{ rank_of('ranked_count_share', in_tier) }} as count_share_rank_in_tier,
        {{ rank_of('ranked_investment_share', in_tier) }} as investment_share_rank_in_tier,
        {{ rank_of('ranked_mom_rate', in_tier) }} as mom_rank_in_tier
    from rankable
),

-- The mean of three ranks orders as their sum does.
summed as (
    select
        *,
        count_share_rank + investment_share_rank + mom_rank as rank_sum,
        count_share_rank_in_tier + investment_share_rank_in_tier + mom_rank_in_tier as rank_sum_in_tier
    from placed
),

ranked as (
    select
        *,
        {{ rank_of('rank_sum', everywhere, 'asc') }} as composite_rank,
        {{ rank_of('rank_sum_in_tier', in_tier, 'asc') }} as composite_rank_in_tier,
        {{ ranked_set('ranked_count_share', everywhere) }} as count_share_rank_set,
        {{ ranked_set('ranked_investment_share', everywhere) }} as investment_share_rank_set,
        {{ ranked_set('ranked_mom_rate', everywhere) }} as mom_rank_set,
        {{ ranked_set('rank_sum', everywhere) }} as composite_rank_set
    from summed
)

select
    ranked.*,
    {{ rank_change('count_share_rank') }} as count_share_rank_change,
    {{ rank_change('investment_share_rank') }} as investment_share_rank_change,
    {{ rank_change('mom_rank') }} as mom_rank_change,
    {{ rank_change('composite_rank') }} as composite_rank_change
from ranked
left join ranked as before
    on
        ranked.list_code = before.list_code
        and ranked.locality_code = before.locality_code
        and ranked.report_month = {{ add_months('before.report_month', 1) }}
