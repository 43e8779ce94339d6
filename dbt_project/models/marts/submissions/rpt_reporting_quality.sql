-- How well each unit reported since January: in time, right at once, without corrections (readings R47).
with reporting_quality as (select * from {{ ref('int_reporting_quality') }})

select
    report_month,
    reporting_unit_code,
    due_month_count,
    on_time_count,
    on_time_rate,
    sent_month_count,
    first_pass_count,
    first_pass_rate,
    submission_count,
    correction_count,
    correction_rate,
    score
from reporting_quality
