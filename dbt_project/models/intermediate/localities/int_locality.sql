-- Every place a report can have a row for, and the single row of settings beside it.
with locality as (select * from {{ ref('stg_locality') }}),

tier as (select * from {{ ref('stg_tier') }}),

setting as (select * from {{ ref('stg_setting') }})

select
    locality_code,
    locality_name,
    locality_name_en,
    tier,
    gb2260_code,
    sort_order,
    is_reporting_unit,
    false as is_tier_total,
    false as is_city_total
from locality
union all
select
    tier as locality_code,
    tier_name as locality_name,
    tier_name_en as locality_name_en,
    tier,
    null as gb2260_code,
    sort_order,
    false as is_reporting_unit,
    true as is_tier_total,
    false as is_city_total
from tier
union all
select
    city_code as locality_code,
    city_name as locality_name,
    city_name_en as locality_name_en,
    null as tier,
    null as gb2260_code,
    0 as sort_order,
    false as is_reporting_unit,
    false as is_tier_total,
    true as is_city_total
from setting
