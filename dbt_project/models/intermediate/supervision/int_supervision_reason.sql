{{ config(materialized='view') }}
-- Grain month x project x reason: every reason there is, whatever the size of the project (rulebook 12).
with stage_reason as (select * from {{ ref('int_stage_reason') }}),

progress_reason as (select * from {{ ref('int_progress_reason') }}),

open_item_reason as (select * from {{ ref('int_open_item_reason') }})

select
    report_month,
    project_id,
    reason_code,
    due_on
from stage_reason
union all
select
    report_month,
    project_id,
    reason_code,
    null as due_on
from progress_reason
union all
select
    report_month,
    project_id,
    reason_code,
    due_on
from open_item_reason
