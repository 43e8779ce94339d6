"""An explained figure for people and for machines.

Belongs here: what of an explanation is told, in which order. Does not belong here: finding it (dashboards.explain),
printing (console, cli), and wording (`texts.csv`).
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.explain import ExplainError, Explanation, explain
from orchestration.errors import SankuError, WrongUsageError

if TYPE_CHECKING:
    import polars as pl

    from ingestion.settings import Language


def explained(warehouse: Path, *, figure: str, pairs: list[str]) -> tuple[Explanation, str]:
    """The explanation of TABLE.COLUMN for KEY=VALUE pairs, and the column's description (Chinese, then English)."""
    import duckdb

    table, dot, column = figure.rpartition(".")
    if not dot or not all("=" in pair for pair in pairs):
        raise WrongUsageError("explain_form")
    key = {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in pairs)}
    table = table.removeprefix("marts.")
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def query(sql: str, parameters: Mapping[str, str]) -> "pl.DataFrame":
            frame: pl.DataFrame = connection.sql(sql, params=dict(parameters)).pl()
            return frame

        try:
            found = explain(query, table=table, column=column, key=key)
        except ExplainError as error:
            raise SankuError(f"explain_{error.refusal}", name=error.name, detail=error.detail) from error
        told = query(
            "select comment from duckdb_columns() where schema_name = 'marts' and table_name = $table"
            " and column_name = $column",
            {"table": table, "column": column},
        )
    return found, str(told["comment"].item() or "")


def lines(
    found: Explanation, *, description: str, lang: "Language", text: Callable[..., str]
) -> Iterator[str]:
    """The figure, what it means, and what it is made of, level by level."""
    yield text(
        "explain.figure",
        figure=f"{found.figure.table}.{found.figure.column}",
        where=", ".join(f"{name}={value}" for name, value in found.key.items()),
        value=shown(found.value, text),
    )
    chinese, _, english = description.partition("。")
    yield f"  {english.strip() if lang == 'en' and english else chinese}"
    yield from _made_of(found, text=text, depth=1)


def _made_of(found: Explanation, *, text: Callable[..., str], depth: int) -> Iterator[str]:
    figure = found.figure
    yield "  " * depth + text(
        f"explain.kind.{figure.kind}",
        expression=figure.expression,
        condition=figure.condition or "true",
        count=found.members.height,
        value=shown(found.recomputed, text),
    )
    for part in found.parts:
        of_another = f"{part.figure.table}." if part.figure.table != figure.table else ""
        yield "  " * depth + f"{of_another}{part.figure.column} = {shown(part.recomputed, text)}"
        yield from _made_of(part, text=text, depth=depth + 1)


def shown(value: object, text: Callable[..., str]) -> str:
    """A value; what is undefined says so."""
    return text("explain.undefined") if value is None else str(value)


def document(found: Explanation, *, description: str) -> dict[str, Any]:
    """All of it, for machines."""
    return {
        "table": found.figure.table,
        "column": found.figure.column,
        "key": dict(found.key),
        "description": description,
        "kind": found.figure.kind,
        "expression": found.figure.expression,
        "condition": found.figure.condition,
        "value": found.value,
        "recomputed": found.recomputed,
        "parts": [document(part, description="") for part in found.parts],
        "members": found.members.to_dicts(),
        "ranked": found.ranked.to_dicts() if found.ranked is not None else None,
    }
