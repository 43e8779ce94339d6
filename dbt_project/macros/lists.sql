{#- A `|`-separated cell of the policy pack holds a value. -#}
{% macro cell_has(cell, value) -%}
    ('|' || {{ cell }} || '|') like ('%|' || {{ value }} || '|%')
{%- endmacro %}
