"""Filings as official workbooks: the cover, the ledger, and the other sheets that a filing brings along.

Here: cells and bytes, the same for the same filing. Not here: what a filing says (events) and figures (truth).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.contract import Content, Sheet, load_workbook_contract
from ingestion.sample import calibration
from ingestion.sample.filings import has_total_row
from ingestion.sample.model import Cell, Filing, Kind, LedgerRow, ReportedRow

REPORTER = "模拟数据"
PHONE = "0715-0000000"
_KIND_WORDS: dict[Kind, str] = {"full": "全量", "correction": "更正", "no_change": "无变化"}
# A workbook carries its date of creation; a fixed one keeps the bytes the same from run to run.
_CREATED = datetime(2020, 1, 1, tzinfo=UTC)
# The template has no bare 累计完成投资: that heading is only accepted from others' files.
_NOT_IN_TEMPLATE = "ambiguous_cumulative_wan"
_LEDGER_FIELDS = tuple(field.name for field in fields(LedgerRow))
_MONEY_TOTALS = (
    "total_investment_wan", "annual_plan_wan", "month_investment_wan", "ytd_investment_wan",
    "cumulative_investment_wan",
)  # fmt: skip


def template_fields(content: Content) -> tuple[tuple[str, str], ...]:
    """Field and official heading of each of a sheet's columns, in order."""
    sheet = load_workbook_contract().by_content[content]
    return tuple((field.name, field.heading) for field in sheet.fields if field.name != _NOT_IN_TEMPLATE)


def workbook_bytes(filing: Filing) -> bytes:
    """The filing's workbook."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties(
        {"title": "模拟数据", "comments": "模拟数据，不代表任何真实项目", "created": _CREATED}
    )
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    _write_cover(workbook.add_worksheet("封面"), filing)
    if filing.kind != "no_change":
        contract = load_workbook_contract()
        ledger = contract.by_content["ledger"]
        _write_ledger(workbook.add_worksheet(ledger.title), filing, sheet=ledger, day=day)
        for sheet in contract.sheets:
            if sheet.content in filing.annexes:
                words = _words(sheet)
                target = workbook.add_worksheet(sheet.title)
                columns = template_fields(sheet.content)
                _write_headings(target, columns, row=0)
                for number, cells in enumerate(filing.annexes[sheet.content], start=1):
                    for column, (name, _) in enumerate(columns):
                        _write_cell(target, (number, column), cells.get(name), words=words.get(name), day=day)
    workbook.close()
    return buffer.getvalue()


def _write_cover(sheet: Worksheet, filing: Filing) -> None:
    unit = calibration.UNIT_BY_CODE[filing.cover_unit or filing.unit]
    month = filing.cover_month or filing.month
    lines = (
        ("报送单位", unit.name),
        ("报送月份", f"{month:%Y-%m}"),
        ("报送类型", _KIND_WORDS[filing.kind]),
        ("模板版本", "1"),
        ("填报人", REPORTER),
        ("联系电话", PHONE),
    )
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, value)


def _write_ledger(target: Worksheet, filing: Filing, *, sheet: Sheet, day: Format) -> None:
    columns = template_fields("ledger")
    words = _words(sheet)
    top = 0
    is_titled = has_total_row(filing.unit) and filing.kind == "full" and not filing.is_rejected
    if is_titled:
        name = calibration.UNIT_BY_CODE[filing.unit].name
        target.write_string(0, 0, f"{name}{filing.month.year}年{filing.month.month}月重大项目月报表")
        target.write_string(1, 0, "单位：万元")
        top = 2
    _write_headings(target, columns, row=top)
    position = {name: column for column, (name, _) in enumerate(columns)}
    for number, reported in enumerate(filing.rows, start=1):
        row = top + number
        target.write_number(row, 0, number)
        for name in _LEDGER_FIELDS:
            value = getattr(reported.row, name)
            if name in reported.typed:
                value = reported.typed[name] or None
            if value is None or (value is False and name in _FLAGS):
                continue
            _write_cell(target, (row, position[name]), value, words=words.get(name), day=day)
    if is_titled and filing.rows:
        row = top + len(filing.rows) + 1
        target.write_string(row, position["project_name"], "合计")
        for name in _MONEY_TOTALS:
            total = _total(filing.rows, name) + (Decimal(1000) if filing.has_wrong_total_row else 0)
            target.write_number(row, position[name], float(total))


# These flags mean 否 when blank, so clerks leave them blank.
_FLAGS = frozenset({"is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority"})


def _total(rows: Sequence[ReportedRow], name: str) -> Decimal:
    """The sum of what stands in the column; a cell typed as words adds nothing."""
    values = (getattr(reported.row, name) for reported in rows if name not in reported.typed)
    return sum((value for value in values if value is not None), Decimal(0))


def _words(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Per choice field, the official word of each code."""
    return {
        field.name: {code: words[0] for code, words in field.choices.items()}
        for field in sheet.fields
        if field.choices
    }


def _write_headings(sheet: Worksheet, columns: Sequence[tuple[str, str]], *, row: int) -> None:
    for column, (_, heading) in enumerate(columns):
        sheet.write_string(row, column, heading)


def _write_cell(
    sheet: Worksheet,
    place: tuple[int, int],
    value: Cell | tuple[str, ...],
    *,
    words: dict[str, str] | None,
    day: Format,
) -> None:
    row, column = place
    if value is None or value == ():
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, tuple):
        sheet.write_string(row, column, "、".join((words or {}).get(code, code) for code in value))
    else:
        sheet.write_string(row, column, (words or {}).get(value, value))
