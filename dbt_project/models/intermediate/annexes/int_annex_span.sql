-- From which month to before which each row of the other sheets stands: until its key is said anew, or its sheet is
-- (rulebook 2; readings R56). One row per row of a file, not one per month: most months repeat.
with annex_row as (select * from {{ ref('int_annex_row') }}),

submission as (select * from {{ ref('int_submission') }}),

submission_sheet as (select * from {{ ref('int_submission_sheet') }}),

carried as (select * from {{ ref('int_project_month') }} where is_carried_forward),

-- A sheet present in a full replaces what was said before; one absent changes nothing.
replaced_sheet as (
    select distinct
        submission_sheet.content as annex,
        submission.reporting_unit_code,
        submission.report_month as replaced_month
    from submission_sheet
    inner join submission on submission_sheet.submission_id = submission.submission_id
    where submission.is_effective and not submission.is_superseded and submission.kind = 'full'
),

-- A project carried through that month keeps its rows, unless the new sheet speaks of it.
kept_project as (
    select
        replaced_sheet.annex,
        carried.project_id,
        carried.reporting_unit_code,
        replaced_sheet.replaced_month
    from replaced_sheet
    inner join carried
        on
            replaced_sheet.reporting_unit_code = carried.reporting_unit_code
            and replaced_sheet.replaced_month = carried.report_month
    except
    select
        annex,
        project_id,
        reporting_unit_code,
        source_month as replaced_month
    from annex_row
),

replaced as (
    select
        annex_row.row_id,
        min(replaced_sheet.replaced_month) as replaced_month
    from annex_row
    inner join replaced_sheet
        on
            annex_row.annex = replaced_sheet.annex
            and annex_row.reporting_unit_code = replaced_sheet.reporting_unit_code
            and annex_row.source_month < replaced_sheet.replaced_month
    left join kept_project
        on
            annex_row.annex = kept_project.annex
            and annex_row.project_id = kept_project.project_id
            and annex_row.reporting_unit_code = kept_project.reporting_unit_code
            and replaced_sheet.replaced_month = kept_project.replaced_month
    where kept_project.project_id is null
    group by all
),

said_anew as (
    select
        *,
        lead(source_month) over (
            partition by annex, reporting_unit_code, project_id, part_key
            order by source_month
        ) as said_anew_month
    from annex_row
)

select
    {{ all_but(['source_month', 'said_anew_month', 'submission_order'], 'said_anew') }},
    said_anew.source_month as valid_from_month,
    -- least() passes over nulls.
    coalesce(least(said_anew.said_anew_month, replaced.replaced_month), date '9999-12-31') as valid_before_month
from said_anew
left join replaced on said_anew.row_id = replaced.row_id
