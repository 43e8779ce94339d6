select
    quota_id,
    tier,
    applies_to,
    min_investment_wan,
    quota_count,
    accrues,
    coalesce(effective_from, date '0001-01-01') as effective_from,
    coalesce(effective_to, date '9999-12-31') as effective_to
from {{ source('policy', 'quotas') }}
