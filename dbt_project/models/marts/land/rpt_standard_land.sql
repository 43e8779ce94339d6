-- How much of the new industrial land sold in the year is standard land (rulebook 18); its parcels are in
-- intermediate.rpt_standard_land_member.
with standard_land_figure as (select * from {{ ref('int_standard_land_figure') }})

select
    report_month,
    zone_level,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    {{ money('sold_area_mu') }} as sold_area_mu,
    {{ money('standard_area_mu') }} as standard_area_mu,
    standard_share,
    cast(target as double) as target_share,
    is_target_met
from standard_land_figure
where is_published
