select
    reporting_unit_code,
    name_key,
    other_name_key,
    score,
    has_same_owner,
    has_near_investment
from {{ source('raw', 'similar_name') }}
