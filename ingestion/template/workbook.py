"""Writes the official workbook: cover, instructions, and every sheet of the contract.

Belongs here: how a sheet looks, what a cell accepts while it is typed, how a value is written.
Does not belong here: which fields there are and what they are called (the contract), and any row (`rows`).
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.contract import (
    COVER_LABELS,
    COVER_SHEET,
    CellType,
    Field,
    Sheet,
    Workbook,
    load_workbook_contract,
)
from ingestion.identify import KIND_WORDS
from ingestion.months import format_month
from ingestion.parsing.cells import FIRST_YEAR, LAST_YEAR
from ingestion.parsing.sheets import INSTRUCTIONS
from ingestion.policy import Policy, choice_words
from ingestion.template.rows import LastRows

# Rows that check what is typed; a county's ledger has a few hundred.
_ROWS = 3_000
_LAST_COLUMN = 16_383
_WIDTHS = {
    CellType.TEXT: 18,
    CellType.CODE: 27,
    CellType.LOCALITY: 12,
    CellType.CHOICE: 13,
    CellType.MONEY: 14,
    CellType.DECIMAL: 12,
    CellType.PERCENT: 11,
    CellType.INTEGER: 9,
    CellType.DATE: 13,
    CellType.BOOLEAN: 10,
}
_WIDE = {
    "project_name": 36,
    "scope": 36,
    "owner": 24,
    "progress": 30,
    "problem": 24,
    "remark": 20,
    "item": 24,
}
_YES_NO = ("是", "否")
# A bare 累计完成投资 says not which: the official workbook has the two that do.
_LEFT_OUT = ("ambiguous_cumulative_wan",)
_LONGEST_LIST = 255  # of Excel, for words typed into a validation
_LARGEST = 10**12
_MOST_DIGITS = 15  # of Excel's numbers


def template(
    *, policy: Policy, unit: str | None = None, month: date | None = None, last: LastRows | None = None
) -> bytes:
    """The official workbook as .xlsx, for a unit (its code) and a month where known, with the rows of `last`."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        looks = _Looks(book)
        places = policy.localities.sort("sort_order")
        units = places.filter(pl.col("is_reporting_unit"))
        names = dict(units.select("locality_code", "locality_name").iter_rows())
        _write_cover(
            book.add_worksheet(COVER_SHEET),
            looks,
            units=list(names.values()),
            unit=names.get(unit or ""),
            month=month,
        )
        contract = load_workbook_contract().in_words(choice_words(policy))
        _write_instructions(book.add_worksheet(INSTRUCTIONS), looks, contract)
        for sheet in contract.sheets:
            if last is None or sheet.content in last.rows:
                page = _Page(
                    book.add_worksheet(sheet.title), sheet, looks, places=places["locality_name"].to_list()
                )
                page.write_headings()
                if last is not None:
                    page.write_rows(last.rows[sheet.content])
                    if sheet.content == "ledger":
                        page.write_comments(last)
    return buffer.getvalue()


class _Looks:
    """The formats of the workbook; cells that people fill are unlocked."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def make(**properties: object) -> Format:
            return book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **properties})

        heading = {"bold": True, "text_wrap": True, "align": "center", "border": 1}
        self.required = make(**heading, bg_color="#BDD7EE")
        self.optional = make(**heading, bg_color="#F2F2F2")
        self.title = make(bold=True, font_size=14)
        self.label = make(bold=True, border=1, bg_color="#F2F2F2")
        self.wrapped = make(text_wrap=True, valign="top")
        self.text = make(locked=False, num_format="@")
        formats = {
            CellType.MONEY: "#,##0.####",
            CellType.DECIMAL: "#,##0.####",
            CellType.PERCENT: "0.##%",
            CellType.INTEGER: "0",
            CellType.DATE: "yyyy-mm-dd",
        }
        self._of_type = {kind: make(locked=False, num_format=form) for kind, form in formats.items()}

    def of(self, field: Field) -> Format:
        """How a cell of a field looks."""
        return self._of_type.get(field.type, self.text)


def _write_cover(
    sheet: Worksheet, looks: _Looks, *, units: Sequence[str], unit: str | None, month: date | None
) -> None:
    sheet.set_column(0, 0, 16, looks.label)
    sheet.set_column(1, 1, 30, looks.text)
    sheet.protect("", {"format_columns": True})
    kinds = {kind: word for word, kind in reversed(list(KIND_WORDS.items()))}
    values = {
        "unit": unit,
        "month": format_month(month) if month else None,
        "kind": kinds["full"],
        "version": load_workbook_contract().version,
    }
    for row, (name, label) in enumerate(COVER_LABELS.items()):
        sheet.write_string(row, 0, label, looks.label)
        sheet.write(row, 1, values.get(name), looks.text)
    for name, choices in (("unit", units), ("kind", list(kinds.values()))):
        row = list(COVER_LABELS).index(name)
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": choices})


def _write_instructions(sheet: Worksheet, looks: _Looks, contract: Workbook) -> None:
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 8)
    sheet.set_column(3, 3, 90)
    sheet.protect("", {"format_columns": True})
    sheet.write_string(0, 0, _text("instructions.title"), looks.title)
    lines = [key for key in _texts() if key.removeprefix("instructions.").isdigit()]
    for row, key in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, 3, _text(key), looks.wrapped)
        sheet.set_row(row, 32)
    row = len(lines) + 2
    for place, name in enumerate(("sheet", "heading", "required", "how")):
        sheet.write_string(row, place, _text(f"instructions.{name}"), looks.label)
    for described in contract.sheets:
        for field in _fields(described):
            row += 1
            required = _text("required") if field.is_required else ""
            for place, value in enumerate((described.title, _heading(field), required, _how(field))):
                sheet.write_string(row, place, value, looks.wrapped)


class _Page:
    """One sheet of the contract."""

    def __init__(self, sheet: Worksheet, described: Sheet, looks: _Looks, *, places: Sequence[str]) -> None:
        self._sheet = sheet
        self._fields = _fields(described)
        self._looks = looks
        self._places = places

    def write_headings(self) -> None:
        """The headings, locked and frozen; below them cells that say what they take."""
        sheet, looks = self._sheet, self._looks
        for column, field in enumerate(self._fields):
            sheet.set_column(column, column, _WIDE.get(field.name, _WIDTHS[field.type]), looks.of(field))
            sheet.write_string(
                0, column, _heading(field), looks.required if field.is_required else looks.optional
            )
            rule = _validation(field, self._places)
            if rule:
                sheet.data_validation(1, column, _ROWS, column, rule)
        sheet.set_column(len(self._fields), _LAST_COLUMN, None, looks.text)
        sheet.set_row(0, 36)
        names = [field.name for field in self._fields]
        sheet.freeze_panes(1, names.index("project_name") + 1 if "project_name" in names else 1)
        sheet.autofilter(0, 0, _ROWS, len(self._fields) - 1)
        allowed = (
            "format_cells",
            "format_columns",
            "format_rows",
            "insert_rows",
            "delete_rows",
            "sort",
            "autofilter",
        )
        # No password: the lock is against slips of the hand.
        sheet.protect("", dict.fromkeys(allowed, True))
        sheet.repeat_rows(0)
        sheet.set_landscape()

    def write_rows(self, rows: pl.DataFrame) -> None:
        """The rows below the headings."""
        for number, row in enumerate(rows.iter_rows(named=True), start=1):
            for column, field in enumerate(self._fields):
                value = number if field.name == "serial" else _value(field, row)
                self._write(number, column, value, self._looks.of(field))

    def write_comments(self, last: LastRows) -> None:
        """The cumulative figures of the last month, beside the blank cells that go on from them."""
        positions = {field.name: column for column, field in enumerate(self._fields)}
        for name in last.cumulative.columns:
            for number, value in enumerate(last.cumulative[name], start=1):
                if value is not None:
                    told = _text(
                        "comment.last", month=format_month(last.month), value=f"{value.normalize():f}"
                    )
                    self._sheet.write_comment(number, positions[name], told)

    def _write(self, row: int, column: int, value: Any, look: Format) -> None:
        match value:
            case None:
                return
            case date():
                self._sheet.write_datetime(row, column, value, look)
            case Decimal() if len(value.normalize().as_tuple().digits) > _MOST_DIGITS:
                self._sheet.write_string(row, column, f"{value.normalize():f}", look)
            case Decimal() | int() | float():
                self._sheet.write_number(row, column, float(value), look)
            case _:
                self._sheet.write_string(row, column, str(value), look)


def _fields(sheet: Sheet) -> list[Field]:
    return [field for field in sheet.fields if field.name not in _LEFT_OUT]


def _heading(field: Field) -> str:
    """The official heading with its unit."""
    return f"{field.heading}（{field.unit}）" if field.unit else field.heading


def _value(field: Field, row: Mapping[str, Any]) -> Any:
    """A landed value as a person writes it."""
    if field.has_several:
        codes = (row.get(f"{field.name}s") or row[field.name] or "").split("|")
        return "、".join(field.choices[code][0] for code in codes if code) or None
    value = row[field.name]
    if field.type is CellType.CHOICE and value is not None:
        return field.choices[value][0]
    if field.type is CellType.BOOLEAN and value is not None:
        # What a blank means needs no word.
        return None if value == field.blank_means else _YES_NO[0 if value else 1]
    return value


def _validation(field: Field, places: Sequence[str]) -> dict[str, Any] | None:
    """What Excel checks while a cell is typed; only a hint where the contract takes more than Excel can tell."""
    match field.type:
        case CellType.CHOICE:
            return _list_of([words[0] for words in field.choices.values()], is_hint=field.has_several)
        case CellType.LOCALITY:
            return _list_of([*places, *field.no_single_place[:2]], is_hint=True)
        case CellType.BOOLEAN:
            return _list_of(_YES_NO)
        case CellType.DATE:
            span = {"minimum": date(FIRST_YEAR, 1, 1), "maximum": date(LAST_YEAR, 12, 31)}
            return _between("date", span, error="error.date", is_hint=field.is_planned)
        case CellType.MONEY | CellType.DECIMAL | CellType.PERCENT:
            return _between("decimal", {"minimum": -_LARGEST, "maximum": _LARGEST}, error="error.number")
        case CellType.INTEGER if field.is_year:
            return _between("integer", {"minimum": FIRST_YEAR, "maximum": LAST_YEAR}, error="error.year")
        case _:
            return None


def _list_of(words: Sequence[str], *, is_hint: bool = False) -> dict[str, Any] | None:
    if len(",".join(words)) > _LONGEST_LIST:
        return None
    return {
        "validate": "list",
        "source": list(words),
        "error_type": "information" if is_hint else "stop",
        "error_message": _text("error.choice"),
    }


def _between(kind: str, span: Mapping[str, Any], *, error: str, is_hint: bool = False) -> dict[str, Any]:
    return {
        "validate": kind,
        "criteria": "between",
        **span,
        "error_type": "information" if is_hint else "stop",
        "error_message": _text(error),
    }


def _how(field: Field) -> str:
    choices = field.words_for_people()
    match field.type:
        case CellType.CHOICE:
            return _text("how.several" if field.has_several else "how.choice", choices=choices)
        case CellType.MONEY:
            return _text("how.money", unit=field.unit or "")
        case CellType.DECIMAL:
            return _text("how.decimal_unit", unit=field.unit) if field.unit else _text("how.decimal")
        case CellType.INTEGER if field.is_year:
            return _text("how.year")
        case CellType.DATE if field.is_planned:
            return _text("how.planned")
        case CellType.BOOLEAN if field.blank_means is not None:
            return _text(f"how.boolean_{str(field.blank_means).lower()}")
        case kind:
            return _text(f"how.{kind}")


def _text(key: str, **values: object) -> str:
    return _texts()[key].format(**values)


@cache
def _texts() -> Mapping[str, str]:
    table = files("ingestion.template").joinpath("texts.csv").read_text(encoding="utf-8")
    return {row["key"]: row["text"] for row in csv.DictReader(StringIO(table, newline=""))}
