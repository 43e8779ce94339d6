{{ config(materialized='view') }}
-- Grain month x row: the rows of the sheets that are not about projects, as they stand for each unit that reported.
with annex_span as (select * from {{ ref('int_annex_span') }} where project_id is null),

unit_month as (select * from {{ ref('int_unit_month') }})

select
    unit_month.report_month,
    unit_month.reporting_unit_code,
    annex_span.annex,
    annex_span.row_id,
    annex_span.submission_id,
    annex_span.sheet,
    annex_span.row_number
from annex_span
inner join unit_month
    on
        annex_span.reporting_unit_code = unit_month.reporting_unit_code
        and annex_span.valid_from_month <= unit_month.report_month
        and annex_span.valid_before_month > unit_month.report_month
