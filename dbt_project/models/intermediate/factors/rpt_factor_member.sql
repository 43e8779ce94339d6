{{ config(materialized='view') }}
-- The row of factors behind each row of rpt_factor (rulebook 18, 22; readings R65).
with factor_month as (select * from {{ ref('int_factor_month') }})

select
    report_month,
    project_id,
    kind,
    coalesce(item, '') as item,
    reporting_unit_code,
    is_published,
    true as in_denominator,
    state = 'settled' as in_numerator,
    needed,
    settled,
    needed - settled as gap,
    unit,
    state,
    planned_date,
    state <> 'settled' and coalesce(planned_date <= last_day(report_month), false) as is_overdue,
    submission_id,
    sheet,
    row_number
from factor_month
