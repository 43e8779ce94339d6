select
    fund_source,
    field,
    programme,
    is_verified
from {{ source('policy', 'fund_programmes') }}
