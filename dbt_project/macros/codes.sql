{#- Does a project code name the region? In its second part where it has the standard shape, else anywhere (R9). -#}
{% macro is_code_of_region(code, region) -%}
    case
        when {{ code }} like '____-______-__-__-______' then substr({{ code }}, 6, 6) = {{ region }}
        else contains({{ code }}, {{ region }})
    end
{%- endmacro %}
