with locality as (select * from {{ ref('int_locality') }})

select
    locality_code,
    locality_name,
    locality_name_en,
    tier,
    gb2260_code,
    cast(sort_order as integer) as sort_order,
    is_reporting_unit,
    is_city_total,
    is_tier_total
from locality
