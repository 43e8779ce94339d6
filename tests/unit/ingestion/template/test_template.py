"""The official workbook: everything of the contract, checked while it is typed, read back without a finding."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from ingestion.assemble import Source, assemble
from ingestion.contract import CellType, Content, Sheet, load_workbook_contract
from ingestion.landing import Submission
from ingestion.policy import Policy, load_policy
from ingestion.settings import Settings
from ingestion.template.rows import LastRows
from ingestion.template.workbook import template

CONTRACT = load_workbook_contract()
UNIT, MONTH = "421221", date(2020, 8, 1)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Settings().policy_dir)


def read(content: bytes, folder: Path, policy: Policy) -> Submission:
    path = folder / "任意名.xlsx"
    path.write_bytes(content)
    [(_, [submission])] = assemble([Source(path=path, sha256="0" * 64, file_name=path.name)], policy=policy)
    return submission


def sample_row(sheet: Sheet) -> dict[str, Any]:
    """A row that says something in every field."""
    values: dict[CellType, Any] = {
        CellType.TEXT: "甲",
        CellType.CODE: "2020-421221-48-01-012345",
        CellType.LOCALITY: "嘉鱼县",
        CellType.MONEY: Decimal("12345.6789"),
        CellType.DECIMAL: Decimal("12.5"),
        CellType.PERCENT: 0.95,
        CellType.INTEGER: 2020,
        CellType.DATE: date(2020, 3, 15),
        CellType.BOOLEAN: True,
    }
    row = {
        field.name: next(iter(field.choices)) if field.choices else values[field.type]
        for field in sheet.landed_fields
    }
    several = {f"{field.name}s": "|".join(field.choices) for field in sheet.fields if field.has_several}
    name = {"project_name": "甲项目（一期）"} if "project_name" in row else {}
    return row | several | name


def frame(content: Content, *rows: dict[str, Any]) -> pl.DataFrame:
    schema = CONTRACT.by_content[content].row_schema
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )


def test_the_blank_workbook_has_every_sheet_and_heading(policy: Policy) -> None:
    book = openpyxl.load_workbook(BytesIO(template(policy=policy)))
    assert book.sheetnames == ["封面", "填报说明", *(sheet.title for sheet in CONTRACT.sheets)]
    for sheet in CONTRACT.sheets:
        headings = [cell.value for cell in book[sheet.title][1]]
        wanted = [field for field in sheet.fields if field.name != "ambiguous_cumulative_wan"]
        assert [heading.split("（万元）")[0].split("（亩）")[0] for heading in headings] == [
            field.heading for field in wanted
        ]
        assert book[sheet.title].freeze_panes in {"A2", "B2", "C2", "D2"}


def test_headings_are_locked_and_cells_are_not(policy: Policy) -> None:
    page = openpyxl.load_workbook(BytesIO(template(policy=policy)))["项目台账"]
    assert page.protection.sheet
    assert page.protection.password is None
    assert page["A1"].protection.locked
    # A cell that is not there has its column's look.
    assert not any(column.protection.locked for column in page.column_dimensions.values())


def test_every_choice_date_and_number_is_checked_while_it_is_typed(policy: Policy) -> None:
    book = openpyxl.load_workbook(BytesIO(template(policy=policy)))
    for sheet in CONTRACT.sheets:
        page = book[sheet.title]
        rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
        for cell, field in zip(
            page[1], (item for item in sheet.fields if item.name != "ambiguous_cumulative_wan"), strict=True
        ):
            rule = rules.get(f"{cell.column_letter}2")
            if field.type is CellType.CHOICE:
                assert rule is not None, field.name
                assert rule.formula1.strip('"').split(",") == [words[0] for words in field.choices.values()]
            elif field.type in (CellType.DATE, CellType.MONEY, CellType.DECIMAL, CellType.PERCENT):
                assert rule is not None, field.name
                assert rule.type == ("date" if field.type is CellType.DATE else "decimal")
            elif field.type is CellType.BOOLEAN:
                assert rule is not None
                assert rule.formula1 == '"是,否"'
            elif field.type is CellType.TEXT:
                assert rule is None
    units = [rule.formula1 for rule in book["封面"].data_validations.dataValidation]
    assert any("嘉鱼县" in formula for formula in units)


def test_blank_it_lacks_nothing_but_unit_and_month(tmp_path: Path, policy: Policy) -> None:
    said = read(template(policy=policy), tmp_path, policy)
    assert said.findings["rule_id"].to_list() == ["UNIT_UNKNOWN", "PERIOD_UNKNOWN"]


def test_with_unit_and_month_and_no_row_it_is_read_without_a_finding(tmp_path: Path, policy: Policy) -> None:
    said = read(template(policy=policy, unit=UNIT, month=MONTH), tmp_path, policy)
    assert said.findings.is_empty()
    assert (said.record.reporting_unit_code, said.record.report_month, said.record.kind) == (
        UNIT,
        MONTH,
        "full",
    )
    assert {count.content for count in said.record.sheets} == set(CONTRACT.by_content)


def test_every_field_of_every_sheet_is_read_back_as_it_was(tmp_path: Path, policy: Policy) -> None:
    rows = {sheet.content: frame(sheet.content, sample_row(sheet)) for sheet in CONTRACT.sheets}
    last = LastRows(month=date(2020, 7, 1), rows=rows, cumulative=pl.DataFrame())
    said = read(template(policy=policy, unit=UNIT, month=MONTH, last=last), tmp_path, policy)
    assert not said.findings.filter(pl.col("severity") == "error").height, said.findings
    for sheet in CONTRACT.sheets:
        names = [field.name for field in sheet.landed_fields if field.name != "ambiguous_cumulative_wan"]
        assert said.rows[sheet.content].select(names).rows() == rows[sheet.content].select(names).rows()


def test_texts_stay_texts(policy: Policy) -> None:
    rows = {"ledger": frame("ledger", {"project_name": "=1+1", "site": "@SUM(A1)", "library": "reserve"})}
    last = LastRows(month=date(2020, 7, 1), rows=rows)  # type: ignore[arg-type]  # one content of eight
    page = openpyxl.load_workbook(BytesIO(template(policy=policy, unit=UNIT, month=MONTH, last=last)))[
        "项目台账"
    ]
    assert (page["C2"].value, page["C2"].data_type) == ("=1+1", "s")


def test_a_sheet_whose_rows_are_not_known_is_left_out(policy: Policy) -> None:
    last = LastRows(month=date(2020, 7, 1), rows={"ledger": frame("ledger")})
    book = openpyxl.load_workbook(BytesIO(template(policy=policy, unit=UNIT, month=MONTH, last=last)))
    assert book.sheetnames == ["封面", "填报说明", "项目台账"]


def test_the_cumulative_figures_of_the_last_month_stand_beside_blank_cells(policy: Policy) -> None:
    row = {"project_name": "甲", "library": "construction", "investor_kind": "enterprise"}
    last = LastRows(
        month=date(2020, 7, 1),
        rows={"ledger": frame("ledger", row)},
        cumulative=pl.DataFrame({"ytd_investment_wan": [Decimal("300.0000")]}),
    )
    page = openpyxl.load_workbook(BytesIO(template(policy=policy, unit=UNIT, month=MONTH, last=last)))[
        "项目台账"
    ]
    [cell] = [cell for cell in page[2] if cell.comment]
    assert page.cell(1, cell.column).value == "本年累计完成投资（万元）"
    assert (cell.value, cell.comment.text) == (None, "上次报送（2020-07）：300")
