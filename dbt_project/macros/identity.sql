{#- Which project a row is about (rulebook 3; readings R6): the same for the ledger and for every other sheet. -#}

{#- The codes that a unit and name ever carried in the ledger; only a single one is joined. `relation` has the rows of
    the ledger with is_standing. -#}
{% macro name_codes(relation) -%}
    select
        reporting_unit_code,
        name_key,
        min(project_code) as only_code,
        count(distinct project_code) as code_count
    from {{ relation }}
    where is_standing and project_code is not null
    group by all
{%- endmacro %}

{#- What each alias leads to. Relations `project_alias` and `name_code` must be in scope. -#}
{% macro alias_targets() -%}
    select
        project_alias.reporting_unit_code,
        project_alias.alias_code,
        project_alias.alias_name_key,
        coalesce(
            project_alias.target_code,
            name_code.only_code,
            project_alias.reporting_unit_code || ':' || project_alias.target_name_key
        ) as target_key,
        coalesce(project_alias.target_code, name_code.only_code) as target_code
    from project_alias
    left join name_code
        on
            project_alias.reporting_unit_code = name_code.reporting_unit_code
            and project_alias.target_name_key = name_code.name_key
            and name_code.code_count = 1
{%- endmacro %}

{#- Each row with its own code, or that of its alias or of its name. `keyed_row` has project_code, name_key and
    reporting_unit_code; relations `name_code` and `alias_target` must be in scope. -#}
{% macro resolved_rows(keyed_row) -%}
    select
        {{ keyed_row }}.*,
        coalesce(
            {{ keyed_row }}.project_code,
            {{ keyed_row }}.reporting_unit_code || ':' || {{ keyed_row }}.name_key
        ) as row_key,
        case
            when {{ keyed_row }}.project_code is not null then {{ keyed_row }}.project_code
            when by_name.target_key is not null then by_name.target_code
            when name_code.code_count = 1 then name_code.only_code
        end as joined_code,
        coalesce(
            {{ keyed_row }}.project_code,
            by_name.target_key,
            {{ keyed_row }}.reporting_unit_code || ':' || {{ keyed_row }}.name_key
        ) as named_key,
        {{ keyed_row }}.project_code is null
        and by_name.target_key is null
        and coalesce(name_code.code_count, 0) > 1 as is_code_ambiguous
    from {{ keyed_row }}
    left join alias_target as by_name
        on
            {{ keyed_row }}.project_code is null
            and {{ keyed_row }}.reporting_unit_code = by_name.reporting_unit_code
            and {{ keyed_row }}.name_key = by_name.alias_name_key
    left join name_code
        on
            {{ keyed_row }}.reporting_unit_code = name_code.reporting_unit_code
            and {{ keyed_row }}.name_key = name_code.name_key
{%- endmacro %}

{#- Each resolved row with its project, after aliases of its code. -#}
{% macro identified_rows(resolved_row) -%}
    select
        {{ all_but(['joined_code', 'named_key'], resolved_row) }},
        coalesce(by_code.target_key, {{ resolved_row }}.joined_code, {{ resolved_row }}.named_key) as project_id,
        case
            when by_code.target_key is not null then by_code.target_code
            else {{ resolved_row }}.joined_code
        end as identity_code
    from {{ resolved_row }}
    left join alias_target as by_code
        on
            {{ resolved_row }}.reporting_unit_code = by_code.reporting_unit_code
            and {{ resolved_row }}.joined_code = by_code.alias_code
{%- endmacro %}
