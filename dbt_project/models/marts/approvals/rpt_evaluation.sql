-- Which projects need an expert evaluation, and which have none (rulebook 15); its rows are in
-- intermediate.rpt_evaluation_member.
with member as (select * from {{ ref('rpt_evaluation_member') }})

select
    report_month,
    project_id,
    reporting_unit_code,
    in_denominator as is_needed,
    evaluated_on,
    result,
    in_numerator as is_missing
from member
where is_published
