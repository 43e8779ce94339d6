"""The return file: the same workbook, marked; readable again; safe."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from ingestion.feedback.return_file import return_file
from ingestion.policy import Policy, load_policy
from ingestion.receive import CheckResult, check_files
from ingestion.settings import Settings

HEADINGS = ["序号", "项目名称", "投资类型", "总投资（万元）", "所在库", "本月完成投资", "说明一"]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Settings().policy_dir)


def check(path: Path, policy: Policy) -> CheckResult:
    [result] = check_files([path], settings=Settings(), policy=policy)
    return result


def marked(path: Path, policy: Policy, **options: Any) -> Any:
    result = check(path, policy)
    return openpyxl.load_workbook(
        BytesIO(return_file(path, result.findings, record=result.record, unit_name="嘉鱼县", **options))
    )


def told(result: CheckResult) -> list[tuple[object, ...]]:
    """What a file was understood as, and what is wrong with it."""
    record = result.record
    return [
        (record.reporting_unit_code, record.report_month, record.kind, record.outcome),
        (record.accepted_row_count, record.rejected_row_count),
        *result.findings.select("rule_id", "sheet", "row_number", "column_letter", "raw_value").rows(),
    ]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A clerk's workbook: formulas with results, merged headings, formats, a validation, a remark."""
    path = tmp_path / "嘉鱼县_2020-07_全量.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("项目台账")
        money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
        sheet.merge_range("A1:G1", "嘉鱼县2020年7月重大项目月报表", bold)
        sheet.write_row("A2", HEADINGS)
        sheet.write_row("A3", ["1", "甲", "企业投资", 20000, "储备库"])
        sheet.write_row("A4", ["2", "乙", "企业投资", "超30亿", "储备库"])
        sheet.write_row("A5", ["3", "丙", "企业投资", "", "建设库"])
        sheet.write_formula("D5", "=SUM(D3,1)", money, 20001)
        sheet.write_formula("G3", '=B3&"=注"', None, "甲=注")
        sheet.write_formula("G4", "=D3>1", None, value=True)
        sheet.write_formula("G5", "=1/0", None, "#DIV/0!")
        sheet.write_row("A6", ["4", "丁", "个体", 3, "储备库"])
        sheet.data_validation("E3:E99", {"validate": "list", "source": ["储备库", "建设库"]})
        sheet.write_comment("D4", "等县里回话", {"author": "张三"})
        sheet.set_column("B:B", 33)
        sheet.freeze_panes(2, 0)
        book.add_worksheet("草稿").hide()
    return path


def test_the_workbook_comes_back_marked_and_otherwise_the_same(workbook: Path, policy: Policy) -> None:
    before = openpyxl.load_workbook(workbook)
    after = marked(workbook, policy)
    assert after.sheetnames == ["校验结果", "项目台账", "草稿"]
    assert after["草稿"].sheet_state == "hidden"
    old, new = before["项目台账"], after["项目台账"]
    assert {cell.coordinate: cell.value for row in old.iter_rows() for cell in row} == {
        cell.coordinate: cell.value for row in new.iter_rows() for cell in row
    }
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new["D5"].number_format == "#,##0.00"
    assert new["A1"].font.bold
    assert new.column_dimensions["B"].width == old.column_dimensions["B"].width
    assert new.freeze_panes == "A3"
    [validation] = new.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1) == ("E3:E99", '"储备库,建设库"')
    assert new["D4"].fill.start_color.rgb == "FFFFC7CE"
    assert new["D3"].fill.fill_type is None
    assert new["D4"].comment.text.startswith("等县里回话")
    assert "超30亿" in new["D4"].comment.text
    assert new["D4"].comment.author == "张三"
    # 丙 has no start: a finding about the row is marked on its name; 说明一 is an unknown heading.
    assert new["B5"].fill.start_color.rgb == "FFFFEB9C"
    assert "说明一" in new["G2"].comment.text


def test_the_list_names_every_problem_and_leads_to_its_cell(workbook: Path, policy: Policy) -> None:
    page = marked(workbook, policy)["校验结果"]
    rows = {row[6].value: row for row in page.iter_rows() if row[6].value}
    [message] = [message for message in rows if "超30亿" in message]
    severity, sheet, row, column, heading, value, _, advice = (cell.value for cell in rows[message][:8])
    assert (severity, sheet, row, column, heading, value) == (
        "错误",
        "项目台账",
        "第 4 行",
        "D",
        "总投资（万元）",
        "超30亿",
    )
    assert advice
    assert rows[message][2].hyperlink.location == "'项目台账'!D4"
    severities = [row[0].value for row in page.iter_rows() if row[0].value in ("错误", "提醒", "说明")]
    assert severities == sorted(severities, key=["错误", "提醒", "说明"].index)


def test_it_speaks_english_on_request(workbook: Path, policy: Policy) -> None:
    book = marked(workbook, policy, lang="en")
    assert "Error" in book["项目台账"]["D4"].comment.text
    assert any("What is wrong" in row for row in book["校验结果"].iter_rows(values_only=True))


def test_it_is_read_as_the_file_was_under_any_name(workbook: Path, policy: Policy, tmp_path: Path) -> None:
    first = check(workbook, policy)
    back = tmp_path / "改好了.xlsx"
    back.write_bytes(return_file(workbook, first.findings, record=first.record, unit_name="嘉鱼县"))
    again = check(back, policy)
    assert again.record.report_month == date(2020, 7, 1)
    # The kind stood in the name alone; without it the list says it.
    assert told(again) == told(first)


def test_repaired_and_sent_again_its_marks_are_of_the_time_before(
    workbook: Path, policy: Policy, tmp_path: Path
) -> None:
    first = check(workbook, policy)
    back = tmp_path / "改好了.xlsx"
    back.write_bytes(return_file(workbook, first.findings, record=first.record, unit_name="嘉鱼县"))
    book = openpyxl.load_workbook(back)
    book["项目台账"]["D4"] = 3000
    book.save(back)
    book = marked(back, policy)
    assert book.sheetnames == ["校验结果", "项目台账", "草稿"]
    cell = book["项目台账"]["D4"]
    assert (cell.fill.fill_type, cell.comment.text, cell.comment.author) == (None, "等县里回话", "张三")
    assert book["项目台账"]["C6"].fill.start_color.rgb == "FFFFC7CE"


def test_what_openpyxl_itself_writes_stays(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "项目台账"
    page.append(HEADINGS)
    page.append(["1", "甲", "企业投资", "超3亿", "储备库"])
    page.conditional_formatting.add("D2:D9", CellIsRule("greaterThan", ["1"], font=Font(bold=True)))
    validation = DataValidation("whole", operator="greaterThan", formula1="0")
    validation.add("D2:D9")
    page.add_data_validation(validation)
    page["B2"].comment = Comment("请核实", "李四")
    page["B2"].fill = PatternFill("solid", start_color="FF00FF00")
    page.protection.sheet = True
    book.save(path)
    page = marked(path, policy)["项目台账"]
    assert len(page.conditional_formatting) == 1
    assert page.data_validations.dataValidation[0].type == "whole"
    assert (page["B2"].comment.text, page["B2"].fill.start_color.rgb) == ("请核实", "FF00FF00")
    assert page.protection.sheet


def test_a_csv_comes_back_as_a_workbook_of_texts(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.csv"
    rows = ["甲,企业投资,=1+1,储备库", "@SUM(A1),企业投资,007.10,储备库", "+86,企业投资,-3,储备库"]
    path.write_text("\n".join(["项目名称,投资类型,总投资,所在库", *rows]), "utf-8")
    first = check(path, policy)
    content = return_file(path, first.findings, record=first.record, unit_name="嘉鱼县")
    page = openpyxl.load_workbook(BytesIO(content))["项目台账"]
    assert [cell.value for cell in page[2]] == ["甲", "企业投资", "=1+1", "储备库"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    with zipfile.ZipFile(BytesIO(content)) as book:
        assert not any(b"<f>" in book.read(part) for part in book.namelist() if "worksheets" in part)
    back = tmp_path / "改好了.xlsx"
    back.write_bytes(content)
    assert told(check(back, policy)) == told(first)


def test_a_value_in_the_list_is_never_a_formula(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.csv"
    path.write_text(
        '项目名称,投资类型,总投资,所在库\n甲,企业投资,"=HYPERLINK(""http://x"")",储备库\n', "utf-8"
    )
    result = check(path, policy)
    page = openpyxl.load_workbook(BytesIO(return_file(path, result.findings)))["校验结果"]
    assert any("=HYPERLINK" in str(cell.value) for row in page.iter_rows() for cell in row)
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


def test_a_refused_file_is_not_opened(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    assert marked(path, policy).sheetnames == ["校验结果"]


def test_a_workbook_the_guard_refuses_is_not_opened(workbook: Path, tmp_path: Path, policy: Policy) -> None:
    """A sheet with a far cell opens well in openpyxl; the guard decides before."""
    book = openpyxl.load_workbook(workbook)
    book["项目台账"]["XFD1048576"] = 1
    path = tmp_path / "嘉鱼县_2020-07_全量.xlsx"
    book.save(path)
    assert marked(path, policy).sheetnames == ["校验结果"]


def test_many_cells_are_all_coloured_and_the_list_has_an_end(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.csv"
    rows = [f"项目{n},企业投资,超{n}亿,储备库" for n in range(5_200)]
    path.write_text("\n".join(["项目名称,投资类型,总投资,所在库", *rows]), "utf-8")
    book = marked(path, policy)
    page = book["项目台账"]
    assert all(page.cell(row, 3).fill.start_color.rgb == "FFFFC7CE" for row in range(2, 5_202))
    texts = [cell for row in book["校验结果"].iter_rows(values_only=True) for cell in row if cell]
    assert "第 2–5201 行" in texts
    assert any("还有 200 处没有列出" in str(cell) for cell in texts)
