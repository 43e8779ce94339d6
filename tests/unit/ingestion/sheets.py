"""Sheets of text, written as rows, for the tests of parsing and identification."""

from collections.abc import Sequence

import polars as pl

from ingestion.readers import RawSheet
from ingestion.readers.model import ROW_NUMBER, column_letter

LOCALITIES = {"嘉鱼县": "421221", "嘉鱼": "421221", "赤壁市": "421281", "咸安区": "421202", "咸安": "421202"}


def raw_sheet(rows: Sequence[Sequence[str | None]], *, name: str = "项目台账") -> RawSheet:
    """A sheet as a reader gives it: row 1 is the first of `rows`."""
    width = max(map(len, rows), default=0)
    columns = {
        column_letter(n): pl.Series([row[n] if n < len(row) else None for row in rows], dtype=pl.String)
        for n in range(width)
    }
    numbers = pl.Series(range(1, len(rows) + 1), dtype=pl.Int32)
    return RawSheet(name=name, cells=pl.DataFrame({ROW_NUMBER: numbers, **columns}))
