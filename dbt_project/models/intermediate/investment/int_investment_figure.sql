-- Grain month x locality: investment of the month, the month before and the year, plan and starts (rulebook 10).
with member as (select * from {{ ref('rpt_investment_rank_member') }}),

locality_month as (select * from {{ ref('int_locality_month') }}),

previous_year as (select * from {{ ref('int_previous_year') }} where part = 'year_before'),

total as (
    select
        report_month,
        locality_code,
        {{ month_totals() }},
        sum(ytd_investment_wan) filter (where part = 'this_month') as ytd_investment_wan,
        sum(ytd_investment_wan) filter (
            where part = 'this_month' and plan_wan is not null
        ) as planned_ytd_investment_wan,
        sum(plan_wan) filter (where part = 'this_month') as plan_wan,
        {{ count_if("part = 'this_month' and is_under_construction and plan_wan is null") }} as no_plan_count,
        {{
            count_if("part = 'this_month' and is_under_construction and ytd_investment_wan is null")
        }} as ytd_missing_count,
        {{ count_if("part = 'this_month' and is_new_start") }} as new_start_count,
        sum(total_investment_wan) filter (where part = 'this_month' and is_new_start) as new_start_investment_wan
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    locality_month.locality_code,
    locality_month.is_ranked,
    locality_month.is_reported,
    locality_month.reported_unit_count,
    locality_month.unit_count,
    {{ month_investments() }},
    case
        when locality_month.is_reported then {{ sum_or_zero('total.ytd_investment_wan', 'total.project_count') }}
    end as ytd_investment_wan,
    case
        when locality_month.is_reported then previous_year.previous_year_ytd_investment_wan
    end as previous_year_ytd_investment_wan,
    case when locality_month.is_reported then total.planned_ytd_investment_wan end as planned_ytd_investment_wan,
    case when locality_month.is_reported then total.plan_wan end as plan_wan,
    case when locality_month.is_reported then coalesce(total.no_plan_count, 0) end as no_plan_count,
    case when locality_month.is_reported then coalesce(total.ytd_missing_count, 0) end as ytd_missing_count,
    case when locality_month.is_reported then coalesce(total.new_start_count, 0) end as new_start_count,
    case
        when locality_month.is_reported
            then {{ sum_or_zero('total.new_start_investment_wan', 'total.new_start_count') }}
    end as new_start_investment_wan
from locality_month
inner join previous_year
    on
        locality_month.report_month = previous_year.report_month
        and locality_month.locality_code = previous_year.locality_code
left join locality_month as before
    on
        locality_month.locality_code = before.locality_code
        and locality_month.report_month = {{ add_months('before.report_month', 1) }}
left join total
    on
        locality_month.report_month = total.report_month
        and locality_month.locality_code = total.locality_code
