{{ config(materialized='view') }}
-- Grain month x unit x investment x leader: the promotion as it stands (rulebook 2).
with annex_unit_month as (select * from {{ ref('int_annex_unit_month') }} where annex = 'promotions'),

promotion_row as (select * from {{ ref('stg_promotion_row') }})

select
    annex_unit_month.report_month,
    annex_unit_month.reporting_unit_code,
    promotion_row.project_name,
    promotion_row.name_key,
    promotion_row.leader_post,
    promotion_row.leader_name,
    promotion_row.total_investment_wan,
    promotion_row.is_excluded_kind,
    promotion_row.state,
    promotion_row.is_in_promoted_pool,
    annex_unit_month.row_id,
    annex_unit_month.submission_id,
    annex_unit_month.sheet,
    annex_unit_month.row_number
from annex_unit_month
inner join promotion_row on annex_unit_month.row_id = promotion_row.row_id
