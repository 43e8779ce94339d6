-- Grain month: the window of catching up that the month's last day lies in (rulebook 13); a month outside has no row.
with calendar as (select * from {{ ref('int_month') }}),

time_window as (select * from {{ ref('stg_window') }})

select
    calendar.report_month,
    time_window.window_code,
    cast(date_trunc('month', time_window.ends_on) as date) as last_month,
    cast(time_window.ends_on - calendar.month_end as integer) as days_to_end
from calendar
inner join time_window on calendar.month_end between time_window.starts_on and time_window.ends_on
