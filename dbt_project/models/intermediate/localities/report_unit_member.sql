{{ config(materialized='view') }}
-- The reporting units behind a report row of a locality, and which of them reported (rulebook 1 and 9).
with locality_unit as (select * from {{ ref('int_locality_unit') }} where reporting_unit_code is not null),

unit_month as (select * from {{ ref('int_unit_month') }}),

comparable_unit as (select * from {{ ref('int_comparable_unit') }}),

calendar as (select * from {{ ref('int_month') }})

select
    calendar.report_month,
    locality_unit.locality_code,
    locality_unit.reporting_unit_code,
    unit_month.reporting_unit_code is not null as is_reported,
    comparable_unit.reporting_unit_code is not null as is_comparable
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
