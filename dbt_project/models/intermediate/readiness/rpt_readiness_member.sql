{{ config(materialized='view') }}
-- The projects behind each row of rpt_readiness (rulebook 22): the reserve of the year to date, and what each reached.
with conversion_project as (select * from {{ ref('int_conversion_project') }} where basis = 'year_to_date'),

project_month as (select * from {{ ref('int_project_month') }}),

fund_won as (select * from {{ ref('int_fund_won') }}),

calendar as (select * from {{ ref('int_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'readiness'),

reached as (
    select
        conversion_project.*,
        coalesce(project_month.approved_on >= calendar.year_start, false) as is_approved_in_year,
        coalesce(project_month.started_on >= calendar.year_start, false) as is_started_in_year,
        fund_won.is_fund_won
    from conversion_project
    inner join calendar on conversion_project.report_month = calendar.report_month
    inner join project_month
        on
            conversion_project.report_month = project_month.report_month
            and conversion_project.project_id = project_month.project_id
    inner join fund_won
        on
            conversion_project.report_month = fund_won.report_month
            and conversion_project.project_id = fund_won.project_id
)

select
    reached.report_month,
    locality_unit.locality_code,
    rate.scope,
    reached.project_id,
    reached.reporting_unit_code,
    true as in_denominator,
    reached.is_approved_in_year or reached.is_started_in_year or reached.is_fund_won as in_numerator,
    reached.is_approved_in_year,
    reached.is_started_in_year,
    reached.is_fund_won,
    reached.total_investment_wan,
    reached.row_month,
    reached.submission_id,
    reached.sheet,
    reached.row_number
from reached
inner join locality_unit on reached.reporting_unit_code = locality_unit.reporting_unit_code
inner join rate
    on
        reached.report_month between rate.effective_from and rate.effective_to
        and (rate.min_investment_wan is null or reached.total_investment_wan >= rate.min_investment_wan)
        and (rate.investor_kind is null or reached.investor_kind = rate.investor_kind)
