"""A workbook as a county saves it, from the file to typed rows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ingestion.contract import CellType, Field, load_workbook_contract
from ingestion.identify import identify
from ingestion.parsing import assign_sheets, parse_sheet
from ingestion.readers import read_files
from tests.unit.ingestion.sheets import LOCALITIES

JULY = date(2020, 7, 1)
DAY = date(2020, 6, 15)
# What to write into a cell of each type, and what it lands as.
SAMPLES: dict[CellType, tuple[object, object]] = {
    CellType.TEXT: ("文字", "文字"),
    CellType.CODE: ("2020-421221-48-01-012345", "2020-421221-48-01-012345"),
    CellType.LOCALITY: ("嘉鱼县", "嘉鱼县"),
    CellType.MONEY: (1234.5, Decimal("1234.5")),
    CellType.DECIMAL: (0.1 + 0.2, Decimal("0.3")),
    CellType.PERCENT: (0.955, 0.955),
    CellType.DATE: (DAY, DAY),
    CellType.BOOLEAN: (True, True),
}


def sample(field: Field) -> tuple[object, object]:
    if field.type is CellType.CHOICE:
        code, words = next(iter(field.choices.items()))
        return words[0], code
    if field.type is CellType.INTEGER:
        return 2020, 2020
    return SAMPLES[field.type]


def heading(field: Field) -> str:
    return field.heading.replace("{year}", "2020").replace("{month}", "7")


def with_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        cover = book.add_worksheet("封面")
        for row, entry in enumerate(
            (("报送单位", "嘉鱼县"), ("报送月份", JULY), ("报送类型", "全量"), ("模板版本", 1))
        ):
            cover.write_row(row, 0, entry)
        for sheet in load_workbook_contract().sheets:
            table = book.add_worksheet(sheet.title)
            for column, field in enumerate(sheet.fields, start=1):
                table.write(2, column, heading(field))
                table.write(3, column, sample(field)[0])


def with_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "封面"
    for entry in (("报送单位", "嘉鱼县"), ("报送月份", "2020-07"), ("报送类型", "全量"), ("模板版本", "1")):
        book.active.append(entry)
    for sheet in load_workbook_contract().sheets:
        table = book.create_sheet(sheet.title)
        for column, field in enumerate(sheet.fields, start=2):
            table.cell(3, column, heading(field))
            table.cell(4, column, sample(field)[0])
    book.save(path)


@pytest.mark.parametrize("write", [with_xlsxwriter, with_openpyxl])
def test_every_field_of_every_sheet_comes_through(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "a.xlsx"
    write(path)
    (result,) = read_files([path])
    assert result.refusal is None
    who = identify(result.sheets, file_name=path.name, unit_lookup=LOCALITIES)
    assert (who.reporting_unit_code, who.report_month, who.kind) == ("421221", JULY, "full")
    assert who.findings.is_empty()
    assigned, findings = assign_sheets(result.sheets, month=JULY)
    assert findings.is_empty()
    for sheet in load_workbook_contract().sheets:
        parsed = parse_sheet(assigned[sheet.content], sheet.content, month=JULY, locality_lookup=LOCALITIES)
        assert set(parsed.findings["rule_id"]) <= {"AMBIGUOUS_CUMULATIVE"}
        (row,) = parsed.rows.iter_rows(named=True)
        assert row["row_number"] == 4
        for field in sheet.landed_fields:
            assert row[field.name] == sample(field)[1], field.name
        assert parsed.source_columns["column_letter"][0] == ("C" if sheet.content == "ledger" else "B")
