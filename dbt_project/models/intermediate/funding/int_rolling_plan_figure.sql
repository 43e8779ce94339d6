-- Grain month x source x plan year x locality: the year of the month and those that follow it, as many as the pack says
-- (rulebook 16; readings R61).
with locality_month as (select * from {{ ref('int_locality_month') }}),

fund_programme as (select * from {{ ref('stg_fund_programme') }}),

member as (select * from {{ ref('rpt_rolling_plan_member') }}),

pool as (select distinct fund_source from fund_programme),

year_ahead as ({{ numbers_below(threshold('rolling_plan_years')) }}),

total as (
    select
        report_month,
        fund_source,
        plan_year,
        locality_code,
        count(*) as row_count,
        {{ count_if('in_denominator') }} as project_count,
        sum(planned_wan) as planned_wan
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    pool.fund_source,
    cast(year(locality_month.report_month) + year_ahead.number as integer) as plan_year,
    locality_month.locality_code,
    {{ coverage() }},
    {{ if_reported('coalesce(total.project_count, 0)') }} as project_count,
    {{ if_reported(sum_or_zero('total.planned_wan', 'total.row_count')) }} as planned_wan
from locality_month
cross join pool
cross join year_ahead
left join total
    on
        locality_month.report_month = total.report_month
        and locality_month.locality_code = total.locality_code
        and pool.fund_source = total.fund_source
        and year(locality_month.report_month) + year_ahead.number = total.plan_year
