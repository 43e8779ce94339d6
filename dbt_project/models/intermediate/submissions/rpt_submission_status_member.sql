{{ config(materialized='view') }}
-- The submissions and findings behind each row of rpt_submission_status (rulebook 22).
with submission as (select * from {{ ref('int_submission') }}),

finding as (select * from {{ ref('int_finding') }})

select
    report_month,
    reporting_unit_code,
    null as project_id,
    true as is_submission,
    kind,
    null as severity,
    submission_id,
    null as sheet,
    null as row_number
from submission
union all
select
    report_month,
    reporting_unit_code,
    project_id,
    false as is_submission,
    null as kind,
    severity,
    submission_id,
    sheet,
    row_number
from finding
