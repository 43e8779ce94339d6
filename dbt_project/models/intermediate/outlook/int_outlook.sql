-- Grain month x locality x measure: the year-end figure and its interval, between two places of the ordered scenarios
-- (readings R72): each place cut off on either side costs 2 / (scenarios + 1) of coverage.
with measure as (select * from {{ ref('int_outlook_measure') }}),

scenario as (select * from {{ ref('int_outlook_scenario') }}),

counted as (
    select
        report_month,
        locality_code,
        measure,
        max(scenario_count) as scenario_count,
        {{ threshold('outlook_interval_share') }} as interval_share
    from scenario
    group by report_month, locality_code, measure
),

placed as (
    select
        *,
        cast(floor((scenario_count + 1) * (1 - interval_share) / 2) as bigint) as outer_place
    from counted
    where scenario_count >= {{ threshold('outlook_least_count') }}
),

spread as (
    select
        placed.report_month,
        placed.locality_code,
        placed.measure,
        placed.outer_place,
        min(scenario.change) filter (where scenario.place = placed.outer_place) as low_change,
        min(scenario.change) filter (
            where scenario.place = placed.scenario_count + 1 - placed.outer_place
        ) as high_change,
        -- The middle one, or the mean of the two in the middle.
        (
            min(scenario.change) filter (where scenario.place = (placed.scenario_count + 1) // 2)
            + min(scenario.change) filter (where scenario.place = (placed.scenario_count + 2) // 2)
        ) / 2 as middle_change
    from placed
    inner join scenario
        on
            placed.report_month = scenario.report_month
            and placed.locality_code = scenario.locality_code
            and placed.measure = scenario.measure
    where placed.outer_place > 0
    group by placed.report_month, placed.locality_code, placed.measure, placed.outer_place
),

joined as (
    select
        measure.*,
        measure.amount / measure.year_base as so_far,
        coalesce(counted.scenario_count, 0) as scenario_count,
        spread.outer_place,
        case when month(measure.report_month) = 12 then 0 else spread.low_change end as low_change,
        case when month(measure.report_month) = 12 then 0 else spread.middle_change end as middle_change,
        case when month(measure.report_month) = 12 then 0 else spread.high_change end as high_change
    from measure
    left join counted
        on
            measure.report_month = counted.report_month
            and measure.locality_code = counted.locality_code
            and measure.measure = counted.measure
    left join spread
        on
            measure.report_month = spread.report_month
            and measure.locality_code = spread.locality_code
            and measure.measure = spread.measure
)

select
    *,
    -- No measure goes below nothing; greatest() passes over nulls.
    case when so_far + middle_change is not null then greatest(so_far + middle_change, 0) end as year_end,
    case when so_far + low_change is not null then greatest(so_far + low_change, 0) end as low,
    case when so_far + high_change is not null then greatest(so_far + high_change, 0) end as high,
    case
        when so_far is null then 'no_figure'
        when month(report_month) = 12 then 'known'
        when middle_change is null then 'little_history'
        else 'ordered_scenarios'
    end as method
from joined
