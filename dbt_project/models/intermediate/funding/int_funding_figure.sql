-- Grain month x source x locality: the pool of funds (rulebook 16; readings R61). A row for each source of the pack.
with locality_month as (select * from {{ ref('int_locality_month') }}),

fund_programme as (select * from {{ ref('stg_fund_programme') }}),

member as (select * from {{ ref('rpt_funding_member') }}),

pool as (select distinct fund_source from fund_programme),

total as (
    select
        report_month,
        fund_source,
        locality_code,
        count(*) as row_count,
        {{ count_if('in_denominator') }} as project_count,
        sum(applied_wan) as applied_wan,
        sum(won_wan) as won_wan,
        sum(paid_wan) as paid_wan,
        {{ count_if('is_four_able') }} as four_able_count,
        {{ count_if('is_in_national_library') }} as in_national_library_count
    from member
    group by all
)

select
    locality_month.report_month,
    locality_month.is_published,
    pool.fund_source,
    locality_month.locality_code,
    {{ coverage() }},
    {{ if_reported('coalesce(total.project_count, 0)') }} as project_count,
    {{ if_reported(sum_or_zero('total.applied_wan', 'total.row_count')) }} as applied_wan,
    {{ if_reported(sum_or_zero('total.won_wan', 'total.row_count')) }} as won_wan,
    {{ if_reported(sum_or_zero('total.paid_wan', 'total.row_count')) }} as paid_wan,
    {{ if_reported('coalesce(total.four_able_count, 0)') }} as four_able_count,
    {{ if_reported('coalesce(total.in_national_library_count, 0)') }} as in_national_library_count
from locality_month
cross join pool
left join total
    on
        locality_month.report_month = total.report_month
        and locality_month.locality_code = total.locality_code
        and pool.fund_source = total.fund_source
