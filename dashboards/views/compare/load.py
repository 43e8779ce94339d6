"""What the comparison reads: the same figures of a month from one version and from another.

Which reports are by locality, by what else their rows are told apart, and which columns are figures, the published
file says itself (meta_figure).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from dashboards import dictionary, filters, labels, names
from dashboards.texts import _
from dashboards.warehouse import WAREHOUSE_FILE, Published, Value

Kind = Literal["count", "money", "rate", "rank", "other"]
Figures = dict[str, dict[str, Any]]

# Of reports with many figures those that a reader asks for first.
_MAIN = {
    "rpt_conversion": ("conversion_rate", "converted_count", "reserve_count", "rank"),
    "rpt_investment_rank": ("month_investment_wan", "ytd_investment_wan", "plan_completion_rate", "mom_rank"),
    "rpt_list_rank": ("project_count", "total_investment_wan", "investment_share", "composite_rank"),
}
# A row about a project or a person is no locality's.
_NOT_OF_LOCALITIES = {"project_id", "leader_name"}
_LOCALITY = ("report_month", "locality_code")
# How many units reported is told with every figure; a change of rank is itself a comparison.
_NO_FIGURES = ("units", "change")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A column that is compared, and how it is written."""

    name: str
    column: str
    kind: Kind
    # Whether more is better, or of a rank less: of many a column it cannot be said.
    is_judged: bool


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report by locality: by what else its rows are told apart, and its columns, those asked for first apart."""

    table: str
    name: str
    keys: tuple[str, ...]
    measures: tuple[Measure, ...]
    main: tuple[Measure, ...]


def reports(published: Published) -> dict[str, str]:
    """The reports by locality, code → name, the best known first."""
    rows = published.query(
        "select distinct table_name, report_key from marts.meta_figure order by table_name"
    )
    described = dictionary.tables(published)
    keys = {table: set(key.split("|")) for table, key in rows.iter_rows()}
    found = [
        table
        for table, key in keys.items()
        if key.issuperset(_LOCALITY) and not key & _NOT_OF_LOCALITIES and table in described
    ]
    ordered = sorted(found, key=lambda table: (table not in _MAIN, table))
    return {table.removeprefix("rpt_"): dictionary.short(described[table]) for table in ordered}


def report(published: Published, code: str) -> Report:
    """One of them."""
    table = f"rpt_{code}"
    rows = published.query(
        "select column_name, report_key from marts.meta_figure"
        f" where table_name = $table and kind not in {_NO_FIGURES}",
        table=table,
    )
    key = str(rows["report_key"].item(0)).split("|")
    described = dictionary.columns(published, f"marts.{table}")
    types = _types(published, table)
    words = {column: dictionary.short(described[column]) for column in rows["column_name"]}
    told = Counter(words.values())
    main = _MAIN.get(table, ())
    measures = tuple(
        Measure(
            # Where two begin alike the whole description tells them apart.
            name=words[column] if told[words[column]] == 1 else described[column].rstrip("。."),
            column=column,
            kind=_kind(column, types[column]),
            is_judged=column in main or _kind(column, types[column]) == "rank",
        )
        for column in described
        if column in words
    )
    return Report(
        table=table,
        name=dictionary.short(dictionary.tables(published)[table]),
        keys=tuple(column for column in key if column not in _LOCALITY),
        measures=measures,
        main=tuple(measure for column in main for measure in measures if measure.column == column),
    )


def _types(published: Published, table: str) -> dict[str, str]:
    rows = published.query(
        "select column_name, data_type from information_schema.columns where table_catalog = current_database()"
        " and table_schema = 'marts' and table_name = $table",
        table=table,
    )
    return dict(rows.iter_rows())


def _kind(column: str, data_type: str) -> Kind:
    """Money, rates and ranks are named so in every mart, and a share is the one thing that is a double."""
    if column.endswith("_wan"):
        return "money"
    if "rank" in column.split("_"):
        return "rank"
    if data_type == "DOUBLE":
        return "rate"
    return "count" if data_type == "INTEGER" else "other"


def values(published: Published, table: str, column: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The values of a key of the report where the keys before it have those chosen, each with its word."""
    conditions = " and ".join(["true", *(f"{key}::varchar = ${key}" for key in chosen)])
    asked: dict[str, Value] = dict(chosen)
    rows = published.query(
        f"select distinct {column}::varchar as value from marts.{table} where {conditions}"
        " order by value <> 'all', value",
        **asked,
    )
    of = chosen.get("dimension", column) if column == "value" else column
    pack = {
        "list_code": lambda: {filters.EVERY: _("四张清单合计"), **names.lists(published)},
        "plan_theme": lambda: names.themes(published),
        "planning_type": lambda: names.planning_types(published),
    }
    named = pack[of]() if of in pack else {}
    word = labels.of_column(of)
    return {
        code: _("未填") if code == "none" else named.get(code) or (word(code) if word else None) or code
        for code in rows["value"]
    }


def figures(published: Published, report: Report, month: date, chosen: Mapping[str, str]) -> Figures:
    """Locality → its columns; none where this version lacks the report or one of its columns."""
    columns = [measure.column for measure in report.measures]
    if not set(columns) <= set(published.columns(f"marts.{report.table}")):
        return {}
    conditions = "".join(f" and {key}::varchar = ${key}" for key in chosen)
    asked: dict[str, Value] = dict(chosen)
    rows = published.query(
        f"""
        select locality_code, is_reported, {", ".join(columns)} from marts.{report.table}
        where report_month = $month {conditions}
        """,
        month=month,
        **asked,
    )
    return {row["locality_code"]: row for row in rows.iter_rows(named=True)}


def localities(published: Published) -> dict[str, tuple[str, bool]]:
    """Locality → its name and whether it is a total, city and tiers first."""
    return {
        row["locality_code"]: (row["locality_name"], row["is_city_total"] or row["is_tier_total"])
        for row in filters.localities(published).iter_rows(named=True)
    }


def versions(published: Published) -> list[str]:
    """The versions kept in the data folder, newest first."""
    folders = [path for path in published.folder.parent.iterdir() if not path.is_symlink()]
    kept = {path.name for path in folders if (path / WAREHOUSE_FILE).is_file()}
    return sorted(kept | {published.folder.name}, reverse=True)


def version(published: Published, name: str) -> Published:
    """One of them, for the same reader."""
    return replace(published, folder=published.folder.parent / name)
