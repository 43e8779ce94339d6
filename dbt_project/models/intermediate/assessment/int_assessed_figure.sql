-- Grain month x unit x published table and column: the figures that an indicator of the pack may name (rulebook 20).
with assessed_unit as (select * from {{ ref('int_assessed_unit') }}),

conversion as (select * from {{ ref('int_conversion_rate') }} where scope = 'all' and basis = 'year_to_date'),

readiness as (select * from {{ ref('int_readiness') }} where scope = 'all'),

enterprise_share as (select * from {{ ref('int_enterprise_share') }}),

quota as (select * from {{ ref('int_quota') }}),

list_rank as (select * from {{ ref('int_list_rank') }} where list_code = 'all'),

investment_rank as (select * from {{ ref('int_investment_rank') }}),

department as (select * from {{ ref('int_department_figure') }}),

-- A unit without a quota of its own stands for that of its tier.
attained as (
    select
        assessed_unit.report_month,
        assessed_unit.unit,
        case
            when count(*) = count(quota.attainment_rate) then avg(quota.attainment_rate order by quota.quota_id)
        end as attainment_rate
    from assessed_unit
    inner join quota
        on
            assessed_unit.report_month = quota.report_month
            and quota.locality_code in (assessed_unit.unit, assessed_unit.tier)
    group by all
)

{{ figures('rpt_conversion', 'conversion_rate', 'conversion', 'locality_code') }}
union all
{{ figures('rpt_conversion', 'conversion_rate_by_investment', 'conversion', 'locality_code') }}
union all
{{ figures('rpt_readiness', 'readiness_rate', 'readiness', 'locality_code') }}
union all
{{ figures('rpt_enterprise_share', 'count_share', 'enterprise_share', 'locality_code') }}
union all
{{ figures('rpt_enterprise_share', 'investment_share', 'enterprise_share', 'locality_code') }}
union all
{{ figures('rpt_quota', 'attainment_rate', 'attained', 'unit') }}
union all
{{ figures('rpt_list_rank', 'composite_rank', 'list_rank', 'locality_code') }}
union all
{{ figures('rpt_investment_rank', 'plan_completion_rate', 'investment_rank', 'locality_code') }}
union all
{{ figures('rpt_conversion', 'conversion_rate', 'department', 'unit') }}
union all
{{ figures('rpt_readiness', 'readiness_rate', 'department', 'unit') }}
union all
{{ figures('rpt_investment_rank', 'plan_completion_rate', 'department', 'unit') }}
