-- Every finding, from the files and across them, with its wording.
with landed as (select * from {{ ref('stg_finding') }}),

cross_finding as (select * from {{ ref('int_cross_finding') }}),

finding_rule as (select * from {{ ref('stg_finding_rule') }}),

submission as (select * from {{ ref('int_submission') }}),

row_identity as (select * from {{ ref('int_row_identity') }}),

project_month as (select * from {{ ref('int_project_month') }}),

project_name as (
    select
        project_id,
        max_by(project_name, report_month) as project_name
    from project_month
    group by all
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
            cross_finding.rule_id,
            cross_finding.submission_id,
            cross_finding.report_month,
            cross_finding.sheet,
            cross_finding.row_number,
            cross_finding.project_id
        )
    ) as finding_id,
    cross_finding.submission_id,
    cross_finding.report_month,
    cross_finding.reporting_unit_code,
    cross_finding.rule_id,
    'warning' as severity,
    cross_finding.sheet,
    cross_finding.row_number,
    null as column_letter,
    null as field,
    cross_finding.project_id,
    null as raw_value,
    replace(
        finding_rule.message_zh, '{name}', coalesce(project_name.project_name, cross_finding.project_id, '')
    ) as message,
    replace(finding_rule.advice_zh, '{name}', coalesce(project_name.project_name, cross_finding.project_id, '')) as advice,
    replace(
        finding_rule.message_en, '{name}', coalesce(project_name.project_name, cross_finding.project_id, '')
    ) as message_en,
    replace(
        finding_rule.advice_en, '{name}', coalesce(project_name.project_name, cross_finding.project_id, '')
    ) as advice_en
from cross_finding
left join finding_rule on cross_finding.rule_id = finding_rule.rule_id
left join project_name on cross_finding.project_id = project_name.project_id
