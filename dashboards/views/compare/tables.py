"""The table of the comparison. A difference of two published figures is all that is reckoned here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dashboards import formats, tables
from dashboards.texts import _
from dashboards.views.compare.load import Figures, Measure, Report


def side_by_side(
    report: Report, here: Figures, there: Figures, *, names: Mapping[str, tuple[str, bool]]
) -> None:
    """A row per locality, three columns per figure: here, there, and the difference."""
    headings = [tables.Heading(text=_("地区"), align="text")]
    for measure in report.measures:
        headings += [
            tables.Heading(text=measure.name, unit=_("前者")),
            tables.Heading(text=measure.name, unit=_("后者")),
            tables.Heading(text=_("差")),
        ]

    def row(code: str) -> tables.Row:
        name, is_total = names[code]
        one, other = here.get(code), there.get(code)
        cells = [tables.Cell(text=name)]
        for measure in report.measures:
            cells += [_figure(measure, one), _figure(measure, other), _difference(measure, one, other)]
        return tables.Row(cells=cells, is_total=is_total)

    # Not every report has a row for every locality.
    codes = [code for code in names if code in here or code in there]
    tables.show_many(headings, codes, row, name=_("对比"), key="compare")


def _figure(measure: Measure, row: dict[str, Any] | None) -> tables.Cell:
    value = None if row is None else row[measure.column]
    missing = formats.not_reported() if row is not None and not row["is_reported"] else None
    if measure.kind == "money":
        return tables.money(value, missing=missing)
    if measure.kind == "rate":
        return tables.percent(value, missing=missing)
    if measure.kind == "other":
        return tables.Cell(text=missing, tone="muted") if missing and value is None else tables.plain(value)
    return tables.count(value, missing=missing)


def _difference(measure: Measure, one: dict[str, Any] | None, other: dict[str, Any] | None) -> tables.Cell:
    values = [None if row is None else row[measure.column] for row in (one, other)]
    if values[0] is None or values[1] is None:
        return tables.Cell(text=formats.undefined(), tone="muted")
    change = Decimal(str(values[0])) - Decimal(str(values[1]))
    # A lower rank is the better one.
    better = -change if measure.kind == "rank" else change
    tone: tables.Tone = "good" if better > 0 else "bad" if better < 0 else "muted"
    if not measure.is_judged and change:
        tone = ""
    if measure.kind == "rate":
        # What is written as no difference is not coloured as one.
        is_seen = formats.rounded(change * 100, 1) != 0
        return tables.Cell(
            text=formats.points(change * 100), tone=tone if is_seen else "muted", value=change * 100
        )
    if change == 0:
        return tables.Cell(text=_("持平"), tone="muted", value=0)
    if measure.kind == "money":
        return tables.Cell(text=formats.signed(change, formats.money), tone=tone, value=change, is_money=True)
    if measure.kind == "rank":
        return tables.Cell(text=f"▲{-change}" if change < 0 else f"▼{change}", tone=tone, value=change)
    written = formats.signed(change, lambda size: f"{formats.rounded(size, 4).normalize():,f}")
    return tables.Cell(text=written, tone=tone, value=change)
