{#- The sheets beside the ledger: what makes two of their rows the same (rulebook 2; readings R55). -#}

{#- A text as it is compared: without blanks, and blank where there is none. -#}
{% macro text_key(column) -%}
    coalesce(replace(replace(replace({{ column }}, ' ', ''), '　', ''), chr(10), ''), '')
{%- endmacro %}

{#- A day, year or code as part of a key. -#}
{% macro value_key(column) -%}
    coalesce(cast({{ column }} as varchar), '')
{%- endmacro %}
