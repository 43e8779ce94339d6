"""What a ledger's cells say about the meaning of its columns, and what one column says for another.

Belongs here: headings whose meaning the values decide (投资主体, 开工日期, a bare 累计完成投资), words that belong to
another column, and blanks that another column fills.
Does not belong here: headings that mean one thing (`headings`), single cells (`cells`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from ingestion.contract import load_workbook_contract
from ingestion.feedback.messages import finding
from ingestion.months import last_day
from ingestion.names import has_leading_star
from ingestion.parsing.cells import Context, Reading, read_column, read_dates, read_period, share_of_choices
from ingestion.parsing.headings import Match, heading_key
from ingestion.parsing.items import Items
from ingestion.parsing.layout import Column
from ingestion.parsing.problems import findings_at, read_as

MONTH, YTD, CUMULATIVE, AMBIGUOUS = (
    "month_investment_wan",
    "ytd_investment_wan",
    "cumulative_investment_wan",
    "ambiguous_cumulative_wan",
)
KEY_FLAG = "is_provincial_key"
# 项目类型 and 投资主体 are the investor's kind only where the values say so; else 投资主体 is the owner.
_KIND_BY_VALUES: Mapping[str, str | None] = {"投资主体": "owner", "项目类型": None}
# Headings that do not say whether they are planned or done; the dates under them do.
_PLANNED_BY_VALUES: Mapping[str, str] = {
    "开工日期": "planned_start_date",
    "开工时间": "planned_start_date",
    "竣工日期": "planned_completion_date",
    "竣工时间": "planned_completion_date",
}
_MOST = 0.5
# Any heading that names the field itself is preferred to one that its values make it.
_BY_VALUES = 1_000


def by_values(columns: Sequence[Column], items: pl.DataFrame, *, context: Context) -> list[Column]:
    """The columns with the meaning that their values give them."""
    taken = {column.match.field.name for column in columns if column.match}
    return [_by_values(column, items[column.letter], taken, context) for column in columns]


def _by_values(column: Column, cells: pl.Series, taken: set[str], context: Context) -> Column:
    if column.match is None:
        return column
    key = heading_key(column.heading)
    if key in _KIND_BY_VALUES and column.match.field.name == "investor_kind":
        share = share_of_choices(cells, column.match.field, context=context)
        return column if share is None or share > _MOST else _as(column, _KIND_BY_VALUES[key], taken)
    planned = _PLANNED_BY_VALUES.get(key)
    if planned is not None and planned not in taken and _are_mostly_after(cells, context.month):
        return _as(column, planned, taken)
    return column


def _as(column: Column, name: str | None, taken: set[str]) -> Column:
    if name is None or name in taken:
        return replace(column, match=None)
    field = load_workbook_contract().by_content["ledger"].by_name[name]
    return replace(column, match=Match(field, rank=_BY_VALUES))


def _are_mostly_after(cells: pl.Series, month: date) -> bool:
    dates = read_dates(cells, month=month, is_planned=True).values.drop_nulls()
    return len(dates) > 0 and int((dates > last_day(month)).sum()) > _MOST * len(dates)


def derive(
    items: Items,
    readings: dict[str, Reading],
    values: dict[str, pl.Series],
    sources: dict[str, Column],
) -> list[pl.DataFrame]:
    """Changes `readings`, `values` and `sources` by what one column says for another, and reports it."""
    found = [
        read_as(items, column, name=name)
        for name, column in items.chosen.items()
        if column.match and column.match.rank == _BY_VALUES
    ]
    if "construction_nature" in readings:
        _move_status(items, readings, values)
    if "construction_period" in values:
        _fill_from_period(values, values["construction_period"])
    if "project_name" in values:
        found += _read_stars(items, values)
    if AMBIGUOUS in values and values[AMBIGUOUS].null_count() < len(values[AMBIGUOUS]):
        found.append(_place_cumulative(items, values, sources))
    return found


def _move_status(items: Items, readings: dict[str, Reading], values: dict[str, pl.Series]) -> None:
    """续建, 新开工, 竣工 and 前期 under 建设性质 are no natures but year statuses."""
    nature = readings["construction_nature"]
    # A word of both, as 新建 is, is a nature here.
    found = read_column(
        items.column("construction_nature"), items.field("year_status"), context=items.context
    )
    is_status = nature.values.is_null() & found.values.is_not_null()
    readings["construction_nature"] = Reading(nature.values, nature.problems.set(is_status, None))
    reported = values.get("year_status")
    if reported is None:
        values["year_status"] = found.values.zip_with(is_status, found.values.clear(len(is_status)))
    else:
        values["year_status"] = found.values.zip_with(is_status & reported.is_null(), reported)


def _read_stars(items: Items, values: dict[str, pl.Series]) -> list[pl.DataFrame]:
    """A ☆ before a name marks a provincial key project."""
    names = items.as_typed[items.chosen["project_name"].letter].alias("name").to_frame()
    is_starred = names.select(has_leading_star(pl.col("name"))).to_series().fill_null(False)
    if not is_starred.any():
        return []
    values[KEY_FLAG] = values[KEY_FLAG] | is_starred if KEY_FLAG in values else is_starred
    return [findings_at(items, "project_name", is_starred, rule_id="NAME_MARK")]


def _place_cumulative(items: Items, values: dict[str, pl.Series], sources: dict[str, Column]) -> pl.DataFrame:
    """Gives a bare 累计完成投资 the meaning that the arithmetic of the sheet shows, where it shows one."""
    column = items.chosen[AMBIGUOUS]
    meaning = meaning_of_cumulative(values, month=items.context.month)
    if meaning is None or (meaning in values and values[meaning].null_count() < len(values[meaning])):
        return finding(
            "AMBIGUOUS_CUMULATIVE",
            sheet=items.sheet,
            column_letter=column.letter,
            field=AMBIGUOUS,
            words={"heading": column.heading},
        )
    values[meaning] = values[AMBIGUOUS]
    sources[meaning] = column
    return read_as(items, column, name=meaning)


def meaning_of_cumulative(values: Mapping[str, pl.Series], *, month: date) -> str | None:
    """The field that a bare 累计完成投资 stands for by the arithmetic of rulebook 23; None where none shows."""
    bare, since_start, ytd, of_month = (values.get(name) for name in (AMBIGUOUS, CUMULATIVE, YTD, MONTH))
    if bare is None:
        return None
    if since_start is not None and _never(bare, ">", since_start) and bool((bare < since_start).any()):
        return YTD
    if month.month == 1 and of_month is not None and _never(bare, "!=", of_month):
        return YTD
    if ytd is not None and _never(bare, "<", ytd):
        return CUMULATIVE
    return None


def _never(left: pl.Series, comparison: str, right: pl.Series) -> bool:
    """Whether a comparison holds in no row that has both; False where no row has both."""
    both = left.is_not_null() & right.is_not_null()
    broken = {">": left > right, "<": left < right, "!=": left != right}[comparison]
    return bool(both.any()) and not bool((both & broken).any())


def _fill_from_period(values: dict[str, pl.Series], period: pl.Series) -> None:
    """建设起止年限 fills planned start and completion where they are blank."""
    first, last = read_period(period)
    for name, days in (("planned_start_date", first), ("planned_completion_date", last)):
        values[name] = values[name].zip_with(values[name].is_not_null(), days) if name in values else days
