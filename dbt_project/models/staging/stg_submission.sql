select
    submission_id,
    sha256,
    file_name,
    reporting_unit_code,
    report_month,
    kind,
    received_at,
    received_at_local,
    outcome,
    row_count,
    accepted_row_count,
    rejected_row_count,
    skipped_row_count,
    row_number() over (order by received_at, submission_id) as submission_order
from {{ source('raw', 'submission') }}
