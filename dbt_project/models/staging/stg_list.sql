select
    list_code,
    list_name,
    list_name_en,
    flag_field,
    min_investment_wan,
    sort_order
from {{ source('policy', 'lists') }}
