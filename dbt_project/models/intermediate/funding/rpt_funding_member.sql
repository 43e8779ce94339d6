{{ config(materialized='view') }}
-- The rows of funds sought behind each row of rpt_funding (rulebook 16, 22; readings R61).
-- A project counts once in a source: on its first row; amounts are those of every row.
with funding_month as (select * from {{ ref('int_funding_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

able as (
    select
        *,
        row_number() over project = 1 as is_first_row,
        bool_or(coalesce(is_admissible and is_landable and is_applicable and is_sustainable, false))
            over project as is_four_able,
        bool_or(coalesce(is_in_national_library, false)) over project as is_in_library
    from funding_month
    window project as (
        partition by report_month, fund_source, project_id
        order by plan_year, programme nulls first, sheet, row_number
        rows between unbounded preceding and unbounded following
    )
)

select
    able.report_month,
    able.fund_source,
    locality_unit.locality_code,
    able.project_id,
    able.programme,
    able.plan_year,
    able.reporting_unit_code,
    able.is_first_row as in_denominator,
    able.is_first_row and able.is_four_able as in_numerator,
    able.is_first_row and able.is_four_able as is_four_able,
    able.is_first_row and able.is_in_library as is_in_national_library,
    able.applied_wan,
    able.won_wan,
    able.paid_wan,
    able.submission_id,
    able.sheet,
    able.row_number
from able
inner join locality_unit on able.reporting_unit_code = locality_unit.reporting_unit_code
