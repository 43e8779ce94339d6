-- Grain month x project: first reported in a month in which another of its unit, of the same owner and total
-- investment, is gone from the ledger or exited (readings R75).
with project_month as (select * from {{ ref('int_project_month') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

entered as (
    select * from project_month
    qualify row_number() over (partition by project_id order by report_month) = 1
),

gone as (
    select * from project_month
    where is_carried_forward or library = 'exited'
)

select
    'REENTERED' as suspicion_code,
    entered.report_month,
    entered.project_id,
    {{ plain_number('entered.total_investment_wan') }} as value,
    min_by(gone.project_name, gone.project_id) as expected
from entered
inner join unit_month
    on
        entered.report_month = unit_month.report_month
        and entered.reporting_unit_code = unit_month.reporting_unit_code
inner join gone
    on
        entered.report_month = gone.report_month
        and entered.reporting_unit_code = gone.reporting_unit_code
        and entered.owner = gone.owner
        and entered.total_investment_wan = gone.total_investment_wan
        and entered.project_id <> gone.project_id
        and {{ months_between('gone.source_month', 'entered.report_month') }}
        <= {{ threshold('suspicion_reentry_months') }}
-- With the unit's first month everything is new.
where entered.report_month > unit_month.first_effective_month and entered.library <> 'exited'
group by entered.report_month, entered.project_id, entered.total_investment_wan
