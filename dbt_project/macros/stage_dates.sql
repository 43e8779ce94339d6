{#- A library's date in a month: as reported, else the month that first showed it, else unknown (rulebook 4). -#}

{% macro stage_date(is_counting, library) -%}
    case
        when not ({{ is_counting }}) then null
        when {{ library }}_reported is not null then {{ library }}_reported
        when not is_{{ library }}_unknown then {{ library }}_month
    end
{%- endmacro %}

{% macro stage_date_source(is_counting, library) -%}
    case
        when not ({{ is_counting }}) then null
        when {{ library }}_reported is not null then 'reported'
        when {{ library }}_month is null then null
        when is_{{ library }}_unknown then 'unknown'
        else 'observed'
    end
{%- endmacro %}

{#- A date that had come by then; one still ahead is blank (reading R14). -#}
{% macro until(day, last_day) -%}
    case when {{ day }} <= {{ last_day }} then {{ day }} end
{%- endmacro %}
