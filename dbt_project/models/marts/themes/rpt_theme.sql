-- Projects by theme (rulebook 17); its projects are in intermediate.rpt_theme_member.
with theme_figure as (select * from {{ ref('int_theme_figure') }})

select
    report_month,
    plan_theme,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    project_count,
    {{ money('total_investment_wan') }} as total_investment_wan,
    converted_count
from theme_figure
where is_published
