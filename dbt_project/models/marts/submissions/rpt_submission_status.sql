-- Did each unit's report of the month arrive, in time, and clean? (readings R19)
with submission_status as (select * from {{ ref('int_submission_status') }})

select
    report_month,
    reporting_unit_code,
    is_reported,
    received_at,
    is_late,
    submission_count,
    correction_count,
    error_count,
    warning_count,
    is_first_pass
from submission_status
where is_published
