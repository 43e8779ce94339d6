select
    window_code,
    starts_on,
    ends_on
from {{ source('policy', 'windows') }}
