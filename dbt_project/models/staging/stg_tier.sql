select
    tier,
    tier_name,
    tier_name_en,
    sort_order
from {{ source('policy', 'tiers') }}
