{#- A `|`-separated cell of the policy pack holds a value. -#}
{% macro cell_has(cell, value) -%}
    contains('|' || {{ cell }} || '|', '|' || {{ value }} || '|')
{%- endmacro %}

{#- One row for each value of a cell. -#}
{% macro cell_values(cell) -%}
    unnest(string_split({{ cell }}, '|'))
{%- endmacro %}

{#- A text, or null, as a literal. -#}
{% macro quoted(text) -%}
    {{ 'null' if text is none or text is not defined else "'" ~ (text | string | replace("'", "''")) ~ "'" }}
{%- endmacro %}
