{#- How figures are computed, once: ratios, exact ceilings, ranks. -#}

{#- A rate: null where undefined. Scaling by 10,000 makes counts and money whole numbers, so equal fractions give equal doubles. -#}
{% macro ratio(numerator, denominator) -%}
    case
        when {{ denominator }} <> 0
            then cast({{ numerator }} * 10000 as double) / cast({{ denominator }} * 10000 as double)
    end
{%- endmacro %}

{#- ceil(numerator / denominator) of whole numbers, exact. -#}
{% macro ceil_div(numerator, denominator) -%}
    (({{ numerator }}) + ({{ denominator }}) - 1) // ({{ denominator }})
{%- endmacro %}

{#- A target share as millionths, so that thresholds are decided on whole numbers. -#}
{% macro millionths(share) -%}
    cast({{ share }} * 1000000 as bigint)
{%- endmacro %}

{#- Rank, greatest first, null unranked; ties by the pack's rank_method (column `rank_method` must be in scope). -#}
{% macro rank_of(value, partition_by, direction="desc") -%}
    case
        when {{ value }} is null then null
        when rank_method = 'competition'
            then cast(rank() over (partition by {{ partition_by }} order by {{ value }} {{ direction }} nulls last) as integer)
        else cast(dense_rank() over (partition by {{ partition_by }} order by {{ value }} {{ direction }} nulls last) as integer)
    end
{%- endmacro %}

{#- Money in the published precision. -#}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 4))
{%- endmacro %}

{#- A count of the rows that fulfil a condition. -#}
{% macro count_if(condition) -%}
    cast(count(*) filter (where {{ condition }}) as integer)
{%- endmacro %}
