"""Makers of the files that counties send: workbooks old and new, text, JSON.

Belongs here: how a table of cells is saved. Does not belong here: what is messy about it (`cases`).
"""

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlwt

Rows = Sequence[Sequence[object]]
Write = Callable[[Path], None]


def xlsx(
    rows: Rows,
    *,
    sheet: str = "项目台账",
    cover: Mapping[str, object] | None = None,
    others: Mapping[str, Rows] | None = None,
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_sheets: Sequence[str] = (),
) -> Write:
    """A workbook as openpyxl saves it, which leaves formulas without results."""

    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.active)
        if cover is not None:
            front = book.create_sheet("封面")
            for entry in cover.items():
                front.append(entry)
        for name, content in ({sheet: rows} | dict(others or {})).items():
            table = book.create_sheet(name)
            for number, row in enumerate(content, start=1):
                for column, value in enumerate(row, start=1):
                    if value is not None:
                        table.cell(number, column, value)
            if name in hidden_sheets:
                table.sheet_state = "hidden"
        for area in merged:
            book[sheet].merge_cells(area)
        for number in hidden_rows:
            book[sheet].row_dimensions[number].hidden = True
        book.save(path)

    return write


def xlsm(rows: Rows) -> Write:
    """A workbook with macros."""

    def write(path: Path) -> None:
        xlsx(rows)(path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")

    return write


def xls(
    rows: Rows, *, merged: Sequence[tuple[int, int, int, int]] = (), hidden_rows: Sequence[int] = ()
) -> Write:
    """A workbook of Excel 97; merged areas and rows count from 0."""

    def write(path: Path) -> None:
        book = xlwt.Workbook(encoding="utf-8")
        table = book.add_sheet("项目台账")
        starts = {area[0::2]: area for area in merged}
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if (number, column) in starts:
                    table.write_merge(*starts[number, column], value)
                elif value is not None:
                    table.write(number, column, value)
        for number in hidden_rows:
            table.row(number).hidden = True
        book.save(str(path))

    return write


def text(rows: Rows, *, separator: str = ",", encoding: str = "utf-8", before: str = "") -> Write:
    """Rows of text; cells that hold the separator or a line break are quoted."""

    def cell(value: object) -> str:
        said = "" if value is None else str(value)
        needs_quotes = separator in said or "\n" in said or '"' in said
        return '"' + said.replace('"', '""') + '"' if needs_quotes else said

    def write(path: Path) -> None:
        lines = [separator.join(map(cell, row)) for row in rows]
        path.write_bytes((before + "\r\n".join(lines) + "\r\n").encode(encoding))

    return write


def document(content: object) -> Write:
    """A JSON document."""

    def write(path: Path) -> None:
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return write
