-- Grain month x locality x unmet rule x one of its nearest projects; `none` where no project in reserve could meet it.
with unmet_rule as (select * from {{ ref('int_unmet_rule') }}),

candidate as (select * from {{ ref('int_to_target_candidate') }}),

total as (
    select
        report_month,
        locality_code,
        rule_id,
        cast(count(*) as integer) as candidate_count
    from candidate
    group by all
)

select
    unmet_rule.*,
    coalesce(candidate.project_id, 'none') as project_id,
    candidate.reporting_unit_code,
    coalesce(total.candidate_count, 0) as candidate_count,
    candidate.nearness_rank,
    case
        when total.rule_id is null then 'NONE_IN_RESERVE'
        -- In the order of the alphabet.
        else
            nullif(
                concat_ws(
                    '+',
                    case when candidate.is_approved then 'APPROVED' end,
                    case when candidate.is_fund_won then 'FUNDS_WON' end,
                    case when candidate.is_moved then 'MOVED' end,
                    case when candidate.is_started then 'STARTED' end,
                    case when candidate.is_start_planned then 'START_PLANNED' end
                ),
                ''
            )
    end as why
from unmet_rule
left join total
    on
        unmet_rule.report_month = total.report_month
        and unmet_rule.locality_code = total.locality_code
        and unmet_rule.rule_id = total.rule_id
left join candidate
    on
        unmet_rule.report_month = candidate.report_month
        and unmet_rule.locality_code = candidate.locality_code
        and unmet_rule.rule_id = candidate.rule_id
-- Without the pack's number nothing is named, so nothing is told (R30).
where coalesce(candidate.nearness_rank, 0) <= {{ threshold('nearest_count') }}
