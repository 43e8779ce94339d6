"""The process that marks a workbook: `python -m ingestion.feedback.marking JOB`, never imported by the rest.

Belongs here: opening a workbook that the guard passed, marks and comments on its cells, the sheet of results, and
keeping what openpyxl would drop of formulas. Does not belong here: what is said and where (`return_file`).

The job is a JSON file: limits, the workbook or the sheets to make one of, marks, the results, where to write. A
workbook may take all memory and time there is, so all this happens under limits in a process of its own.
"""

import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import polars as pl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink

from ingestion.readers.guard import check_workbook
from ingestion.readers.model import ROW_NUMBER, Limits, RefusedError

REFUSED = 3
# Opens our part of a comment; what a person wrote before it stays.
SIGNATURE = "【三库校验】"
_FILLS = {
    severity: PatternFill(fill_type="solid", start_color=colour, end_color=colour)
    for severity, colour in (("error", "FFFFC7CE"), ("warning", "FFFFEB9C"), ("info", "FFDDEBF7"))
}
_OUR_COLOURS = {fill.start_color.rgb for fill in _FILLS.values()}
_WORST_FIRST = tuple(_FILLS)
_LONGEST_CELL = 32_767  # of Excel
_LONGEST_COMMENT = 2_000
_HEADING_ROWS = 40
_WIDEST = 48
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f[ >].*?</f>|<f[^>]*/>)<v ?/?>(?:</v>)?</c>', re.S)


def main(job: Mapping[str, Any]) -> int:
    """Do one job; gives the exit code."""
    limits = Limits(**job["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # of what openpyxl drops; `return_file` says it
    if job["workbook"] is None:
        book = _fresh(job["sheets"])
        results: Mapping[str, Any] = {}
    else:
        path = Path(job["workbook"])
        try:
            check_workbook(path, limits=limits)
        except RefusedError:
            return REFUSED
        book = openpyxl.load_workbook(path, rich_text=True)
        results = _results_of_formulas(book, path)
    _forget_earlier_marks(book, job["title"])
    _mark(book, job["marks"])
    _mark_headings(book, job["headings"])
    _write_results(book, job)
    content = BytesIO()
    book.save(content)
    Path(job["out"]).write_bytes(_with_results(content.getvalue(), book, results))
    return 0


# The workbook


def _fresh(sheets: Sequence[Mapping[str, str]]) -> Any:
    """A workbook of rows as they were typed: every cell a text, so nothing is computed or rounded."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet["name"])
        cells = pl.read_ipc(Path(sheet["cells"]).read_bytes()).drop(ROW_NUMBER)
        for number, row in enumerate(cells.iter_rows(), start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    _put(page, number, place, value)
        for place, column in enumerate(cells.columns, start=1):
            longest = max((len(text) for text in cells[column].drop_nulls()), default=0)
            page.column_dimensions[get_column_letter(place)].width = min(_WIDEST, 8 + 2 * longest)
    return book


def _put(page: Any, row: int, column: int, value: str | int) -> Any:
    """A cell that no program takes for a formula."""
    cell = page.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


# Marks


def _forget_earlier_marks(book: Any, title: str) -> None:
    """A return file that comes back: its results and marks are of the time before."""
    if title in book.sheetnames:
        book.remove(book[title])
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                comment = getattr(cell, "comment", None)
                if comment is None or SIGNATURE not in comment.text:
                    continue
                written = comment.text.split(SIGNATURE)[0].rstrip()
                cell.comment = Comment(written, comment.author) if written else None
                if cell.fill.start_color.rgb in _OUR_COLOURS:
                    cell.fill = PatternFill()


def _mark(book: Any, marks: Sequence[Mapping[str, str]]) -> None:
    merged: dict[str, dict[str, str]] = {}
    for mark in marks:
        if mark["sheet"] not in book.sheetnames:
            continue
        page = book[mark["sheet"]]
        if page.title not in merged:
            merged[page.title] = dict(_merged(page))
        _mark_cell(page, merged[page.title].get(mark["cell"], mark["cell"]), mark)


def _mark_headings(book: Any, headings: Sequence[Mapping[str, Any]]) -> None:
    """Marks on headings: the row of a sheet in which most of the headings that were read stand."""
    for sheet in headings:
        if sheet["sheet"] not in book.sheetnames:
            continue
        page = book[sheet["sheet"]]
        row = _heading_row(page, sheet["known"])
        merged = dict(_merged(page))
        for mark in sheet["marks"] if row else []:
            address = f"{mark['letter']}{row}"
            _mark_cell(page, merged.get(address, address), mark)


def _heading_row(page: Any, known: Mapping[str, str]) -> int:
    def matches(row: int) -> int:
        return sum(
            "".join(str(page[f"{letter}{row}"].value or "").split()) == "".join(heading.split())
            for letter, heading in known.items()
        )

    rows = range(1, min(page.max_row, _HEADING_ROWS) + 1)
    best = max(rows, key=matches, default=0)
    return best if best and matches(best) else 0


def _mark_cell(page: Any, address: str, mark: Mapping[str, str]) -> None:
    cell = page[address]
    if isinstance(cell, MergedCell):
        return
    earlier = cell.comment
    is_marked = earlier is not None and SIGNATURE in earlier.text
    if not is_marked or _is_worse(mark["severity"], cell.fill.start_color.rgb):
        cell.fill = _FILLS[mark["severity"]]
    if not mark["note"]:
        return
    note = ILLEGAL_CHARACTERS_RE.sub("", mark["note"])
    if is_marked:
        told = f"{earlier.text}\n{note}"
    else:
        told = f"{earlier.text.rstrip()}\n{SIGNATURE}\n{note}" if earlier else f"{SIGNATURE}\n{note}"
    comment = Comment(told[:_LONGEST_COMMENT], earlier.author if earlier else SIGNATURE)
    comment.width, comment.height = 320, 60 + 18 * (len(told) // 22)
    cell.comment = comment


def _is_worse(severity: str, colour: str) -> bool:
    at = {fill.start_color.rgb: name for name, fill in _FILLS.items()}.get(colour, "info")
    return _WORST_FIRST.index(severity) < _WORST_FIRST.index(at)


def _merged(page: Any) -> Iterator[tuple[str, str]]:
    """Each cell of a merged range but its first, and the first, which alone may hold something."""
    for area in page.merged_cells.ranges:
        first = f"{get_column_letter(area.min_col)}{area.min_row}"
        for row, column in area.cells:
            address = f"{get_column_letter(column)}{row}"
            if address != first:
                yield address, first


# The sheet of results


def _write_results(book: Any, job: Mapping[str, Any]) -> None:
    for page in book.worksheets:
        page.sheet_view.tabSelected = False
    page = book.create_sheet(job["title"], 0)
    book.active = 0
    for place, width in enumerate(job["widths"], start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.sheet_view.showGridLines = False
    for number, line in enumerate(job["lines"], start=1):
        for place, value in enumerate(line["cells"], start=1):
            if value is None:
                continue
            cell = _put(page, number, place, value)
            cell.alignment = Alignment(wrap_text=line["is_wrapped"], vertical="top")
            if line["is_strong"]:
                cell.font = Font(bold=True)
        if line["severity"]:
            page.cell(number, 1).fill = _FILLS[line["severity"]]
        if line["target"] and line["target"][0] in book.sheetnames:
            _link(page.cell(number, line["link_column"]), *line["target"])


def _link(cell: Any, sheet: str, address: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(sheet)}!{address}")
    cell.font = Font(color="FF0563C1", underline="single")


# Results of formulas, which openpyxl writes without


def _results_of_formulas(book: Any, path: Path) -> dict[str, dict[str, Any]]:
    """The saved result of each formula, by sheet and cell."""
    formulas = {
        page.title: [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        for page in book.worksheets
    }
    if not any(formulas.values()):
        return {}
    saved = openpyxl.load_workbook(path, data_only=True)
    return {
        title: {address: saved[title][address].value for address in addresses}
        for title, addresses in formulas.items()
        if addresses
    }


def _with_results(content: bytes, book: Any, results: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The saved workbook with the results of its formulas put back, so that it can be read before Excel opens it."""
    if not results:
        return content
    parts = {page.path.lstrip("/"): results[page.title] for page in book.worksheets if page.title in results}
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename in parts:
                part = _FORMULA.sub(_Filler(parts[item.filename]), part)
            new.writestr(item.filename, part)
    return whole.getvalue()


class _Filler:
    """Puts a saved result into the XML of a cell that has a formula and none."""

    def __init__(self, results: Mapping[str, Any]) -> None:
        self._results = results

    def __call__(self, cell: re.Match[bytes]) -> bytes:
        kind, value = _as_xml(self._results.get(cell[1].decode()))
        if value is None:
            return cell[0]
        attributes = re.sub(rb'\st="[^"]*"', b"", cell[2]) + (f' t="{kind}"'.encode() if kind else b"")
        return b'<c r="%b"%b>%b<v>%b</v></c>' % (cell[1], attributes, cell[3], escape(value).encode())


def _as_xml(value: Any) -> tuple[str, str | None]:
    """The type and the text of a result in a sheet's XML."""
    match value:
        case None:
            return "", None
        case bool():
            return "b", str(int(value))
        case int() | float():
            return "", repr(value)
        case datetime() | date() | time() | timedelta():
            return "", repr(to_excel(value))
        case str() if value.startswith("#") and value.rstrip("!?").isupper():
            return "e", value
        case _:
            return "str", str(value)


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
