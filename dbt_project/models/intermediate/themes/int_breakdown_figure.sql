-- Grain month x locality x dimension x value that any project of the month has (rulebook 17; readings R64).
with locality_month as (select * from {{ ref('int_locality_month') }}),

member as (select * from {{ ref('rpt_breakdown_member') }}),

total as (
    select
        report_month,
        locality_code,
        dimension,
        value,
        {{ count_if('in_denominator') }} as project_count,
        sum(total_investment_wan) as total_investment_wan,
        sum(annual_plan_wan) as annual_plan_wan,
        sum(ytd_investment_wan) as ytd_investment_wan,
        sum(month_investment_wan) as month_investment_wan
    from member
    group by all
),

breakdown_value as (
    select distinct
        report_month,
        dimension,
        value
    from total
)

select
    locality_month.report_month,
    locality_month.is_published,
    locality_month.locality_code,
    breakdown_value.dimension,
    breakdown_value.value,
    {{ coverage() }},
    {{ if_reported('coalesce(total.project_count, 0)') }} as project_count,
    {{ if_reported(sum_or_zero('total.total_investment_wan', 'total.project_count')) }} as total_investment_wan,
    {{ if_reported(sum_or_zero('total.annual_plan_wan', 'total.project_count')) }} as annual_plan_wan,
    {{ if_reported(sum_or_zero('total.ytd_investment_wan', 'total.project_count')) }} as ytd_investment_wan,
    {{ if_reported(sum_or_zero('total.month_investment_wan', 'total.project_count')) }} as month_investment_wan
from locality_month
inner join breakdown_value on locality_month.report_month = breakdown_value.report_month
left join total
    on
        locality_month.report_month = total.report_month
        and locality_month.locality_code = total.locality_code
        and breakdown_value.dimension = total.dimension
        and breakdown_value.value = total.value
