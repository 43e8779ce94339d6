"""Findings as a person reads them: the same problem once, with all its rows; errors first.

Belongs here: which findings are one problem, where it stands in words, which of its values are shown.
Does not belong here: the findings themselves (`messages`), and any page, file or terminal that shows them.
"""

from collections.abc import Iterable

import polars as pl

from ingestion.contract import load_workbook_contract
from ingestion.feedback.texts import text
from ingestion.settings import Language

# Worst first.
SEVERITIES = ("error", "warning", "info")

# `rows` are those of the sheet as a person numbers them, `values` the first distinct cells as typed, `place` the place
# in words. The message is that of the first finding; those of one group differ by values and names alone.
GROUP_SCHEMA = pl.Schema(
    {
        "severity": pl.String(),
        "rule_id": pl.String(),
        "sheet": pl.String(),
        "column_letters": pl.List(pl.String()),
        "field": pl.String(),
        "heading": pl.String(),
        "rows": pl.List(pl.Int32()),
        "finding_count": pl.UInt32(),
        "values": pl.List(pl.String()),
        "place": pl.String(),
        "message": pl.String(),
        "advice": pl.String(),
        "place_en": pl.String(),
        "message_en": pl.String(),
        "advice_en": pl.String(),
    }
)
_VALUES_SHOWN = 5
# Runs of rows in a place; beyond them their number says more.
_RUNS_SHOWN = 20


def group_findings(findings: pl.DataFrame, *, columns: pl.DataFrame | None = None) -> pl.DataFrame:
    """The problems among findings (`FINDING_SCHEMA`, as landed or before), a row each, errors first.

    `columns` (`sheet`, `column_letter`, `heading`) says how the columns are headed in the file itself; without it
    the official headings are named.
    """
    texts = ["message", "advice", "message_en", "advice_en"]
    groups = findings.group_by("severity", "rule_id", "sheet", "field", maintain_order=True).agg(
        pl.col("column_letter").drop_nulls().unique(maintain_order=True).alias("column_letters"),
        pl.col("row_number").drop_nulls().unique().sort().alias("rows"),
        pl.len().alias("finding_count"),
        pl.col("raw_value").drop_nulls().unique(maintain_order=True).head(_VALUES_SHOWN).alias("values"),
        *(pl.col(name).first() for name in texts),
    )
    groups = _with_headings(groups, columns)
    places = {
        name: pl.Series(name, [_place(row, lang) for row in groups.iter_rows(named=True)], dtype=pl.String)
        for name, lang in _PLACES.items()
    }
    return (
        groups.with_columns(**places)
        .sort(pl.col("severity").cast(pl.Enum(SEVERITIES)), maintain_order=True)
        .select(GROUP_SCHEMA.names())
        .cast(GROUP_SCHEMA)
    )


def rows_in_words(rows: Iterable[int], lang: Language) -> str:
    """第 5–12、20 行."""
    runs = list(_runs(rows))
    shown = text("list.join", lang).join(
        str(first) if first == last else f"{first}–{last}" for first, last in runs[:_RUNS_SHOWN]
    )
    count = sum(last - first + 1 for first, last in runs)
    if len(runs) > _RUNS_SHOWN:
        return text("place.rows_and_more", lang, rows=shown, count=count)
    return text("place.row" if count == 1 else "place.rows", lang, rows=shown)


_PLACES: dict[str, Language] = {"place": "zh", "place_en": "en"}


def _with_headings(groups: pl.DataFrame, columns: pl.DataFrame | None) -> pl.DataFrame:
    official = {
        field.name: field.heading
        for sheet in reversed(load_workbook_contract().sheets)
        for field in sheet.fields
    }
    heading = pl.col("field").replace_strict(official, default=None, return_dtype=pl.String)
    if columns is None:
        return groups.with_columns(heading=heading)
    known = columns.select(
        "sheet", pl.col("column_letter").alias("first_letter"), pl.col("heading").alias("typed")
    ).unique(["sheet", "first_letter"], keep="first", maintain_order=True)
    return (
        groups.with_columns(first_letter=pl.col("column_letters").list.first())
        .join(known, on=["sheet", "first_letter"], how="left", maintain_order="left")
        .with_columns(heading=pl.coalesce("typed", heading))
    )


def _place(group: dict[str, object], lang: Language) -> str:
    parts = []
    if group["sheet"]:
        parts.append(text("place.sheet", lang, sheet=group["sheet"]))
    letters = group["column_letters"]
    if isinstance(letters, list) and letters:
        column = text("place.column", lang, letters=text("list.join", lang).join(letters))
        heading = str(group["heading"] or "")
        # Most messages name it themselves.
        is_said = heading in str(group["message"])
        parts.append(column if is_said else column + text("place.heading", lang, heading=heading))
    rows = group["rows"]
    if isinstance(rows, list) and rows:
        parts.append(rows_in_words(rows, lang))
    return text("place.join", lang).join(parts) or text("place.file", lang)


def _runs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Rows that follow each other, as first and last."""
    run: list[int] = []
    for row in sorted(set(rows)):
        if run and row != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run = [run[0] if run else row, row]
    if run:
        yield run[0], run[-1]
