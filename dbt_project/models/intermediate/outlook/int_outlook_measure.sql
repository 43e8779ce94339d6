-- Grain month x locality x measure: where a year's figure stands, in the measure's own amount (readings R72).
-- `year_base`: the amount that is 1 for this year (last December's, for catching up). Earlier years are told in
-- `past_amount`, as a part of `history_base`, their own December's; `history_scale` is what such a part is this year.
with conversion as (
    select * from {{ ref('int_conversion_rate') }}
    where basis = 'year_to_date' and scope = 'all' and is_published
),

investment as (select * from {{ ref('int_investment_rank') }} where is_published),

december as (select * from investment where month(report_month) = 12),

invested as (
    select
        investment.*,
        own.ytd_investment_wan as december_wan,
        own.planned_ytd_investment_wan as planned_december_wan,
        before.ytd_investment_wan as last_wan,
        before.planned_ytd_investment_wan as planned_last_wan
    from investment
    left join december as before
        on
            investment.locality_code = before.locality_code
            and year(investment.report_month) = year(before.report_month) + 1
            -- Like with like: every unit reported now and last December.
            and investment.reported_unit_count = investment.unit_count
            and before.reported_unit_count = before.unit_count
    left join december as own
        on
            investment.locality_code = own.locality_code
            and year(investment.report_month) = year(own.report_month)
),

measured as (
    select
        report_month,
        locality_code,
        is_ranked,
        {{ coverage('conversion') }},
        'conversion' as measure,
        conversion_rate as amount,
        cast(1 as double) as year_base,
        conversion_rate as past_amount,
        cast(1 as double) as history_base,
        cast(1 as double) as history_scale
    from conversion
    union all
    -- The plan is known: what earlier years tell is the money that is still to come.
    select
        report_month,
        locality_code,
        is_ranked,
        {{ coverage('invested') }},
        'plan_completion' as measure,
        plan_completion_rate as amount,
        cast(1 as double) as year_base,
        cast(planned_ytd_investment_wan as double) as past_amount,
        cast(planned_december_wan as double) as history_base,
        case
            when plan_wan > 0 and planned_last_wan > 0 then cast(planned_last_wan as double) / cast(plan_wan as double)
        end as history_scale
    from invested
    union all
    select
        report_month,
        locality_code,
        is_ranked,
        {{ coverage('invested') }},
        'catch_up' as measure,
        cast(ytd_investment_wan as double) as amount,
        cast(last_wan as double) as year_base,
        cast(ytd_investment_wan as double) as past_amount,
        cast(december_wan as double) as history_base,
        cast(1 as double) as history_scale
    from invested
)

select
    {{ all_but(['year_base', 'history_base'], 'measured') }},
    case when measured.year_base > 0 then measured.year_base end as year_base,
    case when measured.history_base > 0 then measured.history_base end as history_base,
    -- A year begins at 0.
    measured.amount - case when month(measured.report_month) = 1 then 0 else before.amount end as added_amount
from measured
left join measured as before
    on
        measured.locality_code = before.locality_code
        and measured.measure = before.measure
        and measured.report_month = {{ add_months('before.report_month', 1) }}
