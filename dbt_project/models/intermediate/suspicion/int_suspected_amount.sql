-- Grain month x project x suspicion: what a project's own amounts over the months make worth a look (readings R74).
-- `value` and `expected` are what the sentence names. A blank amount is unknown, never 0, and ends a run.
with project_month as (select * from {{ ref('int_project_month') }}),

start_deadline as (select * from {{ ref('int_start_deadline') }}),

beside as (
    select
        *,
        is_started and not is_completed and library = 'construction' and month_investment_wan = 0 as is_quiet,
        case when month_investment_source = 'reported' then month_investment_wan end as reported_wan,
        coalesce(cumulative_investment_wan, ytd_investment_wan, month_investment_wan) as invested_wan,
        lag(total_investment_wan) over by_month as total_before_wan,
        last_value(cumulative_investment_wan ignore nulls) over (
            by_month rows between unbounded preceding and 1 preceding
        ) as cumulative_before_wan
    from project_month
    window by_month as (partition by project_id order by report_month)
),

-- Consecutive months that are alike share a start.
run as (
    select
        *,
        {{ month_index('report_month') }}
        - row_number() over (partition by project_id, is_quiet order by report_month) as quiet_start,
        {{ month_index('report_month') }}
        - row_number() over (partition by project_id, reported_wan order by report_month) as same_start
    from beside
),

counted as (
    select
        *,
        row_number() over (partition by project_id, is_quiet, quiet_start order by report_month) as quiet_count,
        row_number() over (partition by project_id, reported_wan, same_start order by report_month) as same_count
    from run
),

-- The months right before a deadline's, where each has an amount.
before_deadline as (
    select
        this.report_month,
        this.project_id,
        this.month_investment_wan,
        sum(earlier.month_investment_wan) as earlier_wan
    from project_month as this
    inner join project_month as earlier
        on
            this.project_id = earlier.project_id
            and this.report_month > earlier.report_month
            and {{ add_months('this.report_month', '-' ~ threshold('suspicion_jump_months')) }} <= earlier.report_month
    where
        exists (
            select 1
            from start_deadline
            where
                start_deadline.project_id = this.project_id
                and start_deadline.report_month = this.report_month
                and date_trunc('month', start_deadline.deadline) = this.report_month
        )
    group by this.report_month, this.project_id, this.month_investment_wan
    having count(earlier.month_investment_wan) = {{ threshold('suspicion_jump_months') }}
)

select
    'PAPER_START' as suspicion_code,
    report_month,
    project_id,
    cast(quiet_count as varchar) as value,
    null as expected
from counted
where is_quiet and quiet_count >= {{ threshold('suspicion_paper_start_months') }}
union all
select
    'INVESTMENT_BEFORE_START' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('invested_wan') }} as value,
    null as expected
from counted
where not is_started and library <> 'exited' and invested_wan > {{ threshold('suspicion_before_start_wan') }}
union all
select
    'IDENTICAL_MONTHLY_AMOUNTS' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('reported_wan') }} as value,
    cast(same_count as varchar) as expected
from counted
where reported_wan <> 0 and same_count >= {{ threshold('identical_month_count') }}
union all
select
    'TOTAL_CROSSED_YI' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('total_investment_wan') }} as value,
    {{ plain_number('total_before_wan') }} as expected
from counted
where (total_investment_wan >= {{ threshold('yi_wan') }}) <> (total_before_wan >= {{ threshold('yi_wan') }})
union all
select
    'TOTAL_CROSSED_TEN_YI' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('total_investment_wan') }} as value,
    {{ plain_number('total_before_wan') }} as expected
from counted
where (total_investment_wan >= {{ threshold('ten_yi_wan') }}) <> (total_before_wan >= {{ threshold('ten_yi_wan') }})
union all
select
    'CUMULATIVE_FELL' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('cumulative_investment_wan') }} as value,
    {{ plain_number('cumulative_before_wan') }} as expected
from counted
where cumulative_investment_wan < cumulative_before_wan
union all
select
    'DEADLINE_JUMP' as suspicion_code,
    report_month,
    project_id,
    {{ plain_number('month_investment_wan') }} as value,
    {{ plain_number('earlier_wan') }} as expected
from before_deadline
where
    month_investment_wan > 0
    and month_investment_wan * {{ threshold('suspicion_jump_months') }}
    > earlier_wan * {{ threshold('suspicion_jump_ratio') }}
