from collections.abc import Sequence
from datetime import date

from ingestion.parsing import assign_sheets
from ingestion.readers import RawSheet
from tests.unit.ingestion.sheets import raw_sheet

JULY = date(2020, 7, 1)
LEDGER = [["项目名称", "投资类型", "总投资", "所在库"], ["甲", "企业投资", "1", "储备库"]]


def sheet(name: str, rows: Sequence[Sequence[str | None]] = LEDGER) -> RawSheet:
    return raw_sheet(rows, name=name)


def assigned(*sheets: RawSheet) -> tuple[dict[str, str], list[str]]:
    found, findings = assign_sheets(sheets, month=JULY)
    return {content: raw.name for content, raw in found.items()}, findings["rule_id"].to_list()


def test_sheets_by_their_names() -> None:
    names = [
        "封面",
        "项目台账",
        "前期手续",
        "要素保障",
        "专家评估",
        "资金争取",
        "招商引资",
        "标准地",
        "前期经费",
    ]
    found, rules = assigned(*map(sheet, names))
    assert list(found.values()) == names[1:]
    assert rules == []


def test_a_longer_name_and_one_with_blanks() -> None:
    assert assigned(sheet("附件1 项目台账"), sheet("前期 手续"))[0] == {
        "ledger": "附件1 项目台账",
        "approvals": "前期 手续",
    }


def test_the_exact_name_is_preferred_and_the_other_is_said() -> None:
    assert assigned(sheet("项目台账"), sheet("项目台账（旧）")) == ({"ledger": "项目台账"}, ["UNKNOWN_SHEET"])


def test_the_one_sheet_with_the_headings_is_the_ledger() -> None:
    found, rules = assigned(sheet("说明", [["请于5日前报送"]]), sheet("Sheet1"), sheet("Sheet2", []))
    assert found == {"ledger": "Sheet1"}
    assert rules == ["UNKNOWN_SHEET"]


def test_a_sheet_with_most_headings_is_the_ledger_so_that_what_it_lacks_is_told() -> None:
    found, _ = assigned(sheet("Sheet1", [["项目名称", "总投资"], ["甲", "1"]]), sheet("Sheet2", [["x"]]))
    assert found == {"ledger": "Sheet1"}


def test_two_ledgers_are_refused() -> None:
    assert assigned(sheet("Sheet1"), sheet("Sheet2"))[1][0] == "SHEET_AMBIGUOUS"
    assert assigned(sheet("项目台账1"), sheet("项目台账2"))[1][0] == "SHEET_AMBIGUOUS"


def test_a_workbook_without_tables_has_no_ledger() -> None:
    assert assigned(sheet("封面", [["报送单位", "嘉鱼县"]]), sheet("校验结果", [["x"]])) == ({}, [])
