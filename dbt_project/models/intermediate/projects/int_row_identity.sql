-- Which project each ledger row is about (rulebook 3; readings R6).
with ledger_row as (select * from {{ ref('stg_ledger_row') }}),

submission as (select * from {{ ref('int_submission') }}),

project_alias as (select * from {{ ref('stg_project_alias') }}),

keyed_row as (
    select
        ledger_row.row_id,
        ledger_row.submission_id,
        ledger_row.sheet,
        ledger_row.row_number,
        ledger_row.is_accepted,
        ledger_row.project_code,
        ledger_row.name_key,
        submission.reporting_unit_code,
        submission.report_month,
        submission.submission_order,
        ledger_row.is_accepted and submission.outcome <> 'rejected' as is_standing
    from ledger_row
    inner join submission on ledger_row.submission_id = submission.submission_id
),

name_code as (
    {{ name_codes('keyed_row') }}
),

alias_target as (
    {{ alias_targets() }}
),

resolved_row as (
    {{ resolved_rows('keyed_row') }}
),

identified_row as (
    {{ identified_rows('resolved_row') }}
)

select
    *,
    -- Accepted rows of one submission and project, first in the file first; null for refused rows.
    case
        when is_accepted
            then row_number() over (
                partition by submission_id, is_accepted, project_id
                order by sheet, row_number
            )
    end as project_row_order
from identified_row
