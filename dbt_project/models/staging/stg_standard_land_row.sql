select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    submission_id,
    sheet,
    row_number,
    is_accepted,
    parcel,
    zone_level,
    area_mu,
    is_standard_land,
    sold_on,
    zone_name,
    is_new_industrial
from {{ source('raw', 'standard_land_row') }}
