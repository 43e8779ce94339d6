{{ config(materialized='view') }}
-- The scenarios behind each row of rpt_outlook: months of earlier years and recent ones, no projects (rulebook 22).
with outlook as (select * from {{ ref('int_outlook') }}),

scenario as (select * from {{ ref('int_outlook_scenario') }}),

locality as (select * from {{ ref('int_locality') }})

select
    scenario.report_month,
    scenario.locality_code,
    scenario.measure,
    scenario.kind,
    scenario.source_month,
    scenario.source_locality_code,
    true as in_numerator,
    true as in_denominator,
    scenario.change,
    scenario.place,
    scenario.place = outlook.outer_place as is_low,
    scenario.place = scenario.scenario_count + 1 - outlook.outer_place as is_high,
    scenario.source_month as row_month,
    {{ month_code('scenario.source_month') }} || ' ' || locality.locality_name as item
from scenario
inner join outlook
    on
        scenario.report_month = outlook.report_month
        and scenario.locality_code = outlook.locality_code
        and scenario.measure = outlook.measure
inner join locality on scenario.source_locality_code = locality.locality_code
