"""Reads a CSV as one sheet of text.

Belongs here: encoding and quoting. Does not belong here: what the columns mean.
Records are cut by Python's csv module: polars takes the width of the first line for the whole file, and the first line
of a real one is often a title of one cell.
"""

import csv
from io import StringIO
from itertools import zip_longest
from pathlib import Path

import polars as pl

from ingestion.readers.model import CSV_SHEET, ROW_NUMBER, Limits, RawSheet, RefusedError, column_letter

# An Excel cell holds at most 32,767 characters; more between two quotes is a quote that never closes.
_LONGEST_CELL = 40_000


def read_delimited(path: Path, *, limits: Limits) -> RawSheet:
    """The sheet of a CSV file; RefusedError where it is none."""
    content = path.read_bytes()
    if b"\x00" in content:
        raise RefusedError("TEXT_HAS_NUL")
    records = _records(_decode(content))
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


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("ENCODING_UNKNOWN")


def _records(text: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    # strict: a quote that does not close would swallow the rows after it without a word.
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error:
        raise RefusedError("CSV_MALFORMED", value=str(reader.line_num)) from None
