-- The pool of funds by source (rulebook 16); its rows are in intermediate.rpt_funding_member.
with funding_figure as (select * from {{ ref('int_funding_figure') }})

select
    report_month,
    fund_source,
    locality_code,
    is_reported,
    reported_unit_count,
    unit_count,
    project_count,
    {{ money('applied_wan') }} as applied_wan,
    {{ money('won_wan') }} as won_wan,
    {{ money('paid_wan') }} as paid_wan,
    four_able_count,
    in_national_library_count
from funding_figure
where is_published
