{{ config(materialized='view') }}
-- Grain month x project x day: the expert evaluations as they stand (rulebook 2).
with annex_project_month as (select * from {{ ref('int_annex_project_month') }} where annex = 'evaluations'),

evaluation_row as (select * from {{ ref('stg_evaluation_row') }})

select
    annex_project_month.report_month,
    annex_project_month.project_id,
    annex_project_month.reporting_unit_code,
    annex_project_month.is_published,
    annex_project_month.library,
    evaluation_row.evaluated_on,
    evaluation_row.result,
    evaluation_row.score,
    annex_project_month.row_id,
    annex_project_month.submission_id,
    annex_project_month.sheet,
    annex_project_month.row_number
from annex_project_month
inner join evaluation_row on annex_project_month.row_id = evaluation_row.row_id
