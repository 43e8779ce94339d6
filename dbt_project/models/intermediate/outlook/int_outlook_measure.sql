-- Grain month x locality x measure: where a year's figure stands, in the measure's own amount (readings R72).
-- `year_base`: the amount that is 1 for this year (last December's, for catching up); `history_base`: the same for a
-- year that is over, to say what earlier years did.
with conversion as (
    select * from {{ ref('int_conversion_rate') }}
    where basis = 'year_to_date' and scope = 'all' and is_published
),

investment as (select * from {{ ref('int_investment_rank') }} where is_published),

december as (select * from investment where month(report_month) = 12),

measured as (
    select
        report_month,
        locality_code,
        is_ranked,
        {{ coverage('conversion') }},
        'conversion' as measure,
        conversion_rate as amount,
        cast(1 as double) as year_base,
        cast(1 as double) as history_base
    from conversion
    union all
    select
        report_month,
        locality_code,
        is_ranked,
        {{ coverage('investment') }},
        'plan_completion' as measure,
        plan_completion_rate as amount,
        cast(1 as double) as year_base,
        cast(1 as double) as history_base
    from investment
    union all
    select
        investment.report_month,
        investment.locality_code,
        investment.is_ranked,
        {{ coverage('investment') }},
        'catch_up' as measure,
        cast(investment.ytd_investment_wan as double) as amount,
        -- Like with like: every unit reported now and last December.
        case
            when
                investment.reported_unit_count = investment.unit_count
                and before.reported_unit_count = before.unit_count
                then cast(before.ytd_investment_wan as double)
        end as year_base,
        cast(own.ytd_investment_wan as double) as history_base
    from investment
    left join december as before
        on
            investment.locality_code = before.locality_code
            and year(investment.report_month) = year(before.report_month) + 1
    left join december as own
        on
            investment.locality_code = own.locality_code
            and year(investment.report_month) = year(own.report_month)
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
