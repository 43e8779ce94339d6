-- What is wrong only beside other rows, months or units (rulebook 23; docs/readings.md, findings).
with submission as (select * from {{ ref('int_submission') }}),

row_identity as (select * from {{ ref('int_row_identity') }}),

current_row as (select * from {{ ref('int_current_row') }}),

standing_row as (select * from current_row where is_standing_row),

history_finding as (select * from {{ ref('int_history_finding') }}),

annex_finding as (select * from {{ ref('int_annex_finding') }}),

counted_row as (select * from {{ ref('int_counted_row') }}),

similar_name as (select * from {{ ref('int_similar_name') }}),

cross_unit as (select * from {{ ref('int_cross_unit_duplicate') }}),

library_shown as (select * from {{ ref('int_library_shown') }}),

library as (select * from {{ ref('stg_library') }}),

locality as (select * from {{ ref('int_locality') }}),

project_month as (select * from {{ ref('int_project_month') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

unknown_project as (select * from {{ ref('int_unknown_project') }}),

without_base as (
    select
        case kind when 'correction' then 'CORRECTION_WITHOUT_BASE' else 'NO_CHANGE_WITHOUT_BASE' end as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        null as row_id,
        null as project_id,
        null as value
    from submission
    where outcome <> 'rejected' and kind in ('correction', 'no_change') and not is_effective
),

joined_duplicate as (
    select
        'DUPLICATE_PROJECT' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        row_id,
        project_id,
        null as value
    from current_row
    where project_row_order > 1
),

ambiguous_code as (
    select
        'CODE_AMBIGUOUS' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        row_id,
        project_id,
        null as value
    from standing_row
    where is_code_ambiguous
),

cross_unit_duplicate as (
    select
        'CROSS_UNIT_DUPLICATE' as rule_id,
        cross_unit.submission_id,
        cross_unit.report_month,
        cross_unit.reporting_unit_code,
        cross_unit.row_id,
        cross_unit.project_id,
        locality.locality_name as value
    from cross_unit
    inner join locality on cross_unit.other_reporting_unit_code = locality.locality_code
),

-- At the later name, in the month that first has it, whatever the number of names it is like.
alike as (
    select
        'SIMILAR_NAME' as rule_id,
        standing_row.submission_id,
        standing_row.report_month,
        standing_row.reporting_unit_code,
        standing_row.row_id,
        standing_row.project_id,
        string_agg(similar_name.other_name_key, '、' order by similar_name.other_name_key) as value
    from standing_row
    inner join similar_name
        on
            standing_row.reporting_unit_code = similar_name.reporting_unit_code
            and standing_row.name_key = similar_name.name_key
            and standing_row.report_month = similar_name.first_report_month
    group by all
),

-- Each library ignores the dates of those that come after it (rulebook 4).
ignored_library as (
    select
        pair.library,
        pair.ignored
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
    select
        'STAGE_WENT_BACK' as rule_id,
        standing_row.submission_id,
        standing_row.report_month,
        standing_row.reporting_unit_code,
        standing_row.row_id,
        standing_row.project_id,
        string_agg(distinct library.library_name, '、' order by library.library_name) as value
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
    inner join library on library_shown.library = library.library
    where standing_row.is_counted
    group by all
),

refused_row as (
    select
        reporting_unit_code,
        report_month,
        project_id,
        row_id
    from current_row
    where not is_accepted and project_id is not null
    qualify
        row_number() over (
            partition by reporting_unit_code, report_month, project_id
            order by submission_order desc, sheet desc, row_number desc
        ) = 1
),

missing as (
    select
        case when refused_row.row_id is null then 'PROJECT_VANISHED' else 'ROW_REJECTED' end as rule_id,
        unit_month.base_submission_id as submission_id,
        project_month.report_month,
        project_month.reporting_unit_code,
        refused_row.row_id,
        project_month.project_id,
        null as value
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
    where
        project_month.is_carried_forward
        and project_month.is_published
        and project_month.library not in ('exited', 'production')
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
    select * from alike
    union all
    select * from went_back
    union all
    select * from missing
),

located as (
    select
        finding.rule_id,
        coalesce(row_identity.submission_id, finding.submission_id) as submission_id,
        finding.report_month,
        finding.reporting_unit_code,
        row_identity.sheet,
        row_identity.row_number,
        finding.project_id,
        null as field,
        finding.value,
        null as expected,
        null as list_code
    from finding
    left join row_identity on finding.row_id = row_identity.row_id
    union all
    select
        history_finding.rule_id,
        row_identity.submission_id,
        row_identity.report_month,
        row_identity.reporting_unit_code,
        row_identity.sheet,
        row_identity.row_number,
        row_identity.project_id,
        history_finding.field,
        history_finding.value,
        history_finding.expected,
        history_finding.list_code
    from history_finding
    inner join row_identity on history_finding.row_id = row_identity.row_id
    union all
    select
        annex_finding.rule_id,
        row_identity.submission_id,
        row_identity.report_month,
        row_identity.reporting_unit_code,
        row_identity.sheet,
        row_identity.row_number,
        row_identity.project_id,
        null as field,
        annex_finding.value,
        null as expected,
        null as list_code
    from annex_finding
    inner join row_identity on annex_finding.row_id = row_identity.row_id
    union all
    select
        'PROJECT_UNKNOWN' as rule_id,
        submission_id,
        report_month,
        reporting_unit_code,
        sheet,
        row_number,
        project_id,
        null as field,
        value,
        null as expected,
        null as list_code
    from unknown_project
)

select * from located
