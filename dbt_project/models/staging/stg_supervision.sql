select
    supervision_code,
    reason_code,
    min_investment_wan,
    categories,
    threshold
from {{ source('policy', 'supervision') }}
