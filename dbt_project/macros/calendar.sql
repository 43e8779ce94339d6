{#- Months and days; what differs between engines stays here. -#}

{% macro add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{#- Months since year 0: differences of whole months. -#}
{% macro month_index(day) -%}
    (year({{ day }}) * 12 + month({{ day }}))
{%- endmacro %}

{% macro year_start(day) -%}
    cast(date_trunc('year', {{ day }}) as date)
{%- endmacro %}

{% macro year_end(day) -%}
    cast(date_trunc('year', {{ day }}) + interval 1 year - interval 1 day as date)
{%- endmacro %}

{#- Rows of (report_month) from one month to another, both included. -#}
{% macro month_series(first_month, last_month) -%}
    select cast(unnest(generate_series({{ first_month }}, {{ last_month }}, interval 1 month)) as date) as report_month
{%- endmacro %}

{#- An unknown date is earlier than any day; a date that was never set stays null. -#}
{% macro sortable_date(column) -%}
    case when {{ column }}_source = 'unknown' then date '0001-01-01' else {{ column }} end
{%- endmacro %}

{#- A month as the policy pack writes it: 2020-07. -#}
{% macro month_code(day) -%}
    strftime({{ day }}, '%Y-%m')
{%- endmacro %}

{#- Whole calendar months from one day's month to another's. -#}
{% macro months_between(from_day, to_day) -%}
    ({{ month_index(to_day) }} - {{ month_index(from_day) }})
{%- endmacro %}

{#- Rows of (number): 0, 1, … below a count; none where it is null. -#}
{% macro numbers_below(row_count) -%}
    select unnest(range(cast({{ row_count }} as bigint))) as number
{%- endmacro %}
