-- Grain month x project: counted rows and rows carried forward, with the stage dates of the month (rulebook 2, 4).
with counted_row as (select * from {{ ref('int_counted_row') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

calendar as (select * from {{ ref('int_month') }}),

library_shown as (select * from {{ ref('int_library_shown') }}),

-- The days that decide stages, apart from all that a row says: a table read twice as one would be kept whole.
ledger_day as (
    select
        row_id,
        reserve_date,
        construction_date,
        production_date,
        exit_date,
        approved_date,
        actual_start_date,
        completion_date
    from {{ ref('stg_ledger_row') }}
),

ledger_row as (select * from {{ ref('stg_ledger_row') }}),

-- A project missing from a month its unit reported keeps its last row (R10); what lapses with the year is blank.
carried_row as (
    select
        unit_month.report_month,
        counted_row.project_id,
        counted_row.reporting_unit_code,
        counted_row.identity_code,
        counted_row.row_id,
        counted_row.source_month,
        counted_row.is_repeated,
        true as is_carried_forward,
        counted_row.is_lapsed or year(counted_row.report_month) < year(unit_month.report_month) as is_lapsed,
        counted_row.library,
        case
            when year(counted_row.report_month) = year(unit_month.report_month) then counted_row.annual_plan_wan
        end as annual_plan_wan,
        case
            when year(counted_row.report_month) = year(unit_month.report_month) then counted_row.ytd_investment_wan
        end as ytd_investment_wan,
        cast(null as decimal(18, 4)) as month_investment_wan,
        cast(null as varchar) as month_investment_source
    from counted_row
    inner join unit_month
        on
            counted_row.reporting_unit_code = unit_month.reporting_unit_code
            and counted_row.report_month < unit_month.report_month
            and (
                counted_row.next_counted_month is null
                or counted_row.next_counted_month > unit_month.report_month
            )
    where
        counted_row.library <> 'production'
        or year(counted_row.report_month) = year(unit_month.report_month)
),

project_row as (
    select
        report_month,
        project_id,
        reporting_unit_code,
        identity_code,
        row_id,
        source_month,
        is_repeated,
        false as is_carried_forward,
        is_lapsed,
        library,
        annual_plan_wan,
        ytd_investment_wan,
        month_investment_wan,
        month_investment_source
    from counted_row
    union all
    select * from carried_row
),

-- When a library was first shown up to the month; construction never shown takes production's showing.
shown as (
    select
        project_row.report_month,
        project_row.project_id,
        min(library_shown.first_shown_month) filter (where library_shown.library = 'reserve') as reserve_month,
        min(library_shown.first_shown_month) filter (
            where library_shown.library = 'construction'
        ) as construction_month,
        min(library_shown.first_shown_month) filter (where library_shown.library = 'production') as production_month,
        min(library_shown.first_shown_month) filter (where library_shown.library = 'exited') as exit_month,
        bool_or(library_shown.is_unit_first_month) filter (
            where library_shown.library = 'reserve'
        ) as is_reserve_unknown,
        bool_or(library_shown.is_unit_first_month) filter (
            where library_shown.library = 'construction'
        ) as is_construction_unknown,
        bool_or(library_shown.is_unit_first_month) filter (
            where library_shown.library = 'production'
        ) as is_production_unknown,
        bool_or(library_shown.is_unit_first_month) filter (where library_shown.library = 'exited') as is_exit_unknown
    from project_row
    inner join library_shown
        on
            project_row.project_id = library_shown.project_id
            and project_row.report_month >= library_shown.first_shown_month
    group by all
),

-- Reported dates up to the month's end, of the libraries that count for the row's library.
dated as (
    select
        project_row.*,
        calendar.month_end,
        calendar.is_published,
        {{ until('ledger_day.reserve_date', 'calendar.month_end') }} as reserve_reported,
        {{ until('ledger_day.construction_date', 'calendar.month_end') }} as construction_reported,
        {{ until('ledger_day.production_date', 'calendar.month_end') }} as production_reported,
        {{ until('ledger_day.exit_date', 'calendar.month_end') }} as exit_reported,
        {{ until('ledger_day.approved_date', 'calendar.month_end') }} as approved_on,
        {{ until('ledger_day.actual_start_date', 'calendar.month_end') }} as started_on,
        {{ until('ledger_day.completion_date', 'calendar.month_end') }} as completion_reported,
        project_row.library in ('construction', 'production', 'exited') as has_construction,
        project_row.library = 'production' as has_production,
        project_row.library = 'exited' as has_exit,
        {{ all_but(['report_month', 'project_id', 'construction_month', 'is_construction_unknown'], 'shown') }},
        coalesce(shown.construction_month, shown.production_month) as construction_month,
        case
            when shown.construction_month is not null then shown.is_construction_unknown
            else shown.is_production_unknown
        end as is_construction_unknown
    from project_row
    inner join calendar on project_row.report_month = calendar.report_month
    inner join ledger_day on project_row.row_id = ledger_day.row_id
    left join shown
        on
            project_row.report_month = shown.report_month
            and project_row.project_id = shown.project_id
),

staged as (
    select
        *,
        {{ stage_date('true', 'reserve') }} as reserve_on,
        {{ stage_date_source('true', 'reserve') }} as reserve_on_source,
        {{ stage_date('has_construction', 'construction') }} as construction_on,
        {{ stage_date_source('has_construction', 'construction') }} as construction_on_source,
        {{ stage_date('has_production', 'production') }} as production_on,
        {{ stage_date_source('has_production', 'production') }} as production_on_source,
        {{ stage_date('has_exit', 'exit') }} as exit_on,
        {{ stage_date_source('has_exit', 'exit') }} as exit_on_source
    from dated
),

-- An exited project is carried to the end of the year of its exit.
kept as (
    select
        *,
        completion_reported is not null or library = 'production' as is_completed,
        coalesce(completion_reported, production_on) as completed_on
    from staged
    where
        not is_carried_forward
        or library <> 'exited'
        or year(exit_on) = year(report_month)
)

select
    project_row.report_month,
    project_row.project_id,
    project_row.reporting_unit_code,
    project_row.identity_code,
    project_row.row_id,
    project_row.source_month,
    project_row.is_repeated,
    project_row.is_carried_forward,
    project_row.is_published,
    ledger_row.submission_id,
    ledger_row.sheet,
    ledger_row.row_number,
    project_row.library,
    case
        when project_row.library = 'exited' then 'exited'
        when project_row.library = 'production' then 'in_production'
        when project_row.is_completed then 'completed'
        when project_row.started_on is not null then 'started'
        when project_row.approved_on is not null then 'approved'
        else 'reserve'
    end as stage,
    ledger_row.project_code,
    project_row.annual_plan_wan,
    project_row.month_investment_wan,
    project_row.month_investment_source,
    project_row.ytd_investment_wan,
    ledger_row.project_name,
    ledger_row.site_locality,
    ledger_row.site_locality_code,
    ledger_row.site,
    ledger_row.investor_kind,
    ledger_row.approval_route,
    ledger_row.industry,
    ledger_row.category,
    ledger_row.plan_theme,
    ledger_row.planning_type,
    ledger_row.construction_nature,
    ledger_row.year_status,
    ledger_row.scope,
    ledger_row.owner,
    ledger_row.total_investment_wan,
    ledger_row.plan_completion_reported,
    ledger_row.cumulative_investment_wan,
    ledger_row.ambiguous_cumulative_wan,
    ledger_row.reserve_level,
    ledger_row.reserve_date,
    ledger_row.approved_date,
    ledger_row.construction_date,
    ledger_row.actual_start_date,
    ledger_row.completion_date,
    ledger_row.production_date,
    ledger_row.exit_date,
    ledger_row.exit_reason,
    ledger_row.planned_start_date,
    ledger_row.planned_completion_date,
    ledger_row.construction_period,
    ledger_row.planned_production_date,
    ledger_row.capacity_rate,
    ledger_row.fund_source,
    ledger_row.fund_sources,
    ledger_row.fund_programme,
    ledger_row.fund_plan_year,
    ledger_row.is_fund_won,
    ledger_row.has_physical_work,
    ledger_row.physical_work_date,
    ledger_row.is_provincial_leader and not project_row.is_lapsed as is_provincial_leader,
    ledger_row.is_provincial_key and not project_row.is_lapsed as is_provincial_key,
    ledger_row.is_municipal_key and not project_row.is_lapsed as is_municipal_key,
    ledger_row.is_annual_priority and not project_row.is_lapsed as is_annual_priority,
    ledger_row.is_stat_enrolled,
    ledger_row.responsible_unit,
    ledger_row.responsible_person,
    ledger_row.leader_in_charge,
    ledger_row.headquarters,
    ledger_row.oversight_unit,
    ledger_row.progress,
    ledger_row.problem,
    ledger_row.remark,
    project_row.reserve_on,
    project_row.reserve_on_source,
    project_row.construction_on,
    project_row.construction_on_source,
    project_row.production_on,
    project_row.production_on_source,
    project_row.exit_on,
    project_row.exit_on_source,
    project_row.approved_on,
    project_row.started_on,
    project_row.completed_on,
    project_row.completion_reported is not null as is_completion_reported,
    project_row.started_on is not null or project_row.is_completed as is_started,
    project_row.is_completed
from kept as project_row
inner join ledger_row on project_row.row_id = ledger_row.row_id
