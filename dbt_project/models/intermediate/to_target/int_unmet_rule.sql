-- Grain month x locality x rule that is not met: how many projects are missing, by when, and what the next place takes
-- (readings R70).
with conversion as (select * from {{ ref('int_conversion_rate') }} where basis = 'year_to_date'),

readiness as (select * from {{ ref('int_readiness') }}),

quota as (select * from {{ ref('int_quota') }} where quota_id = 'planning'),

-- Equal rates share a place, so the greatest counts of a place stand for its rate.
place as (
    select
        report_month,
        scope,
        rank,
        cast(max(converted_count) as bigint) as converted_count,
        cast(max(reserve_count) as bigint) as reserve_count
    from conversion
    where rank is not null
    group by report_month, scope, rank
),

better_place as (
    select
        report_month,
        scope,
        rank,
        lag(converted_count) over better as converted_count,
        lag(reserve_count) over better as reserve_count
    from place
    window better as (partition by report_month, scope order by rank)
),

rule_row as (
    select
        conversion.report_month,
        conversion.is_published,
        conversion.locality_code,
        {{ coverage('conversion') }},
        'conversion' as rule_name,
        conversion.scope,
        conversion.shortfall_count as needed_count,
        cast(
            {{ ceil_div('better_place.converted_count * conversion.reserve_count', 'better_place.reserve_count') }}
            - conversion.converted_count as integer
        ) as gap_to_next_count
    from conversion
    left join better_place
        on
            conversion.report_month = better_place.report_month
            and conversion.scope = better_place.scope
            and conversion.rank = better_place.rank
    union all
    select
        report_month,
        is_published,
        locality_code,
        {{ coverage('readiness') }},
        'readiness' as rule_name,
        scope,
        shortfall_count as needed_count,
        null as gap_to_next_count
    from readiness
    union all
    select
        report_month,
        is_published,
        locality_code,
        {{ coverage('quota') }},
        quota_id as rule_name,
        'all' as scope,
        shortfall_count as needed_count,
        null as gap_to_next_count
    from quota
)

select
    *,
    rule_name || case when scope = 'all' then '' else '_' || scope end as rule_id,
    {{ year_end('report_month') }} as due_on
from rule_row
where needed_count > 0
