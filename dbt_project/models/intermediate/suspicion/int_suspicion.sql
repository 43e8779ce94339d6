-- Grain month x project x suspicion, with its sentence: what the ledger says, not what it means.
with suspected as (
    select * from {{ ref('int_suspected_amount') }}
    union all
    select * from {{ ref('int_suspected_reentry') }}
),

project_month as (select * from {{ ref('int_project_month') }}),

wording (suspicion_code, evidence, evidence_en) as (
    values
    (
        'PAPER_START',
        '已开工未竣工，连续{value}个月本月完成投资为0。',
        'Started and not completed; the investment of the month has been 0 for {value} months running.'
    ),
    (
        'INVESTMENT_BEFORE_START',
        '没有开工日期，已填报完成投资{value}万元。',
        'Without a start date, an investment of {value} 万元 is reported.'
    ),
    (
        'IDENTICAL_MONTHLY_AMOUNTS',
        '连续{expected}个月本月完成投资同为{value}万元。',
        'The investment of the month has been {value} 万元 for {expected} months running.'
    ),
    (
        'TOTAL_CROSSED_YI',
        '总投资由{expected}万元改为{value}万元，跨过亿元以上项目的界线。',
        'The total investment changed from {expected} to {value} 万元, across the limit of large projects.'
    ),
    (
        'TOTAL_CROSSED_TEN_YI',
        '总投资由{expected}万元改为{value}万元，跨过十亿元以上项目的界线。',
        'The total investment changed from {expected} to {value} 万元, across the limit of the largest projects.'
    ),
    (
        'CUMULATIVE_FELL',
        '累计完成投资由{expected}万元降为{value}万元。',
        'The cumulative investment fell from {expected} to {value} 万元.'
    ),
    (
        'DEADLINE_JUMP',
        '开工时限当月完成投资{value}万元，此前几个月合计{expected}万元。',
        'In the month of its deadline {value} 万元 were invested, in the months before together {expected} 万元.'
    ),
    (
        'REENTERED',
        '本月首次填报；同一单位、同一业主、总投资同为{value}万元的项目“{expected}”已不再填报或已出库。',
        'First reported this month; “{expected}”, of the same unit and owner with the same total of {value} 万元,'
        || ' is no longer reported or has exited.'
    )
)

select
    suspected.report_month,
    suspected.project_id,
    suspected.suspicion_code,
    project_month.reporting_unit_code,
    project_month.is_published,
    replace(replace(wording.evidence, '{value}', suspected.value), '{expected}', coalesce(suspected.expected, ''))
        as evidence,
    replace(replace(wording.evidence_en, '{value}', suspected.value), '{expected}', coalesce(suspected.expected, ''))
        as evidence_en,
    min(suspected.report_month) over (
        partition by suspected.project_id, suspected.suspicion_code
    ) as first_seen
from suspected
inner join project_month
    on
        suspected.report_month = project_month.report_month
        and suspected.project_id = project_month.project_id
inner join wording on suspected.suspicion_code = wording.suspicion_code
