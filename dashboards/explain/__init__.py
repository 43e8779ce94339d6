"""From a published figure to the rows behind it, each with file, sheet, row and cell it was read from (rulebook 22).

Belongs here: reading `marts.meta_figure`, which says how each figure comes from its report's member view, and following
it; the command line and the pages use it alike, and it loads no Streamlit. Does not belong here: how any figure is
made (`config.meta.figure` beside the column in dbt), and how rows are shown.
"""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from dashboards.explain.asking import BORROWED, Report, borrowed, city_code, figure_of, of_key, part_of
from dashboards.explain.model import (
    MEMBER_COLUMNS,
    ExplainError,
    Explanation,
    Figure,
    Query,
    Refusal,
    Value,
    nobody,
)
from dashboards.explain.recomputing import by_formula, ranked_among, sum_of
from dashboards.explain.rows import member_rows, own_row, unit_rows

__all__ = ["MEMBER_COLUMNS", "ExplainError", "Explanation", "Figure", "Query", "Refusal", "Value", "explain"]

_PARAMETER = re.compile(r"\$(\w+)")
_WORD = re.compile(r"(?:city\.)?\b[a-z][a-z0-9_]*\b")


def explain(query: Query, *, table: str, column: str, key: Mapping[str, str]) -> Explanation:
    """What stands behind one figure; `key` names every column of the table's key, a month as 2020-07.

    Raises ExplainError where there is no such figure or row.
    """

    def run(sql: str, parameters: Mapping[str, str]) -> pl.DataFrame:
        """DuckDB refuses a parameter that a statement does not name."""
        named = set(_PARAMETER.findall(sql))
        return query(sql, {name: value for name, value in parameters.items() if name in named})

    asked = Report(run, table).complete(key)
    return _explain(run, figure_of(run, table, column), asked)


def _explain(query: Query, figure: Figure, key: Mapping[str, str]) -> Explanation:
    value = _published(query, figure, key)
    match figure.kind:
        case "count" | "sum":
            members = member_rows(query, figure, key)
            recomputed = members.height if figure.kind == "count" else sum_of(members)
            return Explanation(figure=figure, key=key, value=value, recomputed=recomputed, members=members)
        case "units":
            members = unit_rows(query, figure, key)
            return Explanation(
                figure=figure, key=key, value=value, recomputed=members.height, members=members
            )
        case "field":
            members = own_row(query, figure, key)
            recomputed = members["amount"][0] if members.height else None
            return Explanation(figure=figure, key=key, value=value, recomputed=recomputed, members=members)
        case "rank":
            ranked, recomputed = ranked_among(query, figure, key)
            return Explanation(
                figure=figure,
                key=key,
                value=value,
                recomputed=recomputed,
                members=nobody(),
                ranked=ranked,
            )
        case "formula" | "change" | "policy":
            parts = tuple(_parts(query, figure, key))
            return Explanation(
                figure=figure,
                key=key,
                value=value,
                recomputed=value if figure.kind == "policy" else by_formula(query, figure, key),
                members=_together(parts),
                parts=parts,
            )


def _published(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    if figure.column.startswith("("):  # a part without a column of its own
        return None
    rows = query(f"select {figure.column} as v from marts.{figure.table} where {of_key(key)}", key)
    if rows.height != 1:
        refusal: Refusal = "several_rows" if rows.height else "no_row"
        raise ExplainError(refusal, name=figure.table, detail=", ".join(f"{k}={v}" for k, v in key.items()))
    value: Value = rows["v"].item()
    return value


def _parts(query: Query, figure: Figure, key: Mapping[str, str]) -> Iterator[Explanation]:
    """What a formula is made of: columns of the report, of its city row, and parts of its own."""
    sql = "select column_name from marts.meta_figure where table_name = $table"
    columns = set(query(sql, {"table": figure.table})["column_name"])
    for name in dict.fromkeys([*_names(figure), *figure.parts]):
        if name in figure.parts:
            taken = borrowed(query, figure, name, key)
            if taken is not None:
                yield _explain(query, *taken)
            elif BORROWED not in figure.parts[name]:
                yield _explain(query, part_of(figure, name), key)
        elif name in columns and name != figure.column:
            yield _explain(query, figure_of(query, figure.table, name), key)
        elif name.startswith("city.") and name.removeprefix("city.") in columns:
            city = dict(key) | {"locality_code": city_code(query)}
            yield _explain(query, figure_of(query, figure.table, name.removeprefix("city.")), city)


def _names(figure: Figure) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(figure.expression)))


def _together(parts: tuple[Explanation, ...]) -> pl.DataFrame:
    """The rows behind all parts, each once."""
    rows = pl.concat([nobody(), *(part.members for part in parts)], how="vertical_relaxed")
    return rows.unique(["project_id", "submission_id", "sheet", "row_number"], maintain_order=True)
