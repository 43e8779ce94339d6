-- Grain month x fund year x locality: every year that a unit speaks of; what nobody said is null (rulebook 16; R62).
with locality_month as (select * from {{ ref('int_locality_month') }}),

member as (select * from {{ ref('rpt_preliminary_fund_member') }}),

total as (
    select
        report_month,
        fund_year,
        locality_code,
        sum(budget_wan) as budget_wan,
        sum(spent_wan) as spent_wan
    from member
    group by all
),

spoken_of as (
    select distinct
        report_month,
        fund_year
    from total
)

select
    locality_month.report_month,
    locality_month.is_published,
    spoken_of.fund_year,
    locality_month.locality_code,
    {{ coverage() }},
    total.budget_wan,
    total.spent_wan
from locality_month
inner join spoken_of on locality_month.report_month = spoken_of.report_month
left join total
    on
        spoken_of.report_month = total.report_month
        and spoken_of.fund_year = total.fund_year
        and locality_month.locality_code = total.locality_code
