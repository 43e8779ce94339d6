-- How many investments the promoted pool of the city holds (rulebook 19); they are in
-- intermediate.rpt_promoted_pool_member.
with promoted_pool_figure as (select * from {{ ref('int_promoted_pool_figure') }})

select
    report_month,
    project_count,
    target_count,
    is_met
from promoted_pool_figure
where is_published
