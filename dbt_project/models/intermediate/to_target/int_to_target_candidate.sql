-- Grain month x locality x unmet rule x project that could still meet it this year, the nearest first (readings R71).
with unmet_rule as (select * from {{ ref('int_unmet_rule') }}),

project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

fund_won as (select * from {{ ref('int_fund_won') }}),

approval_step as (select * from {{ ref('int_approval_step') }}),

missing as (
    select
        'conversion' as rule_name,
        report_month,
        locality_code,
        scope,
        project_id
    from {{ ref('rpt_conversion_member') }}
    where basis = 'year_to_date' and not in_numerator
    union all
    select
        'readiness' as rule_name,
        report_month,
        locality_code,
        scope,
        project_id
    from {{ ref('rpt_readiness_member') }}
    where not in_numerator
),

all_approved as (
    select
        report_month,
        project_id
    from approval_step
    group by report_month, project_id
    having count(*) filter (where is_required) > 0 and count(*) filter (where is_open) = 0
),

state as (
    select
        project_month.report_month,
        project_month.project_id,
        project_month.reporting_unit_code,
        project_month.submission_id,
        project_month.sheet,
        project_month.row_number,
        project_month.is_started,
        project_month.library <> 'reserve' as is_moved,
        project_month.approved_on is not null or all_approved.project_id is not null as is_approved,
        fund_won.is_fund_won,
        project_month.planned_start_date
    from project_month
    inner join fund_won
        on
            project_month.report_month = fund_won.report_month
            and project_month.project_id = fund_won.project_id
    left join all_approved
        on
            project_month.report_month = all_approved.report_month
            and project_month.project_id = all_approved.project_id
),

-- How near a project is depends on no rule: put in order once, before the rules multiply the rows.
placed as (
    select
        *,
        row_number() over (
            partition by report_month
            order by
                (is_moved or is_started) desc,
                is_approved desc,
                is_fund_won desc,
                planned_start_date asc nulls last,
                project_id asc
        ) as place
    from state
)

select
    unmet_rule.report_month,
    unmet_rule.locality_code,
    unmet_rule.rule_id,
    {{ all_but(['report_month', 'place'], 'placed') }},
    coalesce(placed.planned_start_date <= unmet_rule.due_on, false) as is_start_planned,
    cast(
        row_number() over (
            partition by unmet_rule.report_month, unmet_rule.locality_code, unmet_rule.rule_id
            order by placed.place
        ) as integer
    ) as nearness_rank
from unmet_rule
inner join missing
    on
        unmet_rule.rule_name = missing.rule_name
        and unmet_rule.report_month = missing.report_month
        and unmet_rule.locality_code = missing.locality_code
        and unmet_rule.scope = missing.scope
inner join placed
    on
        missing.report_month = placed.report_month
        and missing.project_id = placed.project_id
