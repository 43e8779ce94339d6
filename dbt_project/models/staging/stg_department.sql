select
    department,
    aliases,
    assessment_group
from {{ source('policy', 'departments') }}
