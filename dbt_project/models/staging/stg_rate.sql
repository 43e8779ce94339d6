select
    rule_id,
    scope,
    min_investment_wan,
    investor_kind,
    localities,
    target,
    coalesce(effective_from, date '0001-01-01') as effective_from,
    coalesce(effective_to, date '9999-12-31') as effective_to
from {{ source('policy', 'rates') }}
