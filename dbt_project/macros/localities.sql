{#- Whether a locality reported and how many of its units did: what every report by locality carries (readings R15). -#}
{% macro coverage(relation="locality_month") -%}
    {{ relation }}.is_reported,
    {{ relation }}.reported_unit_count,
    {{ relation }}.unit_count
{%- endmacro %}

{#- A figure of a locality: null where nobody reported. `locality_month` must be in scope. -#}
{% macro if_reported(expression) -%}
    case when locality_month.is_reported then {{ expression }} end
{%- endmacro %}
