"""Compares 合计, 小计 and group rows with the items they add up.

Belongs here: which items a total row speaks of, and whether its figure is their sum.
Does not belong here: telling which rows are totals (`layout`).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

import polars as pl

from ingestion.contract import CellType
from ingestion.feedback.messages import finding
from ingestion.parsing.cells import Reading, read_column
from ingestion.parsing.headings import MONEY_UNITS
from ingestion.parsing.items import Items
from ingestion.parsing.layout import Column, folded
from ingestion.readers.model import ROW_NUMBER

_DECIMALS = re.compile(r"\d\.(\d+)")
_OWN_UNIT = re.compile("(" + "|".join(sorted(MONEY_UNITS, key=len, reverse=True)) + ")$")


# How high a line stands: 合计 over 一、 over （一） over 小计.
_GRAND, _GROUP, _SUBGROUP, _SUBTOTAL = range(4)


@dataclass(frozen=True)
class _Line:
    """A total or group row, and the runs of items (from, to) that it may speak of, the likeliest first."""

    row_number: int
    name: str
    runs: tuple[tuple[int, int], ...]


def total_findings(
    items: Items, reasons: pl.Series, readings: Mapping[str, Reading]
) -> Iterator[pl.DataFrame]:
    """A finding for each figure of a total row that is the sum of none of the runs of items it may speak of."""
    is_line = reasons.is_in(["total", "group"]).fill_null(False)
    if not is_line.any():
        return
    body = items.table.body
    lines = _lines(body.select(ROW_NUMBER, *items.table.letters), reasons)
    for name, reading in readings.items():
        column = items.chosen.get(name)
        if column is None or column.match is None or column.match.field.type is not CellType.MONEY:
            continue
        # Where an item cannot be read, its sum is not known, and that is told already.
        if reading.has_problems or reading.values.null_count() == len(reading.values):
            continue
        unit = column.match.unit or items.table.money_unit or column.match.field.unit or ""
        typed = body.filter(is_line)[column.letter]
        stated = read_column(typed, column.match.field, context=items.context, unit=unit).values
        sums = list(accumulate(reading.values.fill_null(Decimal(0)).to_list(), initial=Decimal(0)))
        for line, text, total in zip(lines, typed.to_list(), stated.to_list(), strict=True):
            if total is None:
                continue
            expected = [sums[end] - sums[start] for start, end in line.runs]
            if all(abs(total - run) > _half_a_place(text, unit) for run in expected):
                yield _differs(items, column, line, text=text, expected=expected[0])


def _lines(body: pl.DataFrame, reasons: pl.Series) -> list[_Line]:
    """The total and group rows in order, each with the runs of items it may speak of."""
    first = body.select(folded(pl.coalesce(body.columns[1:]))).to_series().to_list()
    names = body.select(pl.coalesce(body.columns[1:])).to_series().to_list()
    item_count = 0
    found: list[tuple[int, str, int, int]] = []  # row number, name, height, items above
    for row, reason, label, name in zip(body[ROW_NUMBER], reasons, first, names, strict=True):
        if reason is None:
            item_count += 1
        elif reason in ("total", "group"):
            found.append((row, name, _height(reason, label), item_count))
    lines = []
    for place, (row, name, height, above) in enumerate(found):
        since = next((line[3] for line in reversed(found[:place]) if line[2] <= height), 0)
        until = next((line[3] for line in found[place + 1 :] if line[2] <= height), item_count)
        everything, before, after = (0, item_count), (since, above), (above, until)
        nearby = (before, after) if height == _SUBTOTAL and since < above else (after, before)
        lines.append(_Line(row, name, (everything, *nearby) if height == _GRAND else nearby))
    return lines


def _height(reason: str, label: str) -> int:
    if reason == "group":
        return _SUBGROUP if label.startswith("(") else _GROUP
    return _SUBTOTAL if "小计" in label else _GRAND


def _half_a_place(text: str, unit: str) -> Decimal:
    """Half of the last decimal place of a figure as typed, in 万元: a total that is rounded is no wrong total."""
    normal = unicodedata.normalize("NFKC", text)
    decimals = _DECIMALS.search(normal)
    own = _OWN_UNIT.search(normal)
    exponent = MONEY_UNITS[own[1] if own else unit]
    return Decimal(5).scaleb(exponent - (len(decimals[1]) if decimals else 0) - 1)


def _differs(items: Items, column: Column, line: _Line, *, text: str, expected: Decimal) -> pl.DataFrame:
    return finding(
        "TOTAL_ROW_DIFFERS",
        sheet=items.sheet,
        row_number=line.row_number,
        column_letter=column.letter,
        field=column.match.field.name if column.match else None,
        raw_value=text,
        words={"heading": column.heading, "name": line.name, "expected": f"{expected.normalize():f} 万元"},
    )
