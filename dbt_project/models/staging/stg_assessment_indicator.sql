select
    assessment_group,
    indicator,
    table_name,
    column_name,
    weight,
    is_higher_better
from {{ source('policy', 'assessment') }}
