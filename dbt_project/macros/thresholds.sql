{#- Lights of the policy, decided exactly. -#}

{#- The colour of `value` against a light's yellow and red limits, null where neither is reached. `light` names a
    relation with one row of lights.csv. direction: 'up' when greater is worse (months), 'down' when smaller is
    (deviation). With `per`, value and limits are fractions of it, compared as whole ten-thousandths. -#}
{% macro light_of(value, light, direction, per=none) -%}
    case
        when {{ is_beyond(value, light, 'red', direction, per) }} then 'red'
        when {{ is_beyond(value, light, 'yellow', direction, per) }} then 'yellow'
    end
{%- endmacro %}

{#- Has `value` reached the limit of a colour? -#}
{% macro is_beyond(value, light, colour, direction, per) -%}
    {%- set limit = light ~ '.' ~ colour ~ '_from' -%}
    {%- set limit = whole(limit) ~ ' * ' ~ per if per else limit -%}
    ({{ value }} {{ '>' if direction == 'up' else '<' }} {{ limit }}
    or ({{ light }}.{{ colour }}_is_inclusive and {{ value }} = {{ limit }}))
{%- endmacro %}

{#- Money or a limit as a whole number of ten-thousandths, wide enough to cross-multiply. -#}
{% macro whole(value) -%}
    cast({{ value }} * 10000 as hugeint)
{%- endmacro %}
