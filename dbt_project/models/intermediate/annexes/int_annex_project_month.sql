{{ config(materialized='view') }}
-- Grain month x row: the rows of the other sheets that stand for each project, said by the unit whose row counts (R57).
with annex_span as (select * from {{ ref('int_annex_span') }}),

project_month as (select * from {{ ref('int_project_month') }})

select
    project_month.report_month,
    project_month.project_id,
    project_month.reporting_unit_code,
    project_month.is_published,
    project_month.library,
    annex_span.annex,
    annex_span.row_id,
    annex_span.submission_id,
    annex_span.sheet,
    annex_span.row_number
from annex_span
inner join project_month
    on
        annex_span.project_id = project_month.project_id
        and annex_span.reporting_unit_code = project_month.reporting_unit_code
        and annex_span.valid_from_month <= project_month.report_month
        and annex_span.valid_before_month > project_month.report_month
