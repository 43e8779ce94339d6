-- What was in the reserve and what came equals what left and what stayed (rulebook 5).
select *
from {{ ref('rpt_conversion') }}
where opening_count + entered_count <> moved_count + exited_count + closing_count
