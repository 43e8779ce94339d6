-- Grain month x part: the months whose rows a report of the month looks at.
with calendar as (select * from {{ ref('int_month') }}),

time_window as (select * from {{ ref('int_window_month') }})

select
    report_month,
    'this_month' as part,
    report_month as row_month
from calendar
union all
select
    report_month,
    'month_before' as part,
    {{ add_months('report_month', -1) }} as row_month
from calendar
union all
select
    report_month,
    'year_before' as part,
    {{ add_months('report_month', -12) }} as row_month
from calendar
-- Last year's end of the window that the month lies in: what is to be caught up with.
union all
select
    report_month,
    'window_end' as part,
    {{ add_months('last_month', -12) }} as row_month
from time_window
