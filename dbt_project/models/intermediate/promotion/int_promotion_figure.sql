-- Grain month x leader of the roster, those with nothing too (rulebook 19; readings R67).
with locality_month as (select * from {{ ref('int_locality_month') }}),

leader as (select * from {{ ref('stg_leader') }}),

member as (select * from {{ ref('rpt_promotion_member') }}),

total as (
    select
        report_month,
        locality_code,
        leader_post,
        leader_name,
        {{ count_if('is_in_progress') }} as in_progress_count,
        {{ count_if('in_numerator') }} as qualifying_count
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    locality_month.locality_code,
    leader.leader_post,
    leader.leader_name,
    {{ coverage() }},
    leader.target_investment_wan,
    {{ if_reported('coalesce(total.in_progress_count, 0)') }} as in_progress_count,
    {{ if_reported('coalesce(total.qualifying_count, 0)') }} as qualifying_count,
    {{ if_reported('coalesce(total.qualifying_count, 0) > 0') }} as is_met
from locality_month
inner join leader
    on
        locality_month.locality_code = leader.locality_code
        and locality_month.report_month between leader.effective_from and leader.effective_to
left join total
    on
        locality_month.report_month = total.report_month
        and leader.locality_code = total.locality_code
        and leader.leader_post = total.leader_post
        and leader.leader_name = total.leader_name
