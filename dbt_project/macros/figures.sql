{#- How figures are computed, once: ratios, exact ceilings, ranks. -#}

{#- A rate: null where undefined. Scaled by 10,000 counts and money are whole numbers, so equal fractions give equal
    doubles. -#}
{% macro ratio(numerator, denominator) -%}
    case
        when ({{ denominator }}) <> 0
            then cast(({{ numerator }}) * {{ ten_thousand() }} as double) / cast(({{ denominator }}) * {{ ten_thousand() }} as double)
    end
{%- endmacro %}

{#- Wide enough that no count overflows. -#}
{% macro ten_thousand() -%}
    cast(10000 as bigint)
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

{#- A sum of money over `count` projects: 0 over none, null where all are blank; `sum` already skips blanks. -#}
{% macro sum_or_zero(sum, count) -%}
    case when coalesce({{ count }}, 0) = 0 then {{ money('0') }} else {{ sum }} end
{%- endmacro %}

{#- Investment of the month and of the month before as `member` has it, of all units and of those that can be compared
    (rulebook 9), with the counts that `month_investments` asks for. -#}
{% macro month_totals() -%}
    {{ count_if("part = 'this_month'") }} as project_count,
    {{ count_if("part = 'month_before'") }} as previous_project_count,
    {{ count_if("part = 'this_month' and is_comparable") }} as comparable_project_count,
    {{ count_if("part = 'month_before' and is_comparable") }} as comparable_previous_project_count,
    sum(month_investment_wan) filter (where part = 'this_month') as month_investment_wan,
    sum(month_investment_wan) filter (where part = 'month_before') as previous_month_investment_wan,
    sum(month_investment_wan) filter (where part = 'this_month' and is_comparable) as comparable_month_investment_wan,
    sum(month_investment_wan) filter (
        where part = 'month_before' and is_comparable
    ) as comparable_previous_month_investment_wan
{%- endmacro %}

{#- The same as published: null where the units did not report, or none can be compared. Relations `locality_month`,
    `before` (the same of the month before) and `total` must be in scope. -#}
{% macro month_investments() -%}
    case when locality_month.is_reported then locality_month.comparable_unit_count end as comparable_unit_count,
    case
        when locality_month.is_reported then {{ sum_or_zero('total.month_investment_wan', 'total.project_count') }}
    end as month_investment_wan,
    case
        when locality_month.is_reported and before.is_reported
            then {{ sum_or_zero('total.previous_month_investment_wan', 'total.previous_project_count') }}
    end as previous_month_investment_wan,
    case
        when locality_month.comparable_unit_count > 0
            then {{ sum_or_zero('total.comparable_month_investment_wan', 'total.comparable_project_count') }}
    end as comparable_month_investment_wan,
    case
        when locality_month.comparable_unit_count > 0
            then {{ sum_or_zero('total.comparable_previous_month_investment_wan', 'total.comparable_previous_project_count') }}
    end as comparable_previous_month_investment_wan
{%- endmacro %}

{#- Places risen against the month before; null where the ranked localities differ (rulebook 5). Relations `ranked` and
    `before` must be in scope. -#}
{% macro rank_change(rank) -%}
    case when ranked.{{ rank }}_set = before.{{ rank }}_set then before.{{ rank }} - ranked.{{ rank }} end
{%- endmacro %}

{#- Who is ranked, as text, to compare two months. -#}
{% macro ranked_set(value, partition_by) -%}
    string_agg(case when {{ value }} is not null then locality_code end, '|' order by locality_code) over (
        partition by {{ partition_by }}
    )
{%- endmacro %}

{#- (this - previous) / previous; null where previous is not above the floor or the month is excluded (rulebook 9).
    Columns report_month, mom_floor_wan and mom_excluded_months must be in scope. -#}
{% macro month_over_month(this, previous) -%}
    case
        when
            {{ previous }} > mom_floor_wan
            and not {{ cell_has('mom_excluded_months', month_code('report_month')) }}
            and not {{ cell_has('mom_excluded_months', 'month(report_month)') }}
            then {{ ratio(this ~ ' - ' ~ previous, previous) }}
    end
{%- endmacro %}

{#- Money as a person writes it: no trailing zeros. -#}
{% macro plain_number(amount) -%}
    rtrim(rtrim(cast({{ amount }} as varchar), '0'), '.')
{%- endmacro %}

{#- Money per day in the published precision, rounded half up on whole numbers; null over no day. -#}
{% macro per_day(amount, days) -%}
    case
        when {{ days }} > 0
            then
                cast(
                    sign({{ amount }}) * ((2 * abs({{ whole(amount) }}) + {{ days }}) // (2 * {{ days }}))
                    / {{ ten_thousand() }} as decimal(18, 4)
                )
    end
{%- endmacro %}

{#- A number of the policy's thresholds.csv; null where the pack has none. -#}
{% macro threshold(key) -%}
    (select max(value) from {{ ref('stg_threshold') }} where key = '{{ key }}')
{%- endmacro %}
