-- Grain month x project: the reported row that counts, as it stands in that month (rulebook 2, 3, 9; readings R3, R11).
with effective_row as (select * from {{ ref('int_effective_row') }}),

choice as (select * from {{ ref('int_reporting_unit_choice') }}),

ledger_row as (select * from {{ ref('stg_ledger_row') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

counted as (
    select
        effective_row.*,
        effective_row.source_month < effective_row.report_month as is_repeated,
        year(effective_row.source_month) < year(effective_row.report_month) as is_lapsed
    from effective_row
    inner join choice
        on
            effective_row.project_id = choice.project_id
            and effective_row.report_month = choice.report_month
            and effective_row.reporting_unit_code = choice.reporting_unit_code
),

-- What a no_change makes of the row it repeats.
as_of_month as (
    select
        counted.report_month,
        counted.project_id,
        counted.reporting_unit_code,
        counted.identity_code,
        counted.row_id,
        counted.source_month,
        counted.is_repeated,
        counted.is_lapsed,
        unit_month.first_effective_month = counted.report_month as is_unit_first_month,
        ledger_row.library,
        ledger_row.total_investment_wan,
        case when not counted.is_lapsed then ledger_row.annual_plan_wan end as annual_plan_wan,
        case when counted.is_lapsed then {{ money('0') }} else ledger_row.ytd_investment_wan end as ytd_investment_wan,
        case
            when counted.is_repeated then {{ money('0') }}
            else ledger_row.month_investment_wan
        end as reported_month_investment_wan
    from counted
    inner join ledger_row on counted.row_id = ledger_row.row_id
    inner join unit_month
        on
            counted.reporting_unit_code = unit_month.reporting_unit_code
            and counted.report_month = unit_month.report_month
),

with_before as (
    select
        *,
        case
            when month(report_month) = 1 then {{ money('0') }}
            when lag(report_month) over project = {{ add_months('report_month', -1) }}
                then lag(ytd_investment_wan) over project
        end as ytd_before_wan,
        lead(report_month) over project as next_counted_month
    from as_of_month
    window project as (partition by project_id order by report_month)
)

select
    {{ all_but(['reported_month_investment_wan']) }},
    {{ money('coalesce(reported_month_investment_wan, ytd_investment_wan - ytd_before_wan)') }} as month_investment_wan,
    case
        when reported_month_investment_wan is not null then 'reported'
        when ytd_investment_wan - ytd_before_wan is not null then 'derived'
    end as month_investment_source
from with_before
