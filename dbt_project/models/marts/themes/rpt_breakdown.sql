-- Projects and money by category, stage, investor, theme, planning type and size (rulebook 17); its projects are in
-- intermediate.rpt_breakdown_member.
with breakdown_figure as (select * from {{ ref('int_breakdown_figure') }})

select
    report_month,
    locality_code,
    dimension,
    value,
    is_reported,
    reported_unit_count,
    unit_count,
    project_count,
    {{ money('total_investment_wan') }} as total_investment_wan,
    {{ money('annual_plan_wan') }} as annual_plan_wan,
    {{ money('ytd_investment_wan') }} as ytd_investment_wan,
    {{ money('month_investment_wan') }} as month_investment_wan
from breakdown_figure
where is_published
