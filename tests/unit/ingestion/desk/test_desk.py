"""The desk: one file from its first look to its receipt, what it replaces, and what is left behind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from ingestion.assemble import FirstLook
from ingestion.contract import load_workbook_contract
from ingestion.desk import Upload, check_upload, compare, no_change_file, original, receive_upload, sent, sums
from ingestion.policy import Policy, load_policy
from ingestion.settings import DEFAULT_POLICY_DIR, Settings

HEADINGS = ("项目名称", "投资类型", "总投资（万元）", "所在库")
UNIT, NAME = "421221", "嘉鱼县"
MAY = date(2020, 5, 1)


def full(*rows: tuple[str, object], month: str = "2020-05") -> Upload:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目台账"
    sheet.append(HEADINGS)
    for name, total in rows:
        sheet.append((name, "企业投资", total, "储备库"))
    buffer = BytesIO()
    book.save(buffer)
    return Upload(file_name=f"{NAME}_{month}_全量.xlsx", content=buffer.getvalue())


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(DEFAULT_POLICY_DIR)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_checking_tells_first_what_reading_found_and_records_nothing(
    settings: Settings, policy: Policy
) -> None:
    looks: list[FirstLook] = []
    upload = full(("甲项目", 20_000), ("乙项目", "两亿多"))
    checked = check_upload(upload, settings=settings, policy=policy, tell_first=looks.append)
    assert [(look.reporting_unit_code, look.report_month) for look in looks] == [(UNIT, MAY)]
    assert looks[0].findings["rule_id"].to_list().count("NOT_A_NUMBER") == 1
    assert checked.record.rejected_row_count == 1
    assert sums(checked.ledger)["total_investment_wan"] == Decimal(20_000)
    assert sums(checked.ledger)["month_investment_wan"] is None
    assert checked.replaces is checked.same_as is None
    assert sent(settings=settings, policy=policy) == []
    assert list((settings.data_dir / "uploads").iterdir()) == []


def test_a_second_version_replaces_the_first_and_both_stay(settings: Settings, policy: Policy) -> None:
    first, second = full(("甲项目", 20_000)), full(("甲项目", 21_000))
    receipt = receive_upload(first, settings=settings, policy=policy)
    assert receipt.sha256 == first.sha256
    again = check_upload(first, settings=settings, policy=policy)
    assert again.same_as is not None
    assert again.replaces is None
    newer = check_upload(second, settings=settings, policy=policy)
    assert newer.replaces is not None
    assert newer.replaces.file_name == first.file_name
    receive_upload(second, settings=settings, policy=policy)
    known = sent(settings=settings, policy=policy)
    assert [one.record.sha256 for one in known] == [second.sha256, first.sha256]
    assert [one.standing.superseded_by is None for one in known] == [True, False]
    assert original(first.sha256, settings=settings) == first.content


def test_no_change_is_a_file_like_any_other(settings: Settings, policy: Policy) -> None:
    upload = no_change_file(unit_name=NAME, month=MAY, reporter="张某某")
    assert upload == no_change_file(unit_name=NAME, month=MAY, reporter="张某某")
    receive_upload(full(("甲项目", 20_000), month="2020-04"), settings=settings, policy=policy)
    receipt = receive_upload(upload, settings=settings, policy=policy)
    assert (receipt.kind, receipt.reporting_unit_code, receipt.report_month) == ("no_change", UNIT, MAY)
    assert receipt.is_effective
    assert original(receipt.sha256, settings=settings) == upload.content


def test_a_month_that_has_not_come_is_refused_before_and_on_receipt(
    settings: Settings, policy: Policy
) -> None:
    ahead = full(("甲项目", 20_000), month=f"{datetime.now(UTC).year + 2}-01")
    checked = check_upload(ahead, settings=settings, policy=policy)
    receipt = receive_upload(ahead, settings=settings, policy=policy)
    assert checked.record.outcome == receipt.outcome == "rejected"
    for findings in (checked.submission.findings, receipt.findings):
        assert "PERIOD_IN_FUTURE" in findings["rule_id"].to_list()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, b"PK\x03\x04 torn"])
def test_what_cannot_be_read_is_refused_kindly(settings: Settings, policy: Policy, content: bytes) -> None:
    checked = check_upload(
        Upload(file_name="../台账.xlsx", content=content), settings=settings, policy=policy
    )
    assert checked.record.outcome == "rejected"
    assert checked.ledger.is_empty()
    assert checked.replaces is None
    assert not checked.submission.findings.is_empty()


def ledger(*rows: tuple[str, str | None, int]) -> pl.DataFrame:
    schema = load_workbook_contract().by_content["ledger"].row_schema
    return pl.DataFrame(
        [
            {"name_key": name, "project_name": name, "project_code": code, "library": "reserve"}
            | {"total_investment_wan": Decimal(total)}
            for name, code, total in rows
        ],
        schema={name: schema[name] for name in schema.names()},
    )


def test_two_ledgers_are_compared_by_code_then_by_name() -> None:
    before = ledger(("甲", "C1", 100), ("乙", None, 100), ("丙", None, 100), ("丁", None, 100))
    found = compare(
        ledger(("甲改名", "C1", 100), ("乙", None, 500), ("丙", None, 100), ("戊", None, 9)), before
    )
    names = {
        kind: getattr(found, kind)["project_name"].to_list()
        for kind in ("added", "gone", "changed", "jumped")
    }
    assert names == {"added": ["戊"], "gone": ["丁"], "changed": ["甲改名", "乙"], "jumped": ["乙"]}


def test_a_row_that_lost_its_code_is_still_the_same() -> None:
    found = compare(ledger(("甲", None, 100)), ledger(("甲", "C1", 100)))
    assert found.added.is_empty()
    assert found.gone.is_empty()
