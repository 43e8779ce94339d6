-- Rows of the other sheets about a project that no ledger had shown by then: they count for nothing until one does
-- (rulebook 2; readings R57, R94).
with annex_row as (select * from {{ ref('int_annex_row') }} where project_id is not null),

calendar as (select * from {{ ref('int_month') }} where is_published),

first_shown as (
    select
        project_id,
        min(report_month) as first_shown_month
    from {{ ref('int_project_month') }}
    group by all
)

select
    annex_row.row_id,
    annex_row.submission_id,
    annex_row.source_month as report_month,
    annex_row.reporting_unit_code,
    annex_row.sheet,
    annex_row.row_number,
    annex_row.project_id,
    -- A project without a code is known by its unit and name; people know it by the name.
    replace(annex_row.project_id, annex_row.reporting_unit_code || ':', '') as value
from annex_row
inner join calendar on annex_row.source_month = calendar.report_month
left join first_shown
    on
        annex_row.project_id = first_shown.project_id
        and annex_row.source_month >= first_shown.first_shown_month
where first_shown.project_id is null
