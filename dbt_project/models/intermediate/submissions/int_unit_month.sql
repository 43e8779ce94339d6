-- The months each unit reported, what its rows rest on, and since when it reports.
with submission as (select * from {{ ref('int_submission') }}),

reported as (
    select
        reporting_unit_code,
        report_month,
        max_by(submission_id, submission_order) as base_submission_id,
        max_by(kind, submission_order) as base_kind,
        min(received_at) as received_at,
        min_by(is_late, submission_order) as is_late
    from submission
    where is_effective and kind in ('full', 'no_change')
    group by all
)

select
    *,
    -- A no_change repeats the month before; the chain ends at the last full.
    max(report_month) filter (where base_kind = 'full') over (
        partition by reporting_unit_code
        order by report_month
        rows between unbounded preceding and current row
    ) as root_month,
    min(report_month) over (partition by reporting_unit_code) as first_effective_month
from reported
