"""Reads a CSV as one sheet of text.

Belongs here: separators and quoting. Does not belong here: encodings (`texts`), what the columns mean.
Records are cut by Python's csv module: polars takes the width of the first line for the whole file, and the first line
of a real one is often a title of one cell.
"""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import zip_longest
from pathlib import Path

import polars as pl

from ingestion.readers.model import CSV_SHEET, ROW_NUMBER, Limits, RawSheet, RefusedError, column_letter
from ingestion.readers.texts import decoded

# An Excel cell holds at most 32,767 characters; more between two quotes is a quote that never closes.
_LONGEST_CELL = 40_000
_SEPARATORS = (",", "\t", ";")
_RECORDS_COMPARED = 200
# Excel's own note about the separator, which it does not show as a row.
_SEPARATOR_NOTE = re.compile(r"sep=([,;\t])\r?\n")


def read_delimited(path: Path, *, limits: Limits) -> RawSheet:
    """The sheet of a CSV file; RefusedError where it is none."""
    records = _records(decoded(path.read_bytes()))
    if not any(any(cell.strip() for cell in record) for record in records):
        raise RefusedError("FILE_EMPTY")
    if len(records) > limits.max_rows:
        raise RefusedError(
            "TOO_MANY_ROWS", sheet=CSV_SHEET, value=f"{len(records):,}", limit=f"{limits.max_rows:,}"
        )
    width = max(map(len, records))
    if width > limits.max_columns or width * len(records) > limits.max_cells:
        raise RefusedError(
            "FAR_CELL",
            sheet=CSV_SHEET,
            value=column_letter(width - 1),
            limit=column_letter(limits.max_columns - 1),
        )
    columns = zip_longest(*records, fillvalue=None)
    cells = pl.DataFrame(
        {column_letter(n): pl.Series(list(column), dtype=pl.String) for n, column in enumerate(columns)}
    )
    cells = cells.with_row_index(ROW_NUMBER, offset=1).with_columns(pl.col(ROW_NUMBER).cast(pl.Int32))
    return RawSheet(name=CSV_SHEET, cells=cells)


def _records(text: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    note = _SEPARATOR_NOTE.match(text)
    if note:
        text = text[note.end() :]
    separator = note[1] if note else max(_SEPARATORS, key=lambda one: _regularity(text, one))
    # strict: a quote that does not close would swallow the rows after it without a word.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error:
        raise RefusedError("CSV_MALFORMED", value=str(reader.line_num)) from None


def _regularity(text: str, separator: str) -> int:
    """How many cells stand in records of the usual width: the separator of a table gives the most."""
    widths: Counter[int] = Counter()
    try:
        for place, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator)):
            if place >= _RECORDS_COMPARED:
                break
            widths[len(record)] += len(record) > 1
    except csv.Error:
        return 0
    return max((width * count for width, count in widths.items()), default=0)
