-- Preliminary funds budgeted and spent (rulebook 16); its rows are in intermediate.rpt_preliminary_fund_member.
with preliminary_fund_figure as (select * from {{ ref('int_preliminary_fund_figure') }})

select
    report_month,
    fund_year,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    {{ money('budget_wan') }} as budget_wan,
    {{ money('spent_wan') }} as spent_wan
from preliminary_fund_figure
where is_published
