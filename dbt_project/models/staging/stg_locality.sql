select
    locality_code,
    locality_name,
    locality_name_en,
    tier,
    gb2260_code,
    sort_order,
    is_reporting_unit
from {{ source('policy', 'localities') }}
