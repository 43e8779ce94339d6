select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    project_name,
    name_key,
    leader_post,
    leader_name,
    total_investment_wan,
    is_excluded_kind,
    state,
    is_in_promoted_pool
from {{ source('raw', 'promotion_row') }}
