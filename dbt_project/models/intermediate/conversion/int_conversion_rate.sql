-- Grain month x locality x scope x basis: rates, distance to the target, ranks (rulebook 5; readings R16, R17).
with figure as (select * from {{ ref('int_conversion_figure') }}),

setting as (select * from {{ ref('stg_setting') }}),

rated as (
    select
        figure.*,
        setting.rank_method,
        {{ ratio('figure.converted_count', 'figure.reserve_count') }} as conversion_rate,
        {{
            ratio('figure.converted_investment_wan', 'figure.reserve_investment_wan')
        }} as conversion_rate_by_investment,
        {{ millionths('figure.target') }} as target_millionths
    from figure
    cross join setting
),

measured as (
    select
        *,
        case
            when reserve_count > 0
                then {{ millionths('cast(converted_count as bigint)') }} >= target_millionths * reserve_count
        end as is_target_met,
        -- greatest() passes over nulls; a rule that does not bind has no shortfall.
        case
            when target_millionths * reserve_count is not null
                then
                    cast(
                        greatest(0, {{ ceil_div('target_millionths * reserve_count', '1000000') }} - converted_count)
                        as integer
                    )
        end as shortfall_count,
        case
            when basis = 'year_to_date'
                then
                    cast(
                        {{ ceil_div('target_millionths * reserve_count * month(report_month)', '12000000') }} as integer
                    )
        end as due_count,
        case when is_ranked then conversion_rate end as ranked_rate
    from rated
),

ranked as (
    select
        *,
        {{ rank_of('ranked_rate', 'report_month, scope, basis') }} as rank,
        {{ rank_of('ranked_rate', 'report_month, scope, basis, tier') }} as rank_in_tier,
        {{ ranked_set('ranked_rate', 'report_month, scope, basis') }} as rank_set
    from measured
)

select
    {{ all_but(['ranked_rate', 'rank_set', 'rank_method', 'target_millionths'], 'ranked') }},
    ranked.converted_count >= ranked.due_count as is_on_pace,
    {{ rank_change('rank') }} as rank_change
from ranked
left join ranked as before
    on
        ranked.locality_code = before.locality_code
        and ranked.scope = before.scope
        and ranked.basis = before.basis
        and ranked.report_month = {{ add_months('before.report_month', 1) }}
