{#- The state of the approval item that a cell of the pack names; of several the first by name. Relation
    `approval_state` must be in scope. -#}
{% macro state_of_items(items) -%}
    min_by(approval_state.state, approval_state.item) filter (where {{ cell_has(items, 'approval_state.item') }})
{%- endmacro %}
