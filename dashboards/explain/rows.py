"""The rows behind a figure, from its member view, its own project or its units, with file, cell and findings."""

from collections.abc import Mapping

import polars as pl

from dashboards.explain.asking import of_key
from dashboards.explain.model import ExplainError, Figure, Query, nobody

# Column -> its type, and the columns of a member view that it may be, the likeliest first.
_OWN_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "project_id": ("varchar", ("project_id",)),
    "member_name": ("varchar", ("project_name", "parcel", "item")),
    "row_month": ("date", ("row_month", "report_month")),
    "submission_id": ("varchar", ("submission_id",)),
    "sheet": ("varchar", ("sheet",)),
    "row_number": ("integer", ("row_number",)),
}


def member_rows(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    """The rows of the member view that are counted, or whose values are summed."""
    amount = figure.expression if figure.kind == "sum" else figure.amount or "null"
    condition = figure.condition if figure.kind == "sum" else figure.expression
    if figure.within:
        key = {name: key[name] for name in figure.within}
    return _located(
        query,
        f"""
        select {_own_columns(query, figure)}, cast({amount} as decimal(18, 4)) as amount
        from {figure.member_view}
        where {of_key(key)} and ({condition or "true"})
        """,
        key=key,
        cell_field=figure.cell_field or "project_name",
    )


def own_row(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    """The project's own row of the month, for a report with a row per project."""
    of_project = {name: key[name] for name in ("report_month", "project_id")}
    return _located(
        query,
        f"""
        select
            project_id, project_name as member_name, report_month as row_month, submission_id, sheet, row_number,
            {figure.expression} as amount
        from marts.fct_project_month
        where {of_key(of_project)}
        """,
        key=of_project,
        cell_field=figure.cell_field or figure.expression,
    )


def unit_rows(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    """The reporting units that a figure of coverage counts, with the submission that each stands on."""
    place = {name: key[name] for name in ("report_month", "locality_code")}
    units = query(
        f"""
        select reporting_unit_code as project_id, locality_name as project_name
        from intermediate.report_unit_member
        inner join marts.dim_locality on reporting_unit_code = dim_locality.locality_code
        where {of_key(place, of="report_unit_member")} and {figure.expression}
        order by sort_order
        """,
        place,
    )
    return pl.concat([nobody(), units], how="diagonal_relaxed")


def _own_columns(query: Query, figure: Figure) -> str:
    """What a member view says of where its rows come from; rows that are no projects have a name of their own."""
    schema, _, name = figure.member_view.partition(".")
    sql = "select column_name from information_schema.columns where table_schema = $schema and table_name = $name"
    there = set(query(sql, {"schema": schema, "name": name})["column_name"])
    if not there:
        raise ExplainError("not_a_figure", name=figure.member_view)
    return ", ".join(
        f"cast({next((source for source in sources if source in there), 'null')} as {kind}) as {column}"
        for column, (kind, sources) in _OWN_COLUMNS.items()
    )


def _located(query: Query, rows: str, *, key: Mapping[str, str], cell_field: str) -> pl.DataFrame:
    """Rows with their project's name, their file and cell, and the findings on them."""
    return query(
        f"""
        with member as ({rows}),

        finding as (
            select submission_id, sheet, row_number, string_agg(distinct rule_id, '+' order by rule_id) as findings
            from marts.fct_finding
            where row_number is not null
            group by all
        )

        select
            member.project_id,
            coalesce(member.member_name, fct_project_month.project_name, dim_project.project_name) as project_name,
            member.amount,
            member.row_month,
            fct_submission.file_name,
            member.sheet,
            member.row_number,
            fct_source_column.column_letter || member.row_number as cell,
            finding.findings,
            member.submission_id
        from member
        left join marts.dim_project as dim_project on member.project_id = dim_project.project_id
        left join marts.fct_project_month as fct_project_month
            on member.project_id = fct_project_month.project_id
            and member.row_month = fct_project_month.report_month
        left join marts.fct_submission as fct_submission on member.submission_id = fct_submission.submission_id
        left join marts.fct_source_column as fct_source_column
            on member.submission_id = fct_source_column.submission_id
            and member.sheet = fct_source_column.sheet
            and fct_source_column.field = $cell_field
        left join finding
            on member.submission_id = finding.submission_id
            and member.sheet = finding.sheet
            and member.row_number = finding.row_number
        order by member.amount desc nulls last, member.project_id, member.sheet, member.row_number
        """,
        dict(key) | {"cell_field": cell_field},
    )
