select
    locality_code,
    leader_post,
    leader_name,
    target_investment_wan,
    tolerance,
    coalesce(effective_from, date '0001-01-01') as effective_from,
    coalesce(effective_to, date '9999-12-31') as effective_to
from {{ source('policy', 'leaders') }}
