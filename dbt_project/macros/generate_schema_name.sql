{#- Schemas are named as published (staging, intermediate, marts), never prefixed with a target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
