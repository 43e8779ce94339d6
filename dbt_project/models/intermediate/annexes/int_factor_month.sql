{{ config(materialized='view') }}
-- Grain month x project x kind x item: the factors as they stand (rulebook 2).
with annex_project_month as (select * from {{ ref('int_annex_project_month') }} where annex = 'factors'),

factor_row as (select * from {{ ref('stg_factor_row') }})

select
    annex_project_month.report_month,
    annex_project_month.project_id,
    annex_project_month.reporting_unit_code,
    annex_project_month.is_published,
    annex_project_month.library,
    factor_row.kind,
    factor_row.item,
    factor_row.needed,
    factor_row.unit,
    factor_row.settled,
    factor_row.state,
    factor_row.planned_date,
    factor_row.responsible_unit,
    annex_project_month.row_id,
    annex_project_month.submission_id,
    annex_project_month.sheet,
    annex_project_month.row_number
from annex_project_month
inner join factor_row on annex_project_month.row_id = factor_row.row_id
