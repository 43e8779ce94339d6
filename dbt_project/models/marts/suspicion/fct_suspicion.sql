-- Too good to be true: what people may want to look at, worded as the ledger says it (readings R73).
with suspicion as (select * from {{ ref('int_suspicion') }})

select
    report_month,
    project_id,
    suspicion_code,
    reporting_unit_code,
    evidence,
    evidence_en,
    first_seen
from suspicion
where is_published
