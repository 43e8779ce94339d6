with submission as (select * from {{ ref('int_submission') }})

select
    submission_id,
    sha256,
    file_name,
    reporting_unit_code,
    report_month,
    kind,
    received_at,
    outcome,
    is_late,
    is_effective,
    is_superseded,
    row_count,
    accepted_row_count,
    rejected_row_count,
    skipped_row_count
from submission
