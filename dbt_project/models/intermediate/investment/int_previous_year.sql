-- Grain month x part x locality: last year's year-to-date, of the same month and of the window's end, as reported, else
-- of the pack's baseline (R26).
with member as (select * from {{ ref('rpt_catch_up_member') }}),

compared_month as (select * from {{ ref('int_compared_month') }} where part in ('year_before', 'window_end')),

locality_month as (select * from {{ ref('int_locality_month') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

baseline as (select * from {{ ref('stg_baseline') }}),

unit_year_before as (
    select
        unit_month.report_month,
        compared_month.part,
        unit_month.reporting_unit_code,
        case
            when before.report_month is null then baseline.ytd_investment_wan
            else {{ sum_or_zero('sum(member.ytd_investment_wan)', 'count(member.project_id)') }}
        end as ytd_investment_wan
    from unit_month
    inner join compared_month on unit_month.report_month = compared_month.report_month
    left join unit_month as before
        on
            unit_month.reporting_unit_code = before.reporting_unit_code
            and compared_month.row_month = before.report_month
    left join baseline
        on
            unit_month.reporting_unit_code = baseline.locality_code
            and compared_month.row_month = baseline.report_month
    left join member
        on
            unit_month.report_month = member.report_month
            and compared_month.part = member.part
            and unit_month.reporting_unit_code = member.locality_code
    group by
        unit_month.report_month,
        compared_month.part,
        unit_month.reporting_unit_code,
        before.report_month,
        baseline.ytd_investment_wan
),

-- A tier or the city compares like with like: every unit that reported has a figure of last year, or there is none.
summed as (
    select
        locality_unit.locality_code,
        unit_year_before.report_month,
        unit_year_before.part,
        case
            when count(*) = count(unit_year_before.ytd_investment_wan) then sum(unit_year_before.ytd_investment_wan)
        end as ytd_investment_wan
    from unit_year_before
    inner join locality_unit on unit_year_before.reporting_unit_code = locality_unit.reporting_unit_code
    group by all
)

select
    locality_month.report_month,
    compared_month.part,
    locality_month.locality_code,
    coalesce(
        summed.ytd_investment_wan,
        case when not locality_month.is_ranked then baseline.ytd_investment_wan end
    ) as previous_year_ytd_investment_wan
from locality_month
inner join compared_month on locality_month.report_month = compared_month.report_month
left join summed
    on
        locality_month.report_month = summed.report_month
        and compared_month.part = summed.part
        and locality_month.locality_code = summed.locality_code
left join baseline
    on
        locality_month.locality_code = baseline.locality_code
        and compared_month.row_month = baseline.report_month
