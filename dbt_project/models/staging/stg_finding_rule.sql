select
    rule_id,
    severity,
    message_zh,
    advice_zh,
    message_en,
    advice_en
from {{ source('raw', 'finding_rule') }}
