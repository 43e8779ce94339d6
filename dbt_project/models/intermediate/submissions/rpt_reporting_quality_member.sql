{{ config(materialized='view') }}
-- The months behind each row of rpt_reporting_quality (rulebook 22): the year's, up to the row's; no projects.
with submission_status as (select * from {{ ref('int_submission_status') }} where is_published)

select
    rated.report_month,
    rated.reporting_unit_code,
    said.report_month as row_month,
    true as in_denominator,
    coalesce(not said.is_late, false) as is_on_time,
    said.is_first_pass,
    said.submission_count,
    said.correction_count
from submission_status as rated
inner join submission_status as said
    on
        rated.reporting_unit_code = said.reporting_unit_code
        and year(rated.report_month) = year(said.report_month)
        and rated.report_month >= said.report_month
