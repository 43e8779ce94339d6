"""What is asked for: a report's key in full, and how the figure comes about as `marts.meta_figure` has it."""

import json
import re
from collections.abc import Mapping

from dashboards.explain.model import ExplainError, Figure, Kind, Query

_MONTH = re.compile(r"\d{4}-\d{2}")
# What a part says that is a figure of another report.
BORROWED = "figure"


class Report:
    """A report's key, as its member view and `meta_figure` name it."""

    def __init__(self, query: Query, table: str) -> None:
        self._query = query
        self._table = table
        found = query(
            "select report_key from marts.meta_figure where table_name = $table limit 1", {"table": table}
        )
        if found.is_empty():
            known = query("select distinct table_name from marts.meta_figure order by all", {})
            raise ExplainError("unknown_table", name=table, detail=", ".join(known["table_name"]))
        self.key: list[str] = found["report_key"].item().split("|")

    def complete(self, given: Mapping[str, str]) -> dict[str, str]:
        """The key in full: a month as its first day, a locality by its name too, the latest month by default."""
        for name in given:
            if name not in self.key:
                raise ExplainError("unknown_key", name=name, detail=", ".join(self.key))
        key = dict(given)
        if "report_month" in self.key and "report_month" not in key:
            latest = self._query(
                f"select cast(max(report_month) as varchar) as m from marts.{self._table}", {}
            )
            key["report_month"] = str(latest["m"].item())
        missing = [name for name in self.key if name not in key]
        if missing:
            raise ExplainError("missing_key", name=", ".join(missing), detail=self._values(missing[0]))
        for name, value in key.items():
            if _MONTH.fullmatch(value):
                key[name] = f"{value}-01"
            elif name == "locality_code":
                key[name] = self._locality(value)
        return {name: key[name] for name in self.key}

    def _locality(self, value: str) -> str:
        sql = "select locality_code from marts.dim_locality where $value in (locality_code, locality_name)"
        found = self._query(sql, {"value": value})
        return value if found.is_empty() else str(found["locality_code"][0])

    def _values(self, name: str) -> str:
        sql = f"select distinct cast({name} as varchar) as v from marts.{self._table} order by all limit 20"
        return ", ".join(str(value) for value in self._query(sql, {})["v"])


def figure_of(query: Query, table: str, column: str) -> Figure:
    """How a column's figures come about; raises ExplainError where the column is no figure."""
    sql = "select * from marts.meta_figure where table_name = $table"
    rows = {row["column_name"]: row for row in query(sql, {"table": table}).iter_rows(named=True)}
    if column not in rows:
        raise ExplainError("not_a_figure", name=f"{table}.{column}", detail=", ".join(sorted(rows)))
    row = rows[column]
    return Figure(
        table=table,
        column=column,
        kind=row["kind"],
        expression=row["expression"],
        condition=row["condition"],
        within=tuple((row["within"] or "").split("|")) if row["within"] else (),
        direction=row["direction"] or "desc",
        cell_field=row["cell_field"],
        parts=json.loads(row["parts"] or "{}"),
    )


def part_of(figure: Figure, name: str) -> Figure:
    """A part of a formula that has no column, as a figure of the same report."""
    said = figure.parts[name]
    kind: Kind = "sum" if "sum" in said else "count"
    return Figure(
        table=figure.table,
        column=f"({name})",
        kind=kind,
        expression=said[kind],
        condition=said.get("where"),
        cell_field=said.get("cell"),
        amount=said.get("amount"),
    )


def borrowed(
    query: Query, figure: Figure, name: str, key: Mapping[str, str]
) -> tuple[Figure, dict[str, str]] | None:
    """The figure of another report that a part takes over, with its key there; None where this row takes over none.

    A column of that key is the report's own of that name, unless the part says it by an expression.
    """
    said = figure.parts[name]
    if BORROWED not in said:
        return None
    table, _, column = said[BORROWED].partition(".")
    names = Report(query, table).key
    cells = ", ".join(f"cast({said.get(name, f'report.{name}')} as varchar) as {name}" for name in names)
    there = query(
        f"""
        with place as (
            select {cells} from marts.{figure.table} as report
            where {of_key(key, of="report")} and ({said.get("where", "true")})
        )

        select place.* from place
        inner join marts.{table} as other
            on {" and ".join(f"cast(other.{name} as varchar) = place.{name}" for name in names)}
        """,
        key,
    )
    return (figure_of(query, table, column), there.row(0, named=True)) if there.height else None


def city_code(query: Query) -> str:
    """The locality that is the whole city."""
    return str(
        query("select locality_code from marts.dim_locality where is_city_total", {})["locality_code"].item()
    )


def of_key(key: Mapping[str, str], *, of: str = "") -> str:
    """The rows of a key; every column compares as text, so that a key is text throughout."""
    prefix = f"{of}." if of else ""
    return " and ".join(f"cast({prefix}{name} as varchar) = ${name}" for name in key)
