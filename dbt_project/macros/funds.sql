{#- Does a source, or one of a cell's, bring funds from above: one whose winning a report counts (rulebook 6)? The words
    are those of the workbook. -#}
{% macro is_from_above(sources) -%}
    (
        {{ cell_has(sources, "'central_budget'") }}
        or {{ cell_has(sources, "'special_treasury_bond'") }}
        or {{ cell_has(sources, "'special_local_bond'") }}
    )
{%- endmacro %}
