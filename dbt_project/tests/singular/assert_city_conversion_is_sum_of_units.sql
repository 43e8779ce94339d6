-- A project belongs to one unit, so the city's counts are the units' counts added up.
with conversion as (select * from {{ ref('rpt_conversion') }}),

locality as (select * from {{ ref('dim_locality') }})

select
    conversion.report_month,
    conversion.scope,
    conversion.basis
from conversion
inner join locality on conversion.locality_code = locality.locality_code
group by all
having
    sum(conversion.reserve_count) filter (where locality.is_reporting_unit)
    <> sum(conversion.reserve_count) filter (where locality.is_city_total)
    or sum(conversion.converted_count) filter (where locality.is_reporting_unit)
    <> sum(conversion.converted_count) filter (where locality.is_city_total)
