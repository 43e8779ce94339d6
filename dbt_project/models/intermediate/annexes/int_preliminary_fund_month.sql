{{ config(materialized='view') }}
-- Grain month x unit x year: the preliminary funds as they stand (rulebook 2).
with annex_unit_month as (select * from {{ ref('int_annex_unit_month') }} where annex = 'preliminary_funds'),

preliminary_fund_row as (select * from {{ ref('stg_preliminary_fund_row') }})

select
    annex_unit_month.report_month,
    annex_unit_month.reporting_unit_code,
    preliminary_fund_row.fund_year,
    preliminary_fund_row.budget_wan,
    preliminary_fund_row.spent_wan,
    annex_unit_month.row_id,
    annex_unit_month.submission_id,
    annex_unit_month.sheet,
    annex_unit_month.row_number
from annex_unit_month
inner join preliminary_fund_row on annex_unit_month.row_id = preliminary_fund_row.row_id
