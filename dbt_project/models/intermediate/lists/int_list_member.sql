-- Grain month x list x project: who is on which list (rulebook 9; readings R25). Exited projects are on none.
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

list as (select * from {{ ref('stg_list') }}),

register as (select * from {{ ref('int_list_register') }}),

calendar as (select * from {{ ref('int_month') }}),

covered as (
    select distinct
        list_code,
        year
    from register
),

candidate as (
    select
        project_month.report_month,
        list.list_code,
        project_month.project_id,
        project_month.reporting_unit_code,
        covered.list_code is not null as is_register,
        register.project_id is not null as is_registered,
        case list.flag_field
            when 'is_provincial_leader' then project_month.is_provincial_leader
            when 'is_provincial_key' then project_month.is_provincial_key
            when 'is_municipal_key' then project_month.is_municipal_key
            when 'is_annual_priority' then project_month.is_annual_priority
        end as is_flagged,
        -- By size, unless it was completed before the year; completed at an unknown date is before.
        project_month.total_investment_wan >= list.min_investment_wan
        and not (
            project_month.is_completed
            and coalesce(project_month.completed_on < calendar.year_start, true)
        ) as is_of_size
    from project_month
    inner join calendar on project_month.report_month = calendar.report_month
    cross join list
    left join covered
        on
            list.list_code = covered.list_code
            and year(project_month.report_month) = covered.year
    left join register
        on
            list.list_code = register.list_code
            and year(project_month.report_month) = register.year
            and project_month.project_id = register.project_id
)

select
    report_month,
    list_code,
    project_id,
    reporting_unit_code,
    is_register,
    is_registered,
    is_flagged
from candidate
where
    case
        when is_register then is_registered
        when is_flagged is not null then is_flagged
        else coalesce(is_of_size, false)
    end
