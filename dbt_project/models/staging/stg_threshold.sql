select
    key,
    value
from {{ source('policy', 'thresholds') }}
