select
    code as plan_theme,
    name as plan_theme_name
from {{ source('policy', 'themes') }}
