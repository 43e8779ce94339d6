{{ config(materialized='view') }}
-- The project behind each row of rpt_evaluation, with the row of its evaluation, else of the ledger (rulebook 22).
with evaluation as (select * from {{ ref('int_evaluation') }})

select
    report_month,
    project_id,
    reporting_unit_code,
    is_published,
    is_needed as in_denominator,
    is_needed and not is_evaluated as in_numerator,
    evaluated_on,
    result,
    submission_id,
    sheet,
    row_number
from evaluation
