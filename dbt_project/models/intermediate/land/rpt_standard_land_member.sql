{{ config(materialized='view') }}
-- The parcels behind each row of rpt_standard_land: new industrial land sold in the year (rulebook 18, 22; R66).
with standard_land_month as (select * from {{ ref('int_standard_land_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    standard_land_month.report_month,
    standard_land_month.zone_level,
    locality_unit.locality_code,
    standard_land_month.parcel,
    standard_land_month.reporting_unit_code,
    true as in_denominator,
    standard_land_month.is_standard_land as in_numerator,
    standard_land_month.area_mu,
    standard_land_month.sold_on,
    standard_land_month.submission_id,
    standard_land_month.sheet,
    standard_land_month.row_number
from standard_land_month
inner join locality_unit on standard_land_month.reporting_unit_code = locality_unit.reporting_unit_code
where
    coalesce(standard_land_month.is_new_industrial, true)
    and standard_land_month.sold_on between {{ year_start('standard_land_month.report_month') }}
    and last_day(standard_land_month.report_month)
