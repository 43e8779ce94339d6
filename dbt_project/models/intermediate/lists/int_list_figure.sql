-- Grain month x list (and `all`) x locality: counts, sums, shares and what two months can be compared on (rulebook 9).
with member as (select * from {{ ref('rpt_list_rank_member') }}),

locality_month as (select * from {{ ref('int_locality_month') }}),

locality as (select * from {{ ref('int_locality') }}),

list as (
    select list_code from {{ ref('stg_list') }}
    union all
    select 'all' as list_code
),

total as (
    select
        report_month,
        list_code,
        locality_code,
        sum(total_investment_wan) filter (where part = 'this_month') as total_investment_wan,
        {{ month_totals() }},
        sum(month_investment_wan) filter (
            where is_comparable and own_previous_month_investment_wan is not null
        ) as same_projects_month_investment_wan,
        sum(own_previous_month_investment_wan) filter (
            where is_comparable and month_investment_wan is not null
        ) as same_projects_previous_month_investment_wan
    from member
    group by all
),

figure as (
    select
        locality_month.report_month,
        locality_month.is_published,
        list.list_code,
        locality_month.locality_code,
        locality_month.tier,
        locality_month.is_ranked,
        locality.is_city_total,
        locality_month.is_reported,
        locality_month.reported_unit_count,
        locality_month.unit_count,
        case when locality_month.is_reported then coalesce(total.project_count, 0) end as project_count,
        case
            when locality_month.is_reported then {{ sum_or_zero('total.total_investment_wan', 'total.project_count') }}
        end as total_investment_wan,
        {{ month_investments() }},
        total.same_projects_month_investment_wan,
        total.same_projects_previous_month_investment_wan
    from locality_month
    cross join list
    inner join locality on locality_month.locality_code = locality.locality_code
    left join locality_month as before
        on
            locality_month.locality_code = before.locality_code
            and locality_month.report_month = {{ add_months('before.report_month', 1) }}
    left join total
        on
            locality_month.report_month = total.report_month
            and list.list_code = total.list_code
            and locality_month.locality_code = total.locality_code
)

select
    {{ all_but(['is_city_total'], 'figure') }},
    {{ ratio('figure.project_count', 'city.project_count') }} as count_share,
    {{ ratio('figure.total_investment_wan', 'city.total_investment_wan') }} as investment_share,
    case when figure.is_reported then city.reported_unit_count < city.unit_count end as is_share_provisional
from figure
inner join figure as city
    on
        figure.report_month = city.report_month
        and figure.list_code = city.list_code
        and city.is_city_total
