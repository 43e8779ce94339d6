select
    code as planning_type,
    name as planning_type_name
from {{ source('policy', 'planning_types') }}
