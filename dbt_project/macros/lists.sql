{#- A `|`-separated cell of the policy pack holds a value. -#}
{% macro cell_has(cell, value) -%}
    contains('|' || {{ cell }} || '|', '|' || {{ value }} || '|')
{%- endmacro %}
