-- Which reporting units a report row of a locality is computed from: itself, its tier's, or all.
with locality as (select * from {{ ref('int_locality') }})

select
    locality.locality_code,
    locality.tier,
    not locality.is_tier_total and not locality.is_city_total as is_ranked,
    unit.locality_code as reporting_unit_code
from locality
left join locality as unit
    on
        unit.is_reporting_unit
        and (
            locality.locality_code = unit.locality_code
            or (locality.is_tier_total and locality.tier = unit.tier)
            or locality.is_city_total
        )
where locality.is_reporting_unit or locality.is_tier_total or locality.is_city_total
