-- What each submission is worth as known now: late, effective, superseded (rulebook 2; readings R1, R2).
with submission as (select * from {{ ref('stg_submission') }}),

setting as (select * from {{ ref('stg_setting') }}),

-- Months with something a unit-month can rest on; consecutive ones share an island.
base_month as (
    select
        reporting_unit_code,
        report_month,
        bool_or(kind = 'full') as has_full
    from submission
    where outcome <> 'rejected' and kind in ('full', 'no_change')
    group by all
),

base_island as (
    select
        *,
        {{ month_index('report_month') }}
        - row_number() over (partition by reporting_unit_code order by report_month) as island
    from base_month
),

-- A chain of no_change months counts from its first full on.
reported_month as (
    select
        reporting_unit_code,
        report_month,
        max(cast(has_full as integer)) over (
            partition by reporting_unit_code, island
            order by report_month
            rows between unbounded preceding and current row
        ) = 1 as is_reported
    from base_island
),

based as (
    select
        submission.*,
        submission.outcome <> 'rejected'
        and (
            submission.kind = 'full'
            or (submission.kind = 'no_change' and coalesce(before.is_reported, false))
        ) as is_effective_base
    from submission
    left join reported_month as before
        on
            submission.reporting_unit_code = before.reporting_unit_code
            and submission.report_month = {{ add_months('before.report_month', 1) }}
),

ordered as (
    select
        *,
        min(submission_order) filter (where is_effective_base) over unit_month as first_base_order,
        max(submission_order) filter (where is_effective_base) over unit_month as last_base_order
    from based
    window unit_month as (partition by reporting_unit_code, report_month)
),

judged as (
    select
        *,
        coalesce(
            is_effective_base
            or (outcome <> 'rejected' and kind = 'correction' and first_base_order < submission_order),
            false
        ) as is_effective
    from ordered
)

select
    {{ all_but(['is_effective_base', 'first_base_order', 'last_base_order'], 'judged') }},
    judged.is_effective and judged.submission_order < judged.last_base_order as is_superseded,
    judged.received_at_local
    > cast({{ add_months('judged.report_month', 1) }} + (setting.cut_off_day - 1) as date)
    + setting.cut_off_time as is_late
from judged
cross join setting
