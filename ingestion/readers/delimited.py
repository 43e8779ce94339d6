"""Reads a CSV as one sheet of text.

Belongs here: separators and quoting. Does not belong here: encodings (`texts`), what the columns mean.
Records are cut by Python's csv module: polars takes the width of the first line for the whole file, and the first line
of a real one is often a title of one cell.
"""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice, zip_longest
from pathlib import Path

import polars as pl

from ingestion.readers.model import CSV_SHEET, ROW_NUMBER, Limits, RawSheet, RefusedError, column_letter
from ingestion.readers.texts import decoded

# An Excel cell holds at most 32,767 characters; more between two quotes is a quote that never closes.
_LONGEST_CELL = 40_000
# On average: cells may hold line breaks.
_MOST_LINES_A_ROW = 10
_SEPARATORS = (",", "\t", ";")
_RECORDS_COMPARED = 200
# Excel's own note about the separator, which it does not show as a row.
_SEPARATOR_NOTE = re.compile(r"sep=([,;\t])\r?\n")


def read_delimited(path: Path, *, limits: Limits) -> RawSheet:
    """The sheet of a CSV file; RefusedError where it is none."""
    text = decoded(path.read_bytes())
    _check_lines(text, limits=limits)
    records = _records(text, limits=limits)
    if not any(any(cell.strip() for cell in record) for record in records):
        raise RefusedError("FILE_EMPTY")
    width = max(map(len, records))
    if width > limits.max_columns or width * len(records) > limits.max_cells:
        raise _too_wide(width, limits=limits)
    columns = zip_longest(*records, fillvalue=None)
    cells = pl.DataFrame(
        {column_letter(n): pl.Series(list(column), dtype=pl.String) for n, column in enumerate(columns)}
    )
    cells = cells.with_row_index(ROW_NUMBER, offset=1).with_columns(pl.col(ROW_NUMBER).cast(pl.Int32))
    return RawSheet(name=CSV_SHEET, cells=cells)


def _check_lines(text: str, *, limits: Limits) -> None:
    """RefusedError for lines that no table has: cut into cells, they would fill the memory, or take minutes."""
    line_count = text.count("\n")
    if line_count > limits.max_rows * _MOST_LINES_A_ROW:
        value, limit = f"{line_count:,}", f"{limits.max_rows:,}"
        raise RefusedError("TOO_MANY_ROWS", sheet=CSV_SHEET, value=value, limit=limit)
    for number, line in enumerate(StringIO(text, newline=""), start=1):
        if len(line) > limits.max_columns * _LONGEST_CELL:
            width = max(map(line.count, _SEPARATORS)) + 1
            raise (
                _too_wide(width, limits=limits)
                if width > limits.max_columns
                else RefusedError("CSV_MALFORMED", value=str(number))
            )


def _too_wide(width: int, *, limits: Limits) -> RefusedError:
    value, limit = column_letter(width - 1), column_letter(limits.max_columns - 1)
    return RefusedError("FAR_CELL", sheet=CSV_SHEET, value=value, limit=limit)


def _records(text: str, *, limits: Limits) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    note = _SEPARATOR_NOTE.match(text)
    if note:
        text = text[note.end() :]
    separator = note[1] if note else max(_SEPARATORS, key=lambda one: _regularity(text, one))
    # strict: a quote that does not close would swallow the rows after it without a word.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records = list(islice(reader, limits.max_rows))
        # Counted and not kept.
        beyond = sum(1 for _ in reader)
    except csv.Error:
        raise RefusedError("CSV_MALFORMED", value=str(reader.line_num)) from None
    if beyond:
        value = f"{len(records) + beyond:,}"
        raise RefusedError("TOO_MANY_ROWS", sheet=CSV_SHEET, value=value, limit=f"{limits.max_rows:,}")
    return records


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
