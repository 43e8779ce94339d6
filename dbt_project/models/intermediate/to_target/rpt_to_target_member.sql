{{ config(materialized='view') }}
-- The projects that rpt_to_target puts in order, those beyond the named ones too (rulebook 22).
with candidate as (select * from {{ ref('int_to_target_candidate') }})

select
    report_month,
    locality_code,
    rule_id,
    project_id,
    reporting_unit_code,
    true as in_numerator,
    true as in_denominator,
    nearness_rank,
    report_month as row_month,
    submission_id,
    sheet,
    row_number
from candidate
