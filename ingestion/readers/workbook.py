"""Reads a workbook's visible sheets as text, with the library's help.

Belongs here: fastexcel, and putting back what it leaves out (columns before the first, errors, formulas without a
result). Does not belong here: refusing files by their bytes (`guard`). Runs in the child process only: the library can
abort it.

What fastexcel gives for text: numbers as Excel shows them unformatted (0.1+0.2 is `0.3`), dates as
`2020-07-15 00:00:00`, truth values as `true` and `false`, errors and formulas without a result as blanks.
"""

from pathlib import Path

import fastexcel
import polars as pl

from ingestion.readers.guard import WorkbookFacts
from ingestion.readers.model import ROW_NUMBER, RawSheet, RefusedError, column_index, column_letter
from ingestion.readers.scan import SheetFacts

_MIDNIGHT = " 00:00:00"
_DATE_AND_MIDNIGHT = rf"^\d{{4}}-\d{{2}}-\d{{2}}{_MIDNIGHT}$"
_DATE_AND_MIDNIGHT_BYTES = len("2020-07-15") + len(_MIDNIGHT)


def read_workbook(path: Path, *, facts: WorkbookFacts) -> list[RawSheet]:
    """The visible worksheets in order; RefusedError where the library cannot read them."""
    try:
        # The library goes by the name; of a name that says otherwise it is given the bytes.
        says = path.suffix.lower()
        is_true = says == ".xls" if facts.is_legacy else says in (".xlsx", ".xlsm")
        reader = fastexcel.read_excel(path if is_true else path.read_bytes())
        return [_read_sheet(reader, sheet) for sheet in facts.sheets if not sheet.is_hidden]
    except fastexcel.FastExcelError:
        raise RefusedError("FILE_DAMAGED") from None


def _read_sheet(reader: fastexcel.ExcelReader, facts: SheetFacts) -> RawSheet:
    # skip_rows=0 keeps blank rows above the table, so that row numbers stay true.
    sheet = reader.load_sheet(facts.name, header_row=None, skip_rows=0, dtypes="string")
    read = sheet.to_polars().to_dict() if sheet.width else {}
    columns = {
        column_letter(info.absolute_index): read[info.name]
        for info in (sheet.available_columns() if read else [])
    }
    unread = _unread_columns(facts)
    last_row = max(
        [*(len(column) for column in columns.values()), *(row for row, _ in facts.unread_cells)], default=0
    )
    width = max([column_index(letter) + 1 for letter in (*columns, *unread)], default=0)
    blank = pl.Series([None] * last_row, dtype=pl.String)
    cells = pl.DataFrame(
        [
            pl.int_range(1, last_row + 1, dtype=pl.Int32, eager=True).alias(ROW_NUMBER),
            *(
                columns.get(letter, blank)
                .extend_constant(None, last_row - len(columns.get(letter, blank)))
                .alias(letter)
                for letter in map(column_letter, range(width))
            ),
        ]
    )
    for letter, texts in unread.items():
        cells = cells.with_columns(
            pl.col(ROW_NUMBER)
            .replace_strict(texts, default=pl.col(letter), return_dtype=pl.String)
            .alias(letter)
        )
    return RawSheet(
        name=facts.name,
        cells=_with_plain_dates(cells),
        merged=tuple(facts.merged),
    )


def _unread_columns(facts: SheetFacts) -> dict[str, dict[int, str]]:
    columns: dict[str, dict[int, str]] = {}
    for (row, column), text in facts.unread_cells.items():
        columns.setdefault(column_letter(column), {})[row] = text
    return columns


def _with_plain_dates(cells: pl.DataFrame) -> pl.DataFrame:
    """Dates as a person sees them: without the midnight that the library appends."""
    has_midnight = cells.select(pl.selectors.string().str.ends_with(_MIDNIGHT).any())
    text = pl.col([column.name for column in has_midnight if column.item()])
    is_date = (text.str.len_bytes() == _DATE_AND_MIDNIGHT_BYTES) & text.str.contains(_DATE_AND_MIDNIGHT)
    return cells.with_columns(pl.when(is_date).then(text.str.head(10)).otherwise(text))
