{{ config(materialized='view') }}
-- Grain month x project x source x programme x year: the funds sought as they stand (rulebook 2).
with annex_project_month as (select * from {{ ref('int_annex_project_month') }} where annex = 'funding'),

funding_row as (select * from {{ ref('stg_funding_row') }})

select
    annex_project_month.report_month,
    annex_project_month.project_id,
    annex_project_month.reporting_unit_code,
    annex_project_month.is_published,
    annex_project_month.library,
    funding_row.fund_source,
    funding_row.field,
    funding_row.programme,
    funding_row.plan_year,
    funding_row.planned_wan,
    funding_row.applied_wan,
    funding_row.won_wan,
    funding_row.paid_wan,
    funding_row.is_admissible,
    funding_row.is_landable,
    funding_row.is_applicable,
    funding_row.is_sustainable,
    funding_row.is_in_national_library,
    annex_project_month.row_id,
    annex_project_month.submission_id,
    annex_project_month.sheet,
    annex_project_month.row_number
from annex_project_month
inner join funding_row on annex_project_month.row_id = funding_row.row_id
