-- Every month that figures exist for: from the first of the pack (or of the data, where older) to the latest reported.
with setting as (select * from {{ ref('stg_setting') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

bounds as (
    select
        any_value(setting.first_report_month) as first_report_month,
        least(any_value(setting.first_report_month), min(unit_month.report_month)) as first_month,
        max(unit_month.report_month) as last_month
    from unit_month
    cross join setting
),

series as ({{ month_series('(select first_month from bounds)', '(select last_month from bounds)') }})

select
    series.report_month,
    last_day(series.report_month) as month_end,
    {{ year_start('series.report_month') }} as year_start,
    series.report_month >= bounds.first_report_month as is_published
from series
cross join bounds
