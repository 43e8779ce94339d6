select
    reporting_unit_code,
    alias_code,
    alias_name_key,
    target_code,
    target_name_key
from {{ source('policy', 'project_alias') }}
