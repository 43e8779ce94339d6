{#- Every column of a relation (of the only one, where none is named) but some; engines spell it differently. -#}
{% macro all_but(columns, relation=none) -%}
    {{ relation ~ '.' if relation }}* exclude ({{ columns | join(', ') }})
{%- endmacro %}
