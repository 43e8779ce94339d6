-- Grain year x group x unit: who is assessed, on the figures of which month (rulebook 20; readings R48).
with calendar as (select * from {{ ref('int_month') }} where is_published),

locality_unit as (select * from {{ ref('int_locality_unit') }} where is_ranked),

rate as (select * from {{ ref('stg_rate') }} where rule_id = 'enterprise_share' and scope = 'all'),

department as (select * from {{ ref('stg_department') }}),

-- The figures of a year are those of its latest month; until December they are provisional.
assessed_year as (
    select
        year(report_month) as year,
        max(report_month) as report_month,
        max(month(report_month)) < 12 as is_provisional
    from calendar
    group by all
)

select
    assessed_year.*,
    'county' as assessment_group,
    locality_unit.locality_code as unit,
    locality_unit.tier,
    null as aliases
from assessed_year
cross join locality_unit
left join rate on assessed_year.report_month between rate.effective_from and rate.effective_to
-- Counties and the high-tech zone: whom the rule of enterprise shares binds.
where rate.localities is null or {{ cell_has('rate.localities', 'locality_unit.locality_code') }}
union all
select
    assessed_year.*,
    department.assessment_group,
    department.department as unit,
    null as tier,
    department.aliases
from assessed_year
cross join department
