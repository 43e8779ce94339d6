{#- The values of a published column, as a relation computes them, by month and unit. -#}
{% macro figures(table_name, column_name, relation, unit) -%}
    select
        report_month,
        {{ unit }} as unit,
        '{{ table_name }}' as table_name,
        '{{ column_name }}' as column_name,
        cast({{ column_name }} as double) as figure
    from {{ relation }}
{%- endmacro %}
