-- Nothing converts that was not in the reserve.
select *
from {{ ref('rpt_conversion') }}
where converted_count + coalesce(moved_not_started_count, 0) > reserve_count
