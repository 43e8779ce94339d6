with finding as (select * from {{ ref('int_finding') }})

select
    finding_id,
    submission_id,
    report_month,
    reporting_unit_code,
    rule_id,
    severity,
    sheet,
    row_number,
    column_letter,
    field,
    project_id,
    raw_value,
    message,
    advice,
    message_en,
    advice_en
from finding
