-- Grain month x locality: month over month, year over year, plan completion and rank (rulebook 10).
with figure as (select * from {{ ref('int_investment_figure') }}),

setting as (select * from {{ ref('stg_setting') }}),

rated as (
    select
        figure.*,
        setting.rank_method,
        {{ month_over_month(
            'figure.comparable_month_investment_wan', 'figure.comparable_previous_month_investment_wan'
        ) }} as mom_rate,
        case
            when figure.previous_year_ytd_investment_wan > 0
                then
                    {{
                        ratio(
                            'figure.ytd_investment_wan - figure.previous_year_ytd_investment_wan',
                            'figure.previous_year_ytd_investment_wan'
                        )
                    }}
        end as yoy_rate,
        {{ ratio('figure.planned_ytd_investment_wan', 'figure.plan_wan') }} as plan_completion_rate
    from figure
    cross join setting
),

rankable as (
    select
        *,
        case when is_ranked then mom_rate end as ranked_mom_rate
    from rated
),

ranked as (
    select
        *,
        {{ rank_of('ranked_mom_rate', 'report_month') }} as mom_rank,
        {{ ranked_set('ranked_mom_rate', 'report_month') }} as mom_rank_set
    from rankable
)

select
    ranked.*,
    {{ rank_change('mom_rank') }} as mom_rank_change
from ranked
left join ranked as before
    on
        ranked.locality_code = before.locality_code
        and ranked.report_month = {{ add_months('before.report_month', 1) }}
