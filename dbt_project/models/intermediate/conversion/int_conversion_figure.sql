-- Grain month x locality x scope x basis: sums and counts of the members, null where nobody reported.
with locality_month as (select * from {{ ref('int_locality_month') }}),

member as (select * from {{ ref('rpt_conversion_member') }}),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'conversion'),

setting as (select * from {{ ref('stg_setting') }}),

report_basis as (
    select 'year_to_date' as basis
    union all
    select 'cohort_12m' as basis
),

-- Every row the report has; figures need a reporting unit, a target binds by the rule's own list (R15, R18).
spine as (
    select
        locality_month.*,
        rate.scope,
        report_basis.basis,
        locality_month.is_reported and report_basis.basis = 'year_to_date' as is_flowing,
        case
            when not locality_month.is_reported then null
            when rate.localities is null or {{ cell_has('rate.localities', 'locality_month.locality_code') }}
                then rate.target
        end as target
    from locality_month
    cross join setting
    cross join report_basis
    inner join rate on locality_month.report_month between rate.effective_from and rate.effective_to
    where
        report_basis.basis = 'year_to_date'
        or {{ add_months('locality_month.report_month', '-setting.cohort_months') }} >= setting.first_report_month
),

total as (
    select
        report_month,
        locality_code,
        scope,
        basis,
        {{ count_if('in_denominator') }} as reserve_count,
        {{ count_if('in_numerator') }} as converted_count,
        {{ count_if('is_moved_not_started') }} as moved_not_started_count,
        sum(total_investment_wan) as reserve_investment_wan,
        {{ count_if('in_numerator and total_investment_wan is null') }} as converted_blank_count,
        sum(total_investment_wan) filter (where in_numerator) as converted_investment_wan,
        {{ count_if('is_opening') }} as opening_count,
        {{ count_if('is_entered') }} as entered_count,
        {{ count_if('is_moved_in_month') }} as moved_count,
        {{ count_if('is_exited_in_month') }} as exited_count,
        {{ count_if('is_closing') }} as closing_count
    from member
    group by all
)

select
    spine.report_month,
    spine.is_published,
    spine.locality_code,
    spine.tier,
    spine.is_ranked,
    spine.scope,
    spine.basis,
    spine.is_reported,
    spine.reported_unit_count,
    spine.unit_count,
    spine.target,
    case when spine.is_reported then coalesce(total.reserve_count, 0) end as reserve_count,
    case when spine.is_reported then coalesce(total.converted_count, 0) end as converted_count,
    case when spine.is_flowing then coalesce(total.moved_not_started_count, 0) end as moved_not_started_count,
    -- A sum over nothing is 0; over blanks only it is null.
    case
        when spine.is_reported and coalesce(total.reserve_count, 0) = 0 then 0
        when spine.is_reported then total.reserve_investment_wan
    end as reserve_investment_wan,
    case
        when spine.is_reported and coalesce(total.converted_count, 0) = 0 then 0
        when spine.is_reported then total.converted_investment_wan
    end as converted_investment_wan,
    case when spine.is_flowing then coalesce(total.opening_count, 0) end as opening_count,
    case when spine.is_flowing then coalesce(total.entered_count, 0) end as entered_count,
    case when spine.is_flowing then coalesce(total.moved_count, 0) end as moved_count,
    case when spine.is_flowing then coalesce(total.exited_count, 0) end as exited_count,
    case when spine.is_flowing then coalesce(total.closing_count, 0) end as closing_count
from spine
left join total
    on
        spine.report_month = total.report_month
        and spine.locality_code = total.locality_code
        and spine.scope = total.scope
        and spine.basis = total.basis
