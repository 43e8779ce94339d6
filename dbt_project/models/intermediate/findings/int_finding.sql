-- Every finding, from the files and across them, with its wording.
with landed as (select * from {{ ref('stg_finding') }}),

cross_finding as (select * from {{ ref('int_cross_finding') }}),

finding_rule as (select * from {{ ref('stg_finding_rule') }}),

submission as (select * from {{ ref('int_submission') }}),

row_identity as (select * from {{ ref('int_row_identity') }}),

project_month as (select * from {{ ref('int_project_month') }}),

source_column as (select * from {{ ref('int_source_column') }}),

project_name as (
    select
        project_id,
        max_by(project_name, report_month) as project_name
    from project_month
    group by all
),

-- The words of the catalogue, with what they speak of beside them.
worded as (
    select
        cross_finding.*,
        source_column.column_letter,
        source_column.heading,
        finding_rule.message_zh,
        finding_rule.advice_zh,
        finding_rule.message_en,
        finding_rule.advice_en,
        coalesce(project_name.project_name, cross_finding.project_id) as project_name
    from cross_finding
    left join finding_rule on cross_finding.rule_id = finding_rule.rule_id
    left join project_name on cross_finding.project_id = project_name.project_id
    left join source_column
        on
            cross_finding.submission_id = source_column.submission_id
            and cross_finding.sheet = source_column.sheet
            and cross_finding.field = source_column.field
)

select
    landed.submission_id || '-' || landed.finding_number as finding_id,
    landed.submission_id,
    submission.report_month,
    submission.reporting_unit_code,
    landed.rule_id,
    landed.severity,
    landed.sheet,
    landed.row_number,
    landed.column_letter,
    landed.field,
    row_identity.project_id,
    landed.raw_value,
    landed.message,
    landed.advice,
    landed.message_en,
    landed.advice_en
from landed
inner join submission on landed.submission_id = submission.submission_id
left join row_identity
    on
        landed.submission_id = row_identity.submission_id
        and landed.sheet = row_identity.sheet
        and landed.row_number = row_identity.row_number
union all
select
    md5(
        concat_ws(
            '|',
            worded.rule_id,
            worded.submission_id,
            worded.report_month,
            worded.sheet,
            worded.row_number,
            worded.project_id,
            worded.field,
            worded.list_code
        )
    ) as finding_id,
    worded.submission_id,
    worded.report_month,
    worded.reporting_unit_code,
    worded.rule_id,
    'warning' as severity,
    worded.sheet,
    worded.row_number,
    worded.column_letter,
    worded.field,
    worded.project_id,
    case when worded.field is not null then worded.value end as raw_value,
    {{ filled('worded.message_zh') }} as message,
    {{ filled('worded.advice_zh') }} as advice,
    {{ filled('worded.message_en') }} as message_en,
    {{ filled('worded.advice_en') }} as advice_en
from worded
