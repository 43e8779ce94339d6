-- How each figure of a report comes from rows: what stands as `figure` beside the column's description, one row each.
{%- set kinds = ('count', 'sum', 'field', 'formula', 'rank', 'change', 'units', 'policy') %}
{%- set figures = [] %}
{%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
    {%- for column in node.columns.values() if column.config.meta.figure is defined %}
        {%- for kind in kinds if kind in column.config.meta.figure %}
            {%- do figures.append((node.name, column.name, kind, column.config.meta.figure, node.config.meta.key)) %}
        {%- endfor %}
    {%- endfor %}
{%- endfor %}
with
figure (
    table_name, column_name, report_key, kind, expression, condition, within, direction, cell_field, parts
) as (
    values
    {%- for table, column, kind, figure, key in figures | sort(attribute='0,1') %}
    (
        '{{ table }}',
        '{{ column }}',
        '{{ key | join("|") }}',
        '{{ kind }}',
        {{ quoted(figure[kind]) }},
        {{ quoted(figure.where) }},
        {{ quoted(figure.within) }},
        {{ quoted(figure.direction) }},
        {{ quoted(figure.cell) }},
        {{ quoted(tojson(figure.of) if figure.of is defined else none) }}
    ),
    {%- endfor %}
    (null, null, null, null, null, null, null, null, null, null)
)

select
    cast(table_name as varchar) as table_name,
    cast(column_name as varchar) as column_name,
    cast(report_key as varchar) as report_key,
    cast(kind as varchar) as kind,
    cast(expression as varchar) as expression,
    cast(condition as varchar) as condition,
    cast(within as varchar) as within,
    cast(direction as varchar) as direction,
    cast(cell_field as varchar) as cell_field,
    cast(parts as varchar) as parts
from figure
where table_name is not null
