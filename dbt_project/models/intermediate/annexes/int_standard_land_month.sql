{{ config(materialized='view') }}
-- Grain month x unit x parcel: the land sold as it stands (rulebook 2).
with annex_unit_month as (select * from {{ ref('int_annex_unit_month') }} where annex = 'standard_land'),

standard_land_row as (select * from {{ ref('stg_standard_land_row') }})

select
    annex_unit_month.report_month,
    annex_unit_month.reporting_unit_code,
    standard_land_row.parcel,
    standard_land_row.zone_level,
    standard_land_row.area_mu,
    standard_land_row.is_standard_land,
    standard_land_row.sold_on,
    standard_land_row.zone_name,
    standard_land_row.is_new_industrial,
    annex_unit_month.row_id,
    annex_unit_month.submission_id,
    annex_unit_month.sheet,
    annex_unit_month.row_number
from annex_unit_month
inner join standard_land_row on annex_unit_month.row_id = standard_land_row.row_id
