-- Grain month x locality: how many of its units reported, and how many can be compared with the month before.
with locality_unit as (select * from {{ ref('int_locality_unit') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

comparable_unit as (select * from {{ ref('int_comparable_unit') }}),

calendar as (select * from {{ ref('int_month') }})

select
    calendar.report_month,
    calendar.is_published,
    locality_unit.locality_code,
    locality_unit.tier,
    locality_unit.is_ranked,
    count(unit_month.reporting_unit_code) > 0 as is_reported,
    cast(count(unit_month.reporting_unit_code) as integer) as reported_unit_count,
    cast(count(comparable_unit.reporting_unit_code) as integer) as comparable_unit_count,
    cast(count(locality_unit.reporting_unit_code) as integer) as unit_count
from calendar
cross join locality_unit
left join unit_month
    on
        calendar.report_month = unit_month.report_month
        and locality_unit.reporting_unit_code = unit_month.reporting_unit_code
left join comparable_unit
    on
        calendar.report_month = comparable_unit.report_month
        and locality_unit.reporting_unit_code = comparable_unit.reporting_unit_code
group by all
