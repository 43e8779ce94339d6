{{ config(materialized='view') }}
-- The approval items behind each row of rpt_approval_progress (rulebook 22).
with approval_step as (select * from {{ ref('int_approval_step') }})

select
    report_month,
    project_id,
    item,
    reporting_unit_code,
    is_published,
    is_required as in_denominator,
    is_required and state = 'done' as in_numerator,
    is_required and state = 'conditional' as is_conditional,
    is_overdue,
    is_next,
    violation_count,
    submission_id,
    sheet,
    row_number
from approval_step
