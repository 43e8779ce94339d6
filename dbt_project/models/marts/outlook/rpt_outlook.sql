-- Where the year may end, from the city's own history (docs/outlook.md); its scenarios are in
-- intermediate.rpt_outlook_member.
with outlook as (select * from {{ ref('int_outlook') }})

select
    report_month,
    locality_code,
    measure,
    is_reported,
    reported_unit_count,
    unit_count,
    so_far,
    year_end,
    low,
    high,
    cast(scenario_count as integer) as scenario_count,
    method
from outlook
