-- What is wrong only beside other rows, months or units (rulebook 23; docs/readings.md, findings).
with submission as (select * from {{ ref('int_submission') }}),

row_identity as (select * from {{ ref('int_row_identity') }}),

effective_row as (select * from {{ ref('int_effective_row') }}),

choice as (select * from {{ ref('int_reporting_unit_choice') }}),

counted_row as (select * from {{ ref('int_counted_row') }}),

library_shown as (select * from {{ ref('int_library_shown') }}),

project_month as (select * from {{ ref('int_project_month') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

calendar as (select * from {{ ref('int_month') }} where is_published),

without_base as (
    select
        case kind when 'correction' then 'CORRECTION_WITHOUT_BASE' else 'NO_CHANGE_WITHOUT_BASE' end as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        null as row_id,
        null as project_id
    from submission
    where outcome <> 'rejected' and kind in ('correction', 'no_change') and not is_effective
),

-- Rows of submissions that count now, in their own month.
current_row as (
    select row_identity.*
    from row_identity
    inner join submission on row_identity.submission_id = submission.submission_id
    inner join calendar on row_identity.report_month = calendar.report_month
    where submission.is_effective and not submission.is_superseded
),

joined_duplicate as (
    select
        'DUPLICATE_PROJECT' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        row_id,
        project_id
    from current_row
    where project_row_order > 1
),

-- Rows that stand in their own month, not where a later no_change repeats them.
standing_row as (
    select
        current_row.*,
        choice.reporting_unit_code = current_row.reporting_unit_code as is_counted
    from current_row
    inner join effective_row
        on
            current_row.row_id = effective_row.row_id
            and current_row.report_month = effective_row.report_month
    inner join choice
        on
            effective_row.project_id = choice.project_id
            and effective_row.report_month = choice.report_month
),

ambiguous_code as (
    select
        'CODE_AMBIGUOUS' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        row_id,
        project_id
    from standing_row
    where is_code_ambiguous
),

cross_unit_duplicate as (
    select
        'CROSS_UNIT_DUPLICATE' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        row_id,
        project_id
    from standing_row
    where not is_counted
),

-- Each library ignores the dates of those that come after it (rulebook 4).
ignored_library as (
    select *
    from (
        values
        ('reserve', 'construction'),
        ('reserve', 'production'),
        ('reserve', 'exited'),
        ('construction', 'production'),
        ('construction', 'exited'),
        ('production', 'exited'),
        ('exited', 'production')
    ) as pair (library, ignored)
),

went_back as (
    select distinct
        'STAGE_WENT_BACK' as rule_id,
        standing_row.submission_id,
        standing_row.report_month,
        standing_row.reporting_unit_code,
        standing_row.row_id,
        standing_row.project_id
    from standing_row
    inner join counted_row
        on
            standing_row.project_id = counted_row.project_id
            and standing_row.report_month = counted_row.report_month
    inner join ignored_library on counted_row.library = ignored_library.library
    inner join library_shown
        on
            standing_row.project_id = library_shown.project_id
            and ignored_library.ignored = library_shown.library
            and standing_row.report_month > library_shown.first_shown_month
    where standing_row.is_counted
),

refused_row as (
    select
        reporting_unit_code,
        report_month,
        project_id,
        max_by(row_id, (submission_order, sheet, row_number)) as row_id
    from current_row
    where not is_accepted and project_id is not null
    group by all
),

missing as (
    select
        case when refused_row.row_id is null then 'PROJECT_VANISHED' else 'ROW_REJECTED' end as rule_id,
        unit_month.base_submission_id as submission_id,
        project_month.report_month,
        project_month.reporting_unit_code,
        refused_row.row_id,
        project_month.project_id
    from project_month
    inner join unit_month
        on
            project_month.reporting_unit_code = unit_month.reporting_unit_code
            and project_month.report_month = unit_month.report_month
    left join refused_row
        on
            project_month.reporting_unit_code = refused_row.reporting_unit_code
            and project_month.report_month = refused_row.report_month
            and project_month.project_id = refused_row.project_id
    where project_month.is_carried_forward and project_month.is_published and project_month.library <> 'exited'
),

finding as (
    select * from without_base
    union all
    select * from joined_duplicate
    union all
    select * from ambiguous_code
    union all
    select * from cross_unit_duplicate
    union all
    select * from went_back
    union all
    select * from missing
)

select
    finding.rule_id,
    coalesce(row_identity.submission_id, finding.submission_id) as submission_id,
    finding.report_month,
    finding.reporting_unit_code,
    row_identity.sheet,
    row_identity.row_number,
    finding.project_id
from finding
left join row_identity on finding.row_id = row_identity.row_id
