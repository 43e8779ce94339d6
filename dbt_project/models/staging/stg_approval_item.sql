select
    approval_route,
    step,
    item,
    item_order,
    waits_for,
    is_required
from {{ source('policy', 'approval_items') }}
