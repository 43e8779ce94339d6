-- Grain month x locality x scope: how much of the reserve got through this year, by any of three ways (rulebook 6).
with locality_month as (select * from {{ ref('int_locality_month') }}),

member as (select * from {{ ref('rpt_readiness_member') }}),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'readiness'),

total as (
    select
        report_month,
        locality_code,
        scope,
        {{ count_if('in_denominator') }} as reserve_count,
        {{ count_if('is_approved_in_year') }} as approved_count,
        {{ count_if('is_started_in_year') }} as started_count,
        {{ count_if('is_fund_won') }} as fund_won_count,
        {{ count_if('in_numerator') }} as ready_count
    from member
    group by all
),

figure as (
    select
        locality_month.*,
        rate.scope,
        case
            when not locality_month.is_reported then null
            when rate.localities is null or {{ cell_has('rate.localities', 'locality_month.locality_code') }}
                then rate.target
        end as target,
        case when locality_month.is_reported then coalesce(total.reserve_count, 0) end as reserve_count,
        case when locality_month.is_reported then coalesce(total.approved_count, 0) end as approved_count,
        case when locality_month.is_reported then coalesce(total.started_count, 0) end as started_count,
        case when locality_month.is_reported then coalesce(total.fund_won_count, 0) end as fund_won_count,
        case when locality_month.is_reported then coalesce(total.ready_count, 0) end as ready_count
    from locality_month
    inner join rate on locality_month.report_month between rate.effective_from and rate.effective_to
    left join total
        on
            locality_month.report_month = total.report_month
            and locality_month.locality_code = total.locality_code
            and rate.scope = total.scope
),

targeted as (
    select
        *,
        {{ millionths('target') }} * reserve_count as due_millionths
    from figure
)

select
    {{ all_but(['due_millionths']) }},
    {{ ratio('ready_count', 'reserve_count') }} as readiness_rate,
    case
        when reserve_count > 0 then {{ millionths('cast(ready_count as bigint)') }} >= due_millionths
    end as is_target_met,
    -- greatest() passes over nulls; a rule that does not bind has no shortfall.
    case
        when due_millionths is not null
            then cast(greatest(0, {{ ceil_div('due_millionths', '1000000') }} - ready_count) as integer)
    end as shortfall_count
from targeted
