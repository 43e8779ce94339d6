-- Grain unit x month x project: the row that stands after corrections and no_change (rulebook 2; readings R3, R7).
with unit_month as (select * from {{ ref('int_unit_month') }}),

submission as (select * from {{ ref('int_submission') }}),

ledger_row as (select * from {{ ref('int_row_identity') }}),

contribution as (
    select
        unit_month.reporting_unit_code,
        unit_month.report_month,
        submission.submission_id,
        submission.submission_order,
        submission.report_month as source_month
    from unit_month
    inner join submission
        on
            unit_month.reporting_unit_code = submission.reporting_unit_code
            and submission.report_month between unit_month.root_month and unit_month.report_month
    where
        submission.is_effective
        and not submission.is_superseded
        and submission.kind in ('full', 'correction')
)

select
    contribution.reporting_unit_code,
    contribution.report_month,
    ledger_row.project_id,
    ledger_row.identity_code,
    ledger_row.row_id,
    contribution.source_month,
    contribution.submission_order
from contribution
inner join ledger_row
    on
        contribution.submission_id = ledger_row.submission_id
        and ledger_row.project_row_order = 1
qualify
    row_number() over (
        partition by contribution.reporting_unit_code, contribution.report_month, ledger_row.project_id
        order by contribution.source_month desc, contribution.submission_order desc
    ) = 1
