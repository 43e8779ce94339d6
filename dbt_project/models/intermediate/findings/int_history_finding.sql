-- What is wrong with a counted row beside earlier months of its project, a register, or the rule of priority projects
-- (rulebook 23; readings R30, R50, R82).
with current_row as (select * from {{ ref('int_current_row') }} where is_standing_row and is_counted),

counted_row as (select * from {{ ref('int_counted_row') }}),

ledger_row as (select * from {{ ref('stg_ledger_row') }}),

list as (select * from {{ ref('stg_list') }}),

list_register as (select * from {{ ref('int_list_register') }}),

priority_progress as (select * from {{ ref('int_priority_progress') }}),

amount as (
    select
        *,
        case when month_investment_source = 'reported' then month_investment_wan end as reported_month_wan,
        last_value(ytd_investment_wan ignore nulls) over (
            partition by project_id, year(report_month)
            order by report_month
            rows between unbounded preceding and 1 preceding
        ) as ytd_said_wan,
        lag(total_investment_wan) over (partition by project_id order by report_month) as total_said_wan,
        last_value(total_investment_wan ignore nulls) over (
            partition by project_id
            order by report_month
            rows between unbounded preceding and 1 preceding
        ) as total_last_said_wan,
        last_value(annual_plan_wan ignore nulls) over (
            partition by project_id, year(report_month)
            order by report_month
            rows between unbounded preceding and 1 preceding
        ) as plan_last_said_wan
    from counted_row
),

-- Consecutive months that report the same amount share a run.
run as (
    select
        *,
        {{ month_index('report_month') }}
        - row_number() over (partition by project_id, reported_month_wan order by report_month) as run_start
    from amount
),

history as (
    select
        *,
        row_number() over (partition by project_id, reported_month_wan, run_start order by report_month) as run_length
    from run
),

standing as (
    select
        history.*,
        current_row.submission_id,
        ledger_row.is_provincial_leader,
        ledger_row.is_provincial_key,
        ledger_row.is_municipal_key,
        ledger_row.is_annual_priority
    from history
    inner join current_row on history.row_id = current_row.row_id and history.report_month = current_row.report_month
    inner join ledger_row on history.row_id = ledger_row.row_id
),

flagged as (
    select
        standing.*,
        list.list_code,
        list.flag_field,
        case list.flag_field
            when 'is_provincial_leader' then standing.is_provincial_leader
            when 'is_provincial_key' then standing.is_provincial_key
            when 'is_municipal_key' then standing.is_municipal_key
            when 'is_annual_priority' then standing.is_annual_priority
        end as is_flagged,
        list_register.project_id is not null as is_registered
    from standing
    inner join list on list.flag_field is not null
    left join list_register
        on
            list.list_code = list_register.list_code
            and year(standing.report_month) = list_register.year
            and standing.project_id = list_register.project_id
    where
        exists (
            select 1
            from list_register as covered
            where covered.list_code = list.list_code and covered.year = year(standing.report_month)
        )
),

-- The figures whose unit is compared with what the project said before.
figure as (
    select
        row_id,
        'total_investment_wan' as field,
        total_investment_wan as amount_wan,
        total_last_said_wan as said_wan
    from standing
    union all
    select
        row_id,
        'annual_plan_wan' as field,
        annual_plan_wan as amount_wan,
        plan_last_said_wan as said_wan
    from standing
    union all
    select
        row_id,
        'ytd_investment_wan' as field,
        ytd_investment_wan as amount_wan,
        ytd_said_wan as said_wan
    from standing
),

finding as (
    select
        'MONTH_YTD_MISMATCH' as rule_id,
        row_id,
        'month_investment_wan' as field,
        {{ plain_number('reported_month_wan') }} as value,
        {{ plain_number('ytd_investment_wan - ytd_before_wan') }} as expected,
        null as list_code
    from standing
    where
        abs(reported_month_wan - (ytd_investment_wan - ytd_before_wan))
        > {{ threshold('month_ytd_mismatch_wan') }}
        and abs(reported_month_wan - (ytd_investment_wan - ytd_before_wan))
        > {{ threshold('month_ytd_mismatch_share') }} * abs(reported_month_wan)
    union all
    select
        'YTD_DECREASED' as rule_id,
        row_id,
        'ytd_investment_wan' as field,
        {{ plain_number('ytd_investment_wan') }} as value,
        {{ plain_number('ytd_said_wan') }} as expected,
        null as list_code
    from standing
    where ytd_investment_wan < ytd_said_wan
    union all
    select
        'TOTAL_JUMPED_OVER_10YI' as rule_id,
        row_id,
        'total_investment_wan' as field,
        {{ plain_number('total_investment_wan') }} as value,
        {{ plain_number('total_said_wan') }} as expected,
        null as list_code
    from standing
    where total_said_wan < {{ threshold('ten_yi_wan') }} and total_investment_wan >= {{ threshold('ten_yi_wan') }}
    union all
    select
        'IDENTICAL_MONTHLY_AMOUNTS' as rule_id,
        row_id,
        'month_investment_wan' as field,
        {{ plain_number('reported_month_wan') }} as value,
        null as expected,
        null as list_code
    from standing
    where reported_month_wan <> 0 and run_length >= {{ threshold('identical_month_count') }}
    union all
    -- About so many times what was said before, or a so-manieth of it: 元 or 亿元 may have been taken for 万元.
    select
        'UNIT_SUSPECT' as rule_id,
        row_id,
        field,
        {{ plain_number('amount_wan') }} as value,
        {{ plain_number('said_wan') }} as expected,
        null as list_code
    from figure
    where
        amount_wan > 0
        and said_wan > 0
        and {{ whole('greatest(amount_wan, said_wan)') }} * 3
        >= {{ whole('least(amount_wan, said_wan)') }} * cast({{ threshold('unit_suspect_ratio') }} as hugeint)
    union all
    select
        'LIST_FLAG_DIFFERS' as rule_id,
        row_id,
        flag_field as field,
        case when is_flagged then '是' else '否' end as value,
        null as expected,
        list_code
    from flagged
    where is_flagged <> is_registered
    union all
    select
        'NO_LEADER' as rule_id,
        standing.row_id,
        'leader_in_charge' as field,
        null as value,
        null as expected,
        null as list_code
    from standing
    inner join priority_progress
        on
            standing.report_month = priority_progress.report_month
            and standing.project_id = priority_progress.project_id
    where priority_progress.leader_in_charge is null
)

select * from finding
