{#- A light of the policy: `value` against its yellow and red limits, exact where value and limit are whole numbers.
    direction: 'up' when greater is worse (months), 'down' when smaller is worse (deviation). -#}
{% macro light_of(value, yellow_from, yellow_is_inclusive, red_from, red_is_inclusive, direction) -%}
    {%- set beyond = '>' if direction == 'up' else '<' -%}
    case
        when {{ value }} {{ beyond }} {{ red_from }} or ({{ red_is_inclusive }} and {{ value }} = {{ red_from }}) then 'red'
        when {{ value }} {{ beyond }} {{ yellow_from }} or ({{ yellow_is_inclusive }} and {{ value }} = {{ yellow_from }})
            then 'yellow'
    end
{%- endmacro %}

{#- Money or a limit as a whole number of ten-thousandths, wide enough to cross-multiply. -#}
{% macro whole(value) -%}
    cast({{ value }} * 10000 as hugeint)
{%- endmacro %}
