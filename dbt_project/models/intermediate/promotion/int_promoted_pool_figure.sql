-- Grain month: how many investments the city's promoted pool holds (rulebook 19; readings R68).
with locality_month as (select * from {{ ref('int_locality_month') }}),

locality as (select * from {{ ref('int_locality') }} where is_city_total),

setting as (select * from {{ ref('stg_setting') }}),

member as (select * from {{ ref('rpt_promoted_pool_member') }}),

total as (
    select
        report_month,
        {{ count_if('in_numerator') }} as project_count
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    {{ if_reported('coalesce(total.project_count, 0)') }} as project_count,
    setting.promoted_pool_target as target_count,
    {{ if_reported('coalesce(total.project_count, 0) >= setting.promoted_pool_target') }} as is_met
from locality_month
inner join locality on locality_month.locality_code = locality.locality_code
cross join setting
left join total on locality_month.report_month = total.report_month
