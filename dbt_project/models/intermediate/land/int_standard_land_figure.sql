-- Grain month x zone level x locality: the share of standard land, and the target of its year (rulebook 18; R66).
with locality_month as (select * from {{ ref('int_locality_month') }}),

land_target as (select * from {{ ref('stg_standard_land_target') }}),

member as (select * from {{ ref('rpt_standard_land_member') }}),

zone as (
    select known.zone_level
    from (values ('national'), ('provincial'), ('other')) as known (zone_level)
),

total as (
    select
        report_month,
        zone_level,
        locality_code,
        {{ money('sum(area_mu)') }} as sold_area_mu,
        {{ money('coalesce(sum(area_mu) filter (where in_numerator), 0)') }} as standard_area_mu
    from member
    group by all
),

-- A target holds from its year on, until a later one.
target_of_month as (
    select
        locality_month.report_month,
        land_target.zone_level,
        max_by(land_target.target_share, land_target.year) as target
    from locality_month
    inner join land_target on year(locality_month.report_month) >= land_target.year
    group by all
),

figure as (
    select
        locality_month.report_month,
        locality_month.is_published,
        zone.zone_level,
        locality_month.locality_code,
        {{ coverage() }},
        {{ if_reported('coalesce(total.sold_area_mu, 0)') }} as sold_area_mu,
        {{ if_reported('coalesce(total.standard_area_mu, 0)') }} as standard_area_mu,
        {{ if_reported('target_of_month.target') }} as target
    from locality_month
    cross join zone
    left join total
        on
            locality_month.report_month = total.report_month
            and locality_month.locality_code = total.locality_code
            and zone.zone_level = total.zone_level
    left join target_of_month
        on
            locality_month.report_month = target_of_month.report_month
            and zone.zone_level = target_of_month.zone_level
)

select
    *,
    {{ ratio('standard_area_mu', 'sold_area_mu') }} as standard_share,
    case
        when sold_area_mu > 0
            then
                {{ whole('standard_area_mu') }} * {{ millionths('1') }}
                >= {{ whole('sold_area_mu') }} * {{ millionths('target') }}
    end as is_target_met
from figure
