{{ config(materialized='view') }}
-- The rows of funds sought behind each row of rpt_rolling_plan (rulebook 16, 22; readings R61).
with funding_month as (select * from {{ ref('int_funding_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    funding_month.report_month,
    funding_month.fund_source,
    funding_month.plan_year,
    locality_unit.locality_code,
    funding_month.project_id,
    funding_month.programme,
    funding_month.reporting_unit_code,
    -- A project counts once, on its first row.
    row_number() over (
        partition by
            funding_month.report_month,
            funding_month.fund_source,
            funding_month.plan_year,
            locality_unit.locality_code,
            funding_month.project_id
        order by funding_month.programme asc nulls first, funding_month.sheet asc, funding_month.row_number asc
    ) = 1 as in_denominator,
    funding_month.planned_wan is not null as in_numerator,
    funding_month.planned_wan,
    funding_month.submission_id,
    funding_month.sheet,
    funding_month.row_number
from funding_month
inner join locality_unit on funding_month.reporting_unit_code = locality_unit.reporting_unit_code
