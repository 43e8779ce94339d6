-- Grain project x library: the first month whose counted row showed it; is that its unit's first month? (R12)
with counted_row as (select * from {{ ref('int_counted_row') }})

select
    project_id,
    library,
    min(report_month) as first_shown_month,
    min_by(is_unit_first_month, report_month) as is_unit_first_month
from counted_row
group by all
