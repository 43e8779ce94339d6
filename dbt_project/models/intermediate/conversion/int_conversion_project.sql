-- Grain month x basis x project: a reserve project of the basis, whether it converted, and its flow in the month.
with reserve_life as (select * from {{ ref('int_reserve_life') }}),

project_month as (select * from {{ ref('int_project_month') }}),

calendar as (select * from {{ ref('int_month') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

setting as (select * from {{ ref('stg_setting') }}),

year_to_date as (
    select
        reserve_life.report_month,
        'year_to_date' as basis,
        reserve_life.project_id,
        reserve_life.reporting_unit_code,
        reserve_life.report_month as row_month,
        reserve_life.submission_id,
        reserve_life.sheet,
        reserve_life.row_number,
        reserve_life.investor_kind,
        reserve_life.total_investment_wan,
        coalesce(
            reserve_life.library in ('construction', 'production')
            and reserve_life.construction_on between calendar.year_start and calendar.month_end,
            false
        ) as is_moved,
        reserve_life.is_started,
        reserve_life.entered_key < calendar.report_month
        and coalesce(reserve_life.left_key >= calendar.report_month, true) as is_opening,
        reserve_life.entered_key >= calendar.report_month as is_entered,
        coalesce(reserve_life.left_key >= calendar.report_month, false) as is_left,
        reserve_life.left_by,
        reserve_life.left_key is null as is_closing
    from reserve_life
    inner join calendar on reserve_life.report_month = calendar.report_month
    where coalesce(reserve_life.left_key >= calendar.year_start, true)
),

-- A project's latest row stands until its next one; the cohort looks at it even when it is no longer carried (R21).
latest_row as (
    select
        report_month as row_month,
        project_id,
        lead(report_month) over (partition by project_id order by report_month) as next_row_month
    from project_month
),

cohort_12m as (
    select
        calendar.report_month,
        'cohort_12m' as basis,
        reserve_life.project_id,
        reserve_life.reporting_unit_code,
        reserve_life.report_month as row_month,
        reserve_life.submission_id,
        reserve_life.sheet,
        reserve_life.row_number,
        reserve_life.investor_kind,
        reserve_life.total_investment_wan,
        coalesce(
            reserve_life.library in ('construction', 'production')
            and reserve_life.construction_on <= {{ add_months('reserve_life.reserve_on', 'setting.cohort_months') }},
            false
        ) as is_moved,
        reserve_life.is_started
    from calendar
    cross join setting
    inner join latest_row
        on
            calendar.report_month >= latest_row.row_month
            and (latest_row.next_row_month is null or calendar.report_month < latest_row.next_row_month)
    inner join reserve_life
        on
            latest_row.row_month = reserve_life.report_month
            and latest_row.project_id = reserve_life.project_id
    inner join unit_month
        on
            calendar.report_month = unit_month.report_month
            and reserve_life.reporting_unit_code = unit_month.reporting_unit_code
    where
        {{ add_months('calendar.report_month', '-setting.cohort_months') }} >= setting.first_report_month
        and reserve_life.reserve_on >= {{ add_months('calendar.report_month', '1 - 2 * setting.cohort_months') }}
        and reserve_life.reserve_on < {{ add_months('calendar.report_month', '1 - setting.cohort_months') }}
)

select
    report_month,
    basis,
    project_id,
    reporting_unit_code,
    row_month,
    submission_id,
    sheet,
    row_number,
    investor_kind,
    total_investment_wan,
    is_moved and is_started as is_converted,
    is_moved and not is_started as is_moved_not_started,
    is_opening,
    is_entered,
    is_left and left_by = 'construction' as is_moved_in_month,
    is_left and left_by = 'exit' as is_exited_in_month,
    is_closing
from year_to_date
union all
select
    report_month,
    basis,
    project_id,
    reporting_unit_code,
    row_month,
    submission_id,
    sheet,
    row_number,
    investor_kind,
    total_investment_wan,
    is_moved and is_started as is_converted,
    null as is_moved_not_started,
    null as is_opening,
    null as is_entered,
    null as is_moved_in_month,
    null as is_exited_in_month,
    null as is_closing
from cohort_12m
