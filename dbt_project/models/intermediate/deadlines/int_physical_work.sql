-- Grain month x project: is there physical work, since which day, and in which month was it first shown (rulebook 11).
with project_month as (select * from {{ ref('int_project_month') }}),

said as (
    select
        report_month,
        project_id,
        is_carried_forward,
        {{ until('physical_work_date', 'last_day(report_month)') }} as physical_work_on,
        has_physical_work as is_said
    from project_month
),

judged as (
    select
        *,
        coalesce(is_said, physical_work_on is not null) as has_physical_work
    from said
)

select
    report_month,
    project_id,
    has_physical_work,
    physical_work_on,
    -- The last day of the first month whose reported row showed it; a carried row shows nothing new (R43).
    last_day(
        min(report_month) filter (where has_physical_work and not is_carried_forward) over (
            partition by project_id
            order by report_month
            rows between unbounded preceding and current row
        )
    ) as shown_on
from judged
