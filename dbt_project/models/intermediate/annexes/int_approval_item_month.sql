{{ config(materialized='view') }}
-- Grain month x project x item: the approvals as they stand (rulebook 2).
with annex_project_month as (select * from {{ ref('int_annex_project_month') }} where annex = 'approvals'),

approval_row as (select * from {{ ref('stg_approval_row') }})

select
    annex_project_month.report_month,
    annex_project_month.project_id,
    annex_project_month.reporting_unit_code,
    annex_project_month.is_published,
    annex_project_month.library,
    approval_row.item,
    approval_row.state,
    approval_row.planned_date,
    approval_row.done_date,
    approval_row.commitment,
    approval_row.approver_opinion,
    approval_row.responsible_unit,
    annex_project_month.row_id,
    annex_project_month.submission_id,
    annex_project_month.sheet,
    annex_project_month.row_number
from annex_project_month
inner join approval_row on annex_project_month.row_id = approval_row.row_id
