"""Findings of a sheet: about its columns, and about single cells with their address.

Belongs here: which rule a column or a cell breaks and where it stands. Does not belong here: the rules' wording (the
catalogue), whether a cell can be read (`cells`).
"""

from collections.abc import Iterator, Mapping

import polars as pl

from ingestion.contract import CellType
from ingestion.feedback.messages import finding, render_findings
from ingestion.months import format_month
from ingestion.parsing.cells import Reading
from ingestion.parsing.headings import MONEY_UNITS, heading_key, match_other_period
from ingestion.parsing.items import Items
from ingestion.parsing.layout import Column
from ingestion.readers.model import ROW_NUMBER


def column_findings(items: Items) -> Iterator[pl.DataFrame]:
    """What is wrong with the columns of a sheet; an error here rejects its file."""
    if items.table.unclear_units and any(_needs_unit_line(column) for column in items.chosen.values()):
        yield finding("UNIT_LINE_UNCLEAR", sheet=items.sheet, raw_value=items.table.unclear_units)
    for field in items.contract.required_fields:
        if field.name not in items.chosen:
            words = {"sheet": items.sheet, "heading": field.heading}
            yield finding("REQUIRED_COLUMN_MISSING", sheet=items.sheet, field=field.name, words=words)
    used = {column.letter for column in items.chosen.values()}
    for column in items.table.columns:
        if column.letter not in used:
            yield from _unused(items, column)


def table_findings(items: Items, reasons: pl.Series) -> Iterator[pl.DataFrame]:
    """What else stands on the sheet, and how merged cells were read."""
    table = items.table
    letters = {column.letter: column for column in table.columns}
    numbers = table.body[ROW_NUMBER]
    opens = reasons.ne_missing(reasons.shift(1))
    for row in numbers.filter(opens & reasons.eq("other").fill_null(value=False)):
        text = table.body.filter(pl.col(ROW_NUMBER) == row).select(pl.coalesce(table.letters)).item()
        words = {"sheet": items.sheet, "value": text}
        yield finding("OTHER_TABLE", sheet=items.sheet, row_number=row, words=words)
    if table.beside:
        words = {"sheet": items.sheet, "value": "、".join(table.beside)}
        yield finding("OTHER_TABLE", sheet=items.sheet, words=words)
    for row in numbers.filter(reasons.eq("differs").fill_null(value=False)).head(1):
        yield finding("TABLE_DIFFERS", sheet=items.sheet, words={"sheet": items.sheet, "value": str(row)})
    for letter in table.spread:
        yield _about(items, letters[letter], "MERGED_READ")
    for letter, row in table.amounts_merged:
        yield _about(items, letters[letter], "MERGED_AMOUNT", row_number=row)
    for column in items.chosen.values():
        unit = column.match.unit if column.match else None
        stated = table.money_unit
        if unit is not None and unit in MONEY_UNITS and stated and MONEY_UNITS[unit] != MONEY_UNITS[stated]:
            yield _about(items, column, "UNIT_LINE_DIFFERS", value=unit, other=stated)


def _about(
    items: Items, column: Column, rule_id: str, *, row_number: int | None = None, **words: str
) -> pl.DataFrame:
    return finding(
        rule_id,
        sheet=items.sheet,
        row_number=row_number,
        column_letter=column.letter,
        field=column.match.field.name if column.match else None,
        words={"heading": column.heading, **words},
    )


def read_as(items: Items, column: Column, *, name: str) -> pl.DataFrame:
    """The finding that a column was read as a field that its heading does not name."""
    return finding(
        "HEADING_READ_AS",
        sheet=items.sheet,
        column_letter=column.letter,
        field=name,
        words={"heading": column.heading, "other": items.field(name).heading},
    )


def cell_findings(items: Items, readings: Mapping[str, Reading]) -> Iterator[pl.DataFrame]:
    """A finding for each cell that could not be read."""
    for name, reading in readings.items():
        for rule_id in reading.problems.drop_nulls().unique(maintain_order=True):
            yield findings_at(items, name, reading.problems == rule_id, rule_id=rule_id)


def findings_at(items: Items, name: str, where: pl.Series, *, rule_id: str) -> pl.DataFrame:
    """A finding of one rule for each cell of a field's column where a mask holds."""
    column = items.chosen[name]
    described = items.field(name).in_words(items.context.choice_words.get(name, {}))
    rows = items.as_typed.filter(where.fill_null(False)).select(
        pl.col(ROW_NUMBER).alias("row_number"),
        pl.col(column.letter).alias("raw_value"),
        pl.lit(items.sheet).alias("sheet"),
        pl.lit(column.letter).alias("column_letter"),
        pl.lit(name).alias("field"),
        pl.lit(column.heading).alias("heading"),
        pl.lit(described.words_for_people()).alias("choices"),
    )
    return render_findings(rule_id, rows)


def _needs_unit_line(column: Column) -> bool:
    return (
        column.match is not None and column.match.field.type is CellType.MONEY and column.match.unit is None
    )


def _unused(items: Items, column: Column) -> Iterator[pl.DataFrame]:
    """A column that stands for no field: unknown, of another period, or one too many."""

    def about(rule_id: str, *, field: str | None = None, **words: str) -> pl.DataFrame:
        return finding(
            rule_id,
            sheet=items.sheet,
            column_letter=column.letter,
            field=field,
            words={"heading": column.heading, **words},
        )

    cells = items.cells[column.letter]
    has_cells = cells.null_count() < len(cells)
    if column.match is not None:
        name = column.match.field.name
        used = items.chosen[name]
        if cells.equals(items.cells[used.letter], null_equal=True):
            return
        if heading_key(used.heading) == heading_key(column.heading):
            yield about("HEADING_REPEATED", field=name)
        elif has_cells:
            yield about("HEADING_NOT_USED", field=name, other=used.heading)
    elif column.heading:
        field = match_other_period(column.parts, content=items.contract.content, month=items.context.month)
        if field is not None and field.name not in items.chosen:
            yield about("HEADING_PERIOD_DIFFERS", field=field.name, month=format_month(items.context.month))
        else:
            yield about("UNKNOWN_HEADING")
    elif has_cells:
        yield about("UNKNOWN_HEADING")
