select
    zone_level,
    year,
    target_share
from {{ source('policy', 'standard_land') }}
