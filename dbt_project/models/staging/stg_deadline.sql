select
    rule_id,
    fund_source,
    plan_year,
    deadline,
    needs_physical_work
from {{ source('policy', 'deadlines') }}
