-- Grain month x project: did it win funds from above for the year? (rulebook 6; readings R42)
with project_month as (select * from {{ ref('int_project_month') }}),

funding as (select * from {{ ref('int_funding_month') }}),

by_sheet as (
    select
        report_month,
        project_id,
        bool_or(
            coalesce(
                {{ is_from_above('fund_source') }} and plan_year = year(report_month) and won_wan > 0, false
            )
        ) as is_fund_won
    from funding
    group by all
)

select
    project_month.report_month,
    project_month.project_id,
    -- The ledger speaks for a project only where the sheet has no row of it at all.
    coalesce(
        by_sheet.is_fund_won,
        project_month.is_fund_won
        and project_month.fund_plan_year = year(project_month.report_month)
        and {{ is_from_above('project_month.fund_sources') }},
        false
    ) as is_fund_won
from project_month
left join by_sheet
    on
        project_month.report_month = by_sheet.report_month
        and project_month.project_id = by_sheet.project_id
