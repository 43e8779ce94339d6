-- The stages each project has reached, by its latest row (readings R20).
with project_month as (select * from {{ ref('int_project_month') }} where is_published),

event as (
    select
        report_month,
        project_id,
        'reserve' as event,
        reserve_on as event_date,
        reserve_on_source as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'approved' as event,
        approved_on as event_date,
        case when approved_on is not null then 'reported' end as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'construction' as event,
        construction_on as event_date,
        construction_on_source as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'started' as event,
        started_on as event_date,
        case
            when started_on is not null then 'reported'
            when is_started then 'unknown'
        end as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'completed' as event,
        completed_on as event_date,
        case
            when is_completion_reported then 'reported'
            when is_completed then production_on_source
        end as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'production' as event,
        production_on as event_date,
        production_on_source as date_source
    from project_month
    union all
    select
        report_month,
        project_id,
        'exited' as event,
        exit_on as event_date,
        exit_on_source as date_source
    from project_month
),

latest as (
    select
        project_id,
        max(report_month) as report_month,
        max_by(reporting_unit_code, report_month) as reporting_unit_code
    from project_month
    group by all
),

reached as (
    select
        project_id,
        event,
        min(report_month) as first_report_month
    from event
    where date_source is not null
    group by all
)

select
    event.project_id,
    latest.reporting_unit_code,
    event.event,
    event.event_date,
    event.date_source,
    reached.first_report_month
from event
inner join latest
    on
        event.project_id = latest.project_id
        and event.report_month = latest.report_month
inner join reached
    on
        event.project_id = reached.project_id
        and event.event = reached.event
where event.date_source is not null
