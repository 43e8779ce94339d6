-- Grain quota x owner x reporting unit: who owns a quota, and whose projects count for it (rulebook 8).
-- Each unit of the tier owns one of its own, or the tier owns one together, under its own code.
with quota as (select * from {{ ref('stg_quota') }}),

locality_unit as (select * from {{ ref('int_locality_unit') }})

select
    quota.quota_id,
    quota.min_investment_wan,
    quota.quota_count,
    quota.accrues,
    quota.effective_from,
    quota.effective_to,
    locality_unit.locality_code,
    locality_unit.reporting_unit_code
from quota
inner join locality_unit
    on
        quota.tier = locality_unit.tier
        and (quota.applies_to = 'each') = locality_unit.is_ranked
