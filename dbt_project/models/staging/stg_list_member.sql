select
    list_code,
    year,
    reporting_unit_code,
    project_code,
    name_key
from {{ source('policy', 'list_members') }}
