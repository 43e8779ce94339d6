-- Grain month x list (and `all`) x project: the members with the amounts that rankings add up.
with list_member as (select * from {{ ref('int_list_member') }}),

project_month as (select * from {{ ref('int_project_month') }}),

listed as (
    select
        report_month,
        list_code,
        project_id
    from list_member
    union
    select
        report_month,
        'all' as list_code,
        project_id
    from list_member
)

select
    listed.report_month,
    listed.list_code,
    listed.project_id,
    project_month.reporting_unit_code,
    project_month.submission_id,
    project_month.sheet,
    project_month.row_number,
    project_month.total_investment_wan,
    project_month.month_investment_wan,
    before.month_investment_wan as own_previous_month_investment_wan
from listed
inner join project_month
    on
        listed.report_month = project_month.report_month
        and listed.project_id = project_month.project_id
left join project_month as before
    on
        listed.project_id = before.project_id
        and listed.report_month = {{ add_months('before.report_month', 1) }}
