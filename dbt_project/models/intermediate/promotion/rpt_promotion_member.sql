{{ config(materialized='view') }}
-- The investments that each leader of the roster promotes, behind rpt_promotion (rulebook 19, 22; readings R67).
with promotion_month as (select * from {{ ref('int_promotion_month') }}),

leader as (select * from {{ ref('stg_leader') }}),

promoted as (
    select
        promotion_month.report_month,
        leader.locality_code,
        leader.leader_post,
        leader.leader_name,
        promotion_month.name_key,
        promotion_month.project_name,
        promotion_month.reporting_unit_code,
        promotion_month.total_investment_wan,
        promotion_month.state,
        promotion_month.submission_id,
        promotion_month.sheet,
        promotion_month.row_number,
        -- Of about the leader's size, and not of a kind that the plan leaves out.
        coalesce(
            {{ whole('promotion_month.total_investment_wan') }} * {{ millionths('1') }}
            >= {{ whole('leader.target_investment_wan') }} * {{ millionths('leader.tolerance') }}
            and not coalesce(promotion_month.is_excluded_kind, false),
            false
        ) as is_of_size
    from promotion_month
    inner join leader
        on
            promotion_month.reporting_unit_code = leader.locality_code
            and {{ text_key('promotion_month.leader_name') }} = {{ text_key('leader.leader_name') }}
            and promotion_month.report_month between leader.effective_from and leader.effective_to
)

select
    {{ all_but(['is_of_size'], 'promoted') }},
    true as in_denominator,
    is_of_size and state in ('signed', 'landed') as in_numerator,
    is_of_size and state in ('planned', 'negotiating') as is_in_progress
from promoted
