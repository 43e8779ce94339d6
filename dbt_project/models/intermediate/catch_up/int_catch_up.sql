-- Grain month x locality: the gap to last year, and the pace that closes it within the window (rulebook 13; R46).
with figure as (select * from {{ ref('int_investment_figure') }}),

time_window as (select * from {{ ref('int_window_month') }}),

last_year as (select * from {{ ref('int_previous_year') }} where part = 'window_end'),

windowed as (
    select
        figure.*,
        time_window.window_code,
        time_window.days_to_end,
        day(last_day(figure.report_month)) as days_of_month,
        case when figure.is_reported then last_year.previous_year_ytd_investment_wan end as target_wan
    from figure
    left join time_window on figure.report_month = time_window.report_month
    left join last_year
        on
            figure.report_month = last_year.report_month
            and figure.locality_code = last_year.locality_code
),

-- Never below 0, and greatest() passes over nulls.
needed as (
    select
        *,
        case
            when target_wan - ytd_investment_wan is not null then greatest(target_wan - ytd_investment_wan, 0)
        end as needed_wan
    from windowed
)

select
    *,
    previous_year_ytd_investment_wan - ytd_investment_wan as gap_wan,
    {{ per_day('needed_wan', 'days_to_end') }} as daily_pace_needed_wan,
    {{ per_day('month_investment_wan', 'days_of_month') }} as daily_pace_last_month_wan,
    -- Both paces by cross-multiplying, exactly; at the window's end no pace is left.
    case
        when days_to_end > 0
            then {{ whole('month_investment_wan') }} * days_to_end >= {{ whole('needed_wan') }} * days_of_month
    end as is_on_pace
from needed
