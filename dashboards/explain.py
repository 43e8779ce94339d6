"""From a published figure to the rows behind it, each with file, sheet, row and cell it was read from (rulebook 22).

Belongs here: reading `marts.meta_figure`, which says how each figure comes from its report's member view, and following
it; the command line and the pages use it alike, and it loads no Streamlit. Does not belong here: how any figure is
made (`config.meta.figure` beside the column in dbt), and how rows are shown.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import polars as pl

Value = str | int | float | bool | date | datetime | Decimal | None
# Runs one SELECT, `$name` standing for a parameter.
Query = Callable[[str, Mapping[str, str]], pl.DataFrame]
Kind = Literal["count", "sum", "field", "formula", "rank", "change", "units", "policy"]
Refusal = Literal["not_a_figure", "unknown_table", "missing_key", "unknown_key", "no_row", "several_rows"]

_MONTH = re.compile(r"\d{4}-\d{2}")
_PARAMETER = re.compile(r"\$(\w+)")
# What a part says that is a figure of another report.
_BORROWED = "figure"
_WORD = re.compile(r"(?:city\.)?\b[a-z][a-z0-9_]*\b")
MEMBER_COLUMNS = (
    "project_id",
    "project_name",
    "amount",
    "row_month",
    "file_name",
    "sheet",
    "row_number",
    "cell",
    "findings",
    "submission_id",
)


# Column -> its type, and the columns of a member view that it may be, the likeliest first.
_OWN_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "project_id": ("varchar", ("project_id",)),
    "member_name": ("varchar", ("project_name", "parcel", "item")),
    "row_month": ("date", ("row_month", "report_month")),
    "submission_id": ("varchar", ("submission_id",)),
    "sheet": ("varchar", ("sheet",)),
    "row_number": ("integer", ("row_number",)),
}


class ExplainError(Exception):
    """What was asked for is no figure; `detail` names what there is instead."""

    def __init__(self, refusal: Refusal, *, name: str = "", detail: str = "") -> None:
        super().__init__(f"{refusal}: {name} {detail}".strip())
        self.refusal: Refusal = refusal
        self.name = name
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How a column's figures come about: a row of `meta_figure`, or a part of one that has no column of its own."""

    table: str
    column: str
    kind: Kind
    expression: str
    condition: str | None = None
    within: tuple[str, ...] = ()
    direction: str = "desc"
    cell_field: str | None = None
    # What a part that is counted shows of each row; a sum shows what it sums.
    amount: str | None = None
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def member_view(self) -> str:
        """The rows that the report groups."""
        return f"intermediate.{self.table}_member"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One figure and what it is made of.

    `value` is as published, `recomputed` what the rows or parts below give. `members` has MEMBER_COLUMNS, one row
    per row of the member view; `ranked` the localities a rank was given among, best first; `parts` the figures of
    which a formula is made, those of other reports with their own key.
    """

    figure: Figure
    key: Mapping[str, str]
    value: Value
    recomputed: Value
    members: pl.DataFrame
    ranked: pl.DataFrame | None = None
    parts: tuple["Explanation", ...] = ()


def explain(query: Query, *, table: str, column: str, key: Mapping[str, str]) -> Explanation:
    """What stands behind one figure; `key` names every column of the table's key, a month as 2020-07.

    Raises ExplainError where there is no such figure or row.
    """

    def run(sql: str, parameters: Mapping[str, str]) -> pl.DataFrame:
        """DuckDB refuses a parameter that a statement does not name."""
        named = set(_PARAMETER.findall(sql))
        return query(sql, {name: value for name, value in parameters.items() if name in named})

    asked = _Report(run, table).complete(key)
    return _explain(run, _figure(run, table, column), asked)


def figures(query: Query) -> pl.DataFrame:
    """Every figure that can be explained: `table_name`, `column_name`, `kind`, …"""
    return query("select * from marts.meta_figure order by table_name, column_name", {})


class _Report:
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


def _figure(query: Query, table: str, column: str) -> Figure:
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


def _explain(query: Query, figure: Figure, key: Mapping[str, str]) -> Explanation:
    value = _published(query, figure, key)
    match figure.kind:
        case "count" | "sum":
            members = _members(query, figure, key)
            recomputed = members.height if figure.kind == "count" else _sum(members)
            return Explanation(figure=figure, key=key, value=value, recomputed=recomputed, members=members)
        case "units":
            members = _units(query, figure, key)
            return Explanation(
                figure=figure, key=key, value=value, recomputed=members.height, members=members
            )
        case "field":
            members = _own_row(query, figure, key)
            recomputed = members["amount"][0] if members.height else None
            return Explanation(figure=figure, key=key, value=value, recomputed=recomputed, members=members)
        case "rank":
            ranked, recomputed = _ranked(query, figure, key)
            return Explanation(
                figure=figure,
                key=key,
                value=value,
                recomputed=recomputed,
                members=_nobody(),
                ranked=ranked,
            )
        case "formula" | "change" | "policy":
            parts = tuple(_parts(query, figure, key))
            return Explanation(
                figure=figure,
                key=key,
                value=value,
                recomputed=value if figure.kind == "policy" else _by_formula(query, figure, key),
                members=_together(parts),
                parts=parts,
            )


def _where(key: Mapping[str, str], *, of: str = "") -> str:
    """The rows of a key; every column compares as text, so that a key is text throughout."""
    prefix = f"{of}." if of else ""
    return " and ".join(f"cast({prefix}{name} as varchar) = ${name}" for name in key)


def _published(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    if figure.column.startswith("("):  # a part without a column of its own
        return None
    rows = query(f"select {figure.column} as v from marts.{figure.table} where {_where(key)}", key)
    if rows.height != 1:
        refusal: Refusal = "several_rows" if rows.height else "no_row"
        raise ExplainError(refusal, name=figure.table, detail=", ".join(f"{k}={v}" for k, v in key.items()))
    value: Value = rows["v"].item()
    return value


def _members(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    amount = figure.expression if figure.kind == "sum" else figure.amount or "null"
    condition = figure.condition if figure.kind == "sum" else figure.expression
    if figure.within:
        key = {name: key[name] for name in figure.within}
    return _located(
        query,
        f"""
        select {_own_columns(query, figure)}, cast({amount} as decimal(18, 4)) as amount
        from {figure.member_view}
        where {_where(key)} and ({condition or "true"})
        """,
        key=key,
        cell_field=figure.cell_field or "project_name",
    )


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


def _own_row(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    """The project's own row of the month, for a report with a row per project."""
    of_project = {name: key[name] for name in ("report_month", "project_id")}
    return _located(
        query,
        f"""
        select
            project_id, project_name as member_name, report_month as row_month, submission_id, sheet, row_number,
            {figure.expression} as amount
        from marts.fct_project_month
        where {_where(of_project)}
        """,
        key=of_project,
        cell_field=figure.cell_field or figure.expression,
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


def _units(query: Query, figure: Figure, key: Mapping[str, str]) -> pl.DataFrame:
    """The reporting units that a figure of coverage counts, with the submission that each stands on."""
    place = {name: key[name] for name in ("report_month", "locality_code")}
    units = query(
        f"""
        select reporting_unit_code as project_id, locality_name as project_name
        from intermediate.report_unit_member
        inner join marts.dim_locality on reporting_unit_code = dim_locality.locality_code
        where {_where(place, of="report_unit_member")} and {figure.expression}
        order by sort_order
        """,
        place,
    )
    return pl.concat([_nobody(), units], how="diagonal_relaxed")


def _ranked(query: Query, figure: Figure, key: Mapping[str, str]) -> tuple[pl.DataFrame, Value]:
    """Who the rank was given among, the best first, and the rank counted anew by the pack's method."""
    # A report ranks its localities; one without any ranks what its key names last.
    place = "locality_code" if "locality_code" in key else list(key)[-1]
    others = {name: value for name, value in key.items() if name != place}
    ranked = query(
        f"""
        with place as (
            select
                report.{place} as locality_code,
                coalesce(dim_locality.locality_name, report.{place}) as locality_name,
                dim_locality.tier,
                {figure.expression} as value,
                report.{figure.column} as rank
            from marts.{figure.table} as report
            left join marts.dim_locality as dim_locality on report.{place} = dim_locality.locality_code
            where {_where(others, of="report")}
                and not coalesce(is_tier_total or is_city_total, false)
            order by sort_order nulls last, locality_code
        )

        select * from place
        where {"tier = (select tier from place where locality_code = $own)" if figure.within else "true"}
        order by rank nulls last
        """,
        dict(key) | {"own": key[place]},
    )
    own = ranked.filter(pl.col("locality_code") == key[place])
    if own.is_empty() or own["value"].item() is None:
        return ranked, None
    mine, values = own["value"].item(), ranked["value"].drop_nulls()
    better = values.filter(values > mine if figure.direction == "desc" else values < mine)
    method = query("select rank_method from staging.stg_setting", {})
    return ranked, 1 + (len(better) if method["rank_method"][0] == "competition" else better.n_unique())


def _names(figure: Figure) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(figure.expression)))


def _parts(query: Query, figure: Figure, key: Mapping[str, str]) -> Iterator[Explanation]:
    """What a formula is made of: columns of the report, of its city row, and parts of its own."""
    sql = "select column_name from marts.meta_figure where table_name = $table"
    columns = set(query(sql, {"table": figure.table})["column_name"])
    for name in dict.fromkeys([*_names(figure), *figure.parts]):
        if name in figure.parts:
            borrowed = _borrowed(query, figure, name, key)
            if borrowed is not None:
                yield _explain(query, *borrowed)
            elif _BORROWED not in figure.parts[name]:
                yield _explain(query, _part(figure, name), key)
        elif name in columns and name != figure.column:
            yield _explain(query, _figure(query, figure.table, name), key)
        elif name.startswith("city.") and name.removeprefix("city.") in columns:
            city = dict(key) | {"locality_code": _city(query)}
            yield _explain(query, _figure(query, figure.table, name.removeprefix("city.")), city)


def _part(figure: Figure, name: str) -> Figure:
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


def _borrowed(
    query: Query, figure: Figure, name: str, key: Mapping[str, str]
) -> tuple[Figure, dict[str, str]] | None:
    """The figure of another report that a part takes over, with its key there; None where this row takes over none.

    A column of that key is the report's own of that name, unless the part says it by an expression.
    """
    said = figure.parts[name]
    if _BORROWED not in said:
        return None
    table, _, column = said[_BORROWED].partition(".")
    names = _Report(query, table).key
    cells = ", ".join(f"cast({said.get(name, f'report.{name}')} as varchar) as {name}" for name in names)
    there = query(
        f"""
        with place as (
            select {cells} from marts.{figure.table} as report
            where {_where(key, of="report")} and ({said.get("where", "true")})
        )

        select place.* from place
        inner join marts.{table} as other
            on {" and ".join(f"cast(other.{name} as varchar) = place.{name}" for name in names)}
        """,
        key,
    )
    return (_figure(query, table, column), there.row(0, named=True)) if there.height else None


def _city(query: Query) -> str:
    return str(
        query("select locality_code from marts.dim_locality where is_city_total", {})["locality_code"].item()
    )


def _by_formula(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    """The formula over the published row, its city row and its parts."""
    if figure.kind == "change":
        return _change(query, figure, key)
    relations = [f"(select * from marts.{figure.table} where {_where(key)}) as report"]
    parameters = dict(key)
    if "city." in figure.expression:
        others = {name: value for name, value in key.items() if name != "locality_code"}
        parameters["city_code"] = _city(query)
        where = " and ".join(filter(None, [_where(others), "locality_code = $city_code"]))
        relations.append(f"(select * from marts.{figure.table} where {where}) as city")
    own_parts = [name for name, said in figure.parts.items() if _BORROWED not in said]
    if own_parts:
        sums = ", ".join(f"{_aggregate(figure.parts[name])} as {name}" for name in own_parts)
        relations.append(f"(select {sums} from {figure.member_view} where {_where(key)}) as part")
    for name in figure.parts.keys() - set(own_parts):
        relation, values = _borrowed_value(query, figure, name, key)
        relations.append(relation)
        parameters |= values
    # Where a name stands in both rows, the report's own is meant.
    own = re.sub(
        r"(?<![\w.])(" + "|".join(_own_names(query, figure)) + r")\b", r"report.\1", figure.expression
    )
    rows = query(f"select {own} as v from {', '.join(relations)}", parameters)
    return rows["v"].item() if rows.height == 1 else None


def _aggregate(said: Mapping[str, str]) -> str:
    """A part of the report's own member view, in SQL."""
    condition = said.get("where") or said.get("count") or "true"
    return f"{'sum' if 'sum' in said else 'count'}({said.get('sum', '*')}) filter (where {condition})"


def _borrowed_value(
    query: Query, figure: Figure, name: str, key: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """A part of another report as a relation of one row, with its parameters; null where the row takes over none."""
    found = _borrowed(query, figure, name, key)
    if found is None:
        return f"(select null as {name}) as borrowed_{name}", {}
    other, there = found
    where = " and ".join(f"cast({column} as varchar) = ${name}_{column}" for column in there)
    relation = f"(select {other.column} as {name} from marts.{other.table} where {where}) as borrowed_{name}"
    return relation, {f"{name}_{column}": value for column, value in there.items()}


def _own_names(query: Query, figure: Figure) -> list[str]:
    sql = "select column_name from information_schema.columns where table_schema = 'marts' and table_name = $table"
    names = set(query(sql, {"table": figure.table})["column_name"]) - figure.parts.keys()
    return sorted(names, key=len, reverse=True)


def _change(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    """Places risen: the rank of the month before, less this one."""
    rows = query(
        f"""
        select before.{figure.expression} - this.{figure.expression} as v
        from (select * from marts.{figure.table} where {_where(key)}) as this
        inner join marts.{figure.table} as before
            on this.report_month = cast(before.report_month + interval 1 month as date)
            and {" and ".join(f"this.{name} = before.{name}" for name in key if name != "report_month")}
        """,
        key,
    )
    return rows["v"].item() if rows.height == 1 else None


def _sum(members: pl.DataFrame) -> Value:
    """A sum over no row is 0; over blanks only it is null (rulebook 0)."""
    amounts = members["amount"].drop_nulls()
    if members.is_empty():
        return Decimal(0)
    total: Value = amounts.sum() if len(amounts) else None
    return total


def _together(parts: tuple[Explanation, ...]) -> pl.DataFrame:
    """The rows behind all parts, each once."""
    rows = pl.concat([_nobody(), *(part.members for part in parts)], how="vertical_relaxed")
    return rows.unique(["project_id", "submission_id", "sheet", "row_number"], maintain_order=True)


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "project_id": pl.String,
            "project_name": pl.String,
            "amount": pl.Decimal(18, 4),
            "row_month": pl.Date,
            "file_name": pl.String,
            "sheet": pl.String,
            "row_number": pl.Int32,
            "cell": pl.String,
            "findings": pl.String,
            "submission_id": pl.String,
        }
    )
