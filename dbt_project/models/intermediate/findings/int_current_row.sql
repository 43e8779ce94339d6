-- Rows of the submissions that count now, each in its own month.
-- `is_standing_row`: no later correction replaced it; `is_counted`: its unit is the one that counts.
with row_identity as (select * from {{ ref('int_row_identity') }}),

submission as (select * from {{ ref('int_submission') }}),

effective_row as (select * from {{ ref('int_effective_row') }}),

choice as (select * from {{ ref('int_reporting_unit_choice') }}),

calendar as (select * from {{ ref('int_month') }} where is_published)

select
    row_identity.*,
    effective_row.row_id is not null as is_standing_row,
    coalesce(choice.reporting_unit_code = row_identity.reporting_unit_code, false) as is_counted
from row_identity
inner join submission on row_identity.submission_id = submission.submission_id
inner join calendar on row_identity.report_month = calendar.report_month
left join effective_row
    on
        row_identity.row_id = effective_row.row_id
        and row_identity.report_month = effective_row.report_month
left join choice
    on
        effective_row.project_id = choice.project_id
        and effective_row.report_month = choice.report_month
where
    submission.is_effective
    and not submission.is_superseded
    and submission.kind in ('full', 'correction')
