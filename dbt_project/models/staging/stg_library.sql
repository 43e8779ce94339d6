select
    library,
    library_name,
    library_name_en
from {{ source('policy', 'libraries') }}
