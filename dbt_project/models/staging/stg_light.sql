select
    light,
    yellow_from,
    yellow_is_inclusive,
    red_from,
    red_is_inclusive
from {{ source('policy', 'lights') }}
