-- Grain month x theme x locality (rulebook 17; readings R63).
with locality_month as (select * from {{ ref('int_locality_month') }}),

theme as (select * from {{ ref('stg_theme') }}),

member as (select * from {{ ref('rpt_theme_member') }}),

total as (
    select
        report_month,
        plan_theme,
        locality_code,
        {{ count_if('in_denominator') }} as project_count,
        {{ count_if('in_numerator') }} as converted_count,
        sum(total_investment_wan) as total_investment_wan
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    theme.plan_theme,
    locality_month.locality_code,
    {{ coverage() }},
    {{ if_reported('coalesce(total.project_count, 0)') }} as project_count,
    {{ if_reported(sum_or_zero('total.total_investment_wan', 'total.project_count')) }} as total_investment_wan,
    {{ if_reported('coalesce(total.converted_count, 0)') }} as converted_count
from locality_month
cross join theme
left join total
    on
        locality_month.report_month = total.report_month
        and locality_month.locality_code = total.locality_code
        and theme.plan_theme = total.plan_theme
