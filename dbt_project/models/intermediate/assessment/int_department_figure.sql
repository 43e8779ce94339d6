-- Grain month x department: the rates that an assessment may use, over projects whose 责任单位 it is, wherever they are
-- reported (rulebook 20; readings R48). Only the months that years are assessed on.
with assessed_unit as (select * from {{ ref('int_assessed_unit') }} where tier is null),

project_month as (select * from {{ ref('int_project_month') }}),

city as (select * from {{ ref('int_locality') }} where is_city_total),

conversion as (
    select member.*
    from {{ ref('rpt_conversion_member') }} as member
    inner join city on member.locality_code = city.locality_code
    where member.scope = 'all' and member.basis = 'year_to_date'
),

readiness as (
    select member.*
    from {{ ref('rpt_readiness_member') }} as member
    inner join city on member.locality_code = city.locality_code
    where member.scope = 'all'
),

investment as (
    select member.*
    from {{ ref('rpt_investment_rank_member') }} as member
    inner join city on member.locality_code = city.locality_code
    where member.part = 'this_month'
),

responsible as (
    select
        assessed_unit.report_month,
        assessed_unit.unit,
        project_month.project_id
    from assessed_unit
    inner join project_month
        on
            assessed_unit.report_month = project_month.report_month
            and (
                {{ text_key('assessed_unit.unit') }} = {{ text_key('project_month.responsible_unit') }}
                or {{ cell_has(text_key('assessed_unit.aliases'), text_key('project_month.responsible_unit')) }}
            )
    where project_month.responsible_unit is not null
)

select
    responsible.report_month,
    responsible.unit,
    {{ ratio(count_if('conversion.in_numerator'), count_if('conversion.in_denominator')) }} as conversion_rate,
    {{ ratio(count_if('readiness.in_numerator'), count_if('readiness.in_denominator')) }} as readiness_rate,
    {{
        ratio(
            'sum(investment.ytd_investment_wan) filter (where investment.plan_wan is not null)',
            'sum(investment.plan_wan)'
        )
    }} as plan_completion_rate
from responsible
left join conversion
    on
        responsible.report_month = conversion.report_month
        and responsible.project_id = conversion.project_id
left join readiness
    on
        responsible.report_month = readiness.report_month
        and responsible.project_id = readiness.project_id
left join investment
    on
        responsible.report_month = investment.report_month
        and responsible.project_id = investment.project_id
group by
    responsible.report_month,
    responsible.unit
