-- Grain month x quota x owner: how many of the quota there are, and how many should be by now (rulebook 8).
with locality_month as (select * from {{ ref('int_locality_month') }}),

quota_owner as (select * from {{ ref('int_quota_owner') }}),

member as (select * from {{ ref('rpt_quota_member') }}),

owned as (
    select distinct
        quota_id,
        locality_code,
        quota_count,
        accrues,
        effective_from,
        effective_to
    from quota_owner
),

actual as (
    select
        report_month,
        quota_id,
        locality_code,
        {{ count_if('in_numerator') }} as actual_count
    from member
    group by all
),

-- A quota that units own together binds only where each of them reported (rulebook 2).
figure as (
    select
        locality_month.*,
        owned.quota_id,
        owned.accrues,
        case
            when locality_month.reported_unit_count = locality_month.unit_count then owned.quota_count
        end as quota_count,
        case when locality_month.is_reported then coalesce(actual.actual_count, 0) end as actual_count
    from locality_month
    inner join owned
        on
            locality_month.locality_code = owned.locality_code
            and locality_month.report_month between owned.effective_from and owned.effective_to
    left join actual
        on
            locality_month.report_month = actual.report_month
            and owned.quota_id = actual.quota_id
            and locality_month.locality_code = actual.locality_code
),

due as (
    select
        *,
        case accrues
            when 'monthly' then cast({{ ceil_div('quota_count * month(report_month)', '12') }} as integer)
            when 'once' then quota_count
        end as due_count
    from figure
)

select
    *,
    {{ ratio('actual_count', 'quota_count') }} as attainment_rate,
    -- greatest() passes over nulls.
    case when quota_count is not null then greatest(0, quota_count - actual_count) end as shortfall_count,
    actual_count >= due_count as is_on_pace
from due
