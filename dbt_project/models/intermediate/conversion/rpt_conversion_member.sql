{{ config(materialized='view') }}
-- The projects behind each row of rpt_conversion (rulebook 22).
with conversion_project as (select * from {{ ref('int_conversion_project') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'conversion')

select
    conversion_project.report_month,
    locality_unit.locality_code,
    rate.scope,
    conversion_project.basis,
    conversion_project.project_id,
    true as in_denominator,
    conversion_project.is_converted as in_numerator,
    conversion_project.is_moved_not_started,
    conversion_project.is_opening,
    conversion_project.is_entered,
    conversion_project.is_moved_in_month,
    conversion_project.is_exited_in_month,
    conversion_project.is_closing,
    conversion_project.total_investment_wan,
    -- The row it was read from: that of the month, or the project's latest before it (cohort_12m).
    conversion_project.row_month,
    conversion_project.submission_id,
    conversion_project.sheet,
    conversion_project.row_number
from conversion_project
inner join locality_unit on conversion_project.reporting_unit_code = locality_unit.reporting_unit_code
inner join rate
    on
        conversion_project.report_month between rate.effective_from and rate.effective_to
        and (rate.min_investment_wan is null or conversion_project.total_investment_wan >= rate.min_investment_wan)
        and (rate.investor_kind is null or conversion_project.investor_kind = rate.investor_kind)
