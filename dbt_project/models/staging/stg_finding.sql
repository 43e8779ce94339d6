select
    submission_id,
    finding_number,
    rule_id,
    severity,
    sheet,
    row_number,
    column_letter,
    field,
    raw_value,
    message,
    advice,
    message_en,
    advice_en
from {{ source('raw', 'finding') }}
