{#- A `|`-separated cell of the policy pack holds a value. -#}
{% macro cell_has(cell, value) -%}
    contains('|' || {{ cell }} || '|', '|' || {{ value }} || '|')
{%- endmacro %}

{#- One row for each value of a cell. -#}
{% macro cell_values(cell) -%}
    unnest(string_split({{ cell }}, '|'))
{%- endmacro %}
