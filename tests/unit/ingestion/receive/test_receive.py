"""Receiving end to end, over real files: what lands, what a receipt says, what survives a crash."""

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from ingestion import receive
from ingestion.archive import Archive
from ingestion.durable import StorageError
from ingestion.landing import LandingIndex
from ingestion.policy import Policy, load_policy
from ingestion.receive import check_files, land_deliveries, receive_files, receive_inbox
from ingestion.settings import Settings
from tests.hostile import corpus as hostile

HEADINGS = "项目名称,投资类型,总投资（万元）,所在库,实际开工日期"
JULY = "嘉鱼县_2020-07_全量.csv"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Settings().policy_dir)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def ledger(folder: Path, *rows: str, name: str = JULY, headings: str = HEADINGS, age_s: float = 60) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([headings, *(rows or ("甲,企业投资,20000,储备库,",))]), encoding="utf-8")
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


def content_of(settings: Settings, policy: Policy) -> list[object]:
    """All that has landed, as values."""
    landed = land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)
    index = LandingIndex(sorted({item.directory for item in landed}))
    frames = [
        pl.read_parquet(path).rows()
        for folder in index.submission_dirs
        for path in sorted(folder.glob("*.parquet"))
    ]
    return [index.records(), frames]


def files_of(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }


def test_a_good_file_is_accepted(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    [receipt] = receive_files([ledger(tmp_path)], settings=settings, policy=policy)
    assert (receipt.reporting_unit_code, receipt.report_month, receipt.kind) == (
        "421221",
        date(2020, 7, 1),
        "full",
    )
    assert receipt.outcome == "accepted", receipt.findings
    assert (receipt.accepted_row_count, receipt.rejected_row_count) == (1, 0)
    assert receipt.is_new
    assert receipt.is_effective
    assert not receipt.is_superseded
    [landed] = land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)
    rows = pl.read_parquet(landed.directory / "ledger.parquet")
    assert rows.select("row_number", "is_accepted", "name_key", "library").rows() == [
        (2, True, "甲", "reserve")
    ]


def test_the_same_file_again_changes_nothing_and_the_receipt_says_so(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    path = ledger(tmp_path)
    [first] = receive_files([path], settings=settings, policy=policy)
    landed = files_of(settings.landing)
    [again] = receive_files([path], settings=settings, policy=policy)
    assert again.submission_id == first.submission_id
    assert not again.is_new
    assert again.first_received_at == first.received_at
    assert files_of(settings.landing) == landed
    assert len(Archive(settings.archive).deliveries()) == 2


def test_a_receipt_says_which_later_one_superseded_it(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    old, new = ledger(tmp_path / "old"), ledger(tmp_path / "new", "甲,企业投资,30000,储备库,")
    receipts = receive_files([old, new], settings=settings, policy=policy)
    assert [receipt.is_superseded for receipt in receipts] == [True, False]
    assert receipts[0].superseded_by is not None
    assert receipts[0].superseded_by.submission_id == receipts[1].submission_id
    [again] = receive_files([old], settings=settings, policy=policy)
    assert (again.is_new, again.is_superseded) == (False, True)


def test_a_bad_row_is_refused_and_counted(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    path = ledger(
        tmp_path,
        "甲,企业投资,20000,储备库,",
        "乙,企业投资,超30亿,储备库,",
        "丙,企业投资,,储备库,",
        "甲,企业投资,20000,储备库,",
        "丁,企业投资,20000,建设库,",
        ",,,,",
        "合计,,80000,,",
    )
    [receipt] = receive_files([path], settings=settings, policy=policy)
    assert receipt.outcome == "accepted_with_findings"
    assert (receipt.row_count, receipt.accepted_row_count, receipt.rejected_row_count) == (
        receipt.accepted_row_count + receipt.rejected_row_count + receipt.skipped_row_count,
        2,
        3,
    )
    told = {
        (row["row_number"], row["rule_id"]): row
        for row in receipt.findings.to_dicts()
        if row["severity"] != "info"
    }
    assert {
        (3, "NOT_A_NUMBER"),
        (4, "REQUIRED_BLANK"),
        (5, "DUPLICATE_PROJECT"),
        (6, "START_DATE_MISSING"),
    } <= set(told)
    assert told[3, "NOT_A_NUMBER"]["raw_value"] == "超30亿"
    assert told[4, "REQUIRED_BLANK"]["column_letter"] == "C"
    assert "总投资" in told[4, "REQUIRED_BLANK"]["message"]
    assert "甲" in told[5, "DUPLICATE_PROJECT"]["message"]
    assert receipt.findings["finding_number"].to_list() == list(range(1, receipt.findings.height + 1))


def test_a_bad_file_is_landed_as_rejected_and_stops_no_other(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    empty = tmp_path / "咸安区_2020-07_全量.csv"
    empty.write_bytes(b"")
    unknown = ledger(tmp_path, name="某某_全量.csv")
    missing = ledger(tmp_path, "甲,储备库", name="赤壁市_2020-07_全量.csv", headings="项目名称,所在库")
    good = ledger(tmp_path)
    receipts = receive_files([empty, unknown, missing, good], settings=settings, policy=policy)
    assert [receipt.outcome for receipt in receipts] == ["rejected", "rejected", "rejected", "accepted"]
    assert receipts[1].reporting_unit_code is None
    assert "FILE_EMPTY" in receipts[0].findings["rule_id"].to_list()
    assert "UNIT_UNKNOWN" in receipts[1].findings["rule_id"].to_list()
    assert "REQUIRED_COLUMN_MISSING" in receipts[2].findings["rule_id"].to_list()
    for receipt in receipts:
        assert (
            receipt.row_count
            == receipt.accepted_row_count + receipt.rejected_row_count + receipt.skipped_row_count
        )
    assert all(receipt.accepted_row_count == 0 for receipt in receipts[:3])
    assert not any(receipt.is_effective for receipt in receipts[:3])


def test_the_order_of_receiving_does_not_matter(tmp_path: Path, policy: Policy) -> None:
    names = [JULY, "赤壁市_2020-07_全量.csv", "咸安区_2020-07_全量.csv"]
    for number, name in enumerate(names):
        ledger(tmp_path, f"项目{number},企业投资,20000,建设库,", name=name)
    contents: list[list[object]] = []
    for order in (names, names[::-1]):
        settings = Settings(data_dir=tmp_path / f"data{len(contents)}")
        for name in order:
            at = datetime(2020, 8, 1 + names.index(name), tzinfo=UTC)
            receive_files([tmp_path / name], settings=settings, policy=policy, received_at=at)
        contents.append(content_of(settings, policy))
    assert contents[0] == contents[1]


def test_landing_deleted_is_made_again_the_same(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    receive_files([ledger(tmp_path, "甲,企业投资,2亿,建设库,", "乙,,,,")], settings=settings, policy=policy)
    before = content_of(settings, policy)
    shutil.rmtree(settings.landing)
    assert content_of(settings, policy) == before


def test_the_inbox_is_emptied_once_all_is_kept(settings: Settings, policy: Policy) -> None:
    path = ledger(settings.inbox, age_s=100)
    modified = path.stat().st_mtime
    (settings.inbox / "~$x.xlsx").write_text("")
    passed_over: list[str] = []
    [receipt] = receive_inbox(
        settings, policy, tell_passed_over=lambda other: passed_over.append(other.reason)
    )
    assert abs(receipt.received_at.timestamp() - modified) < 0.001
    assert [other.name for other in settings.inbox.iterdir()] == ["~$x.xlsx"]
    assert passed_over == ["temporary"]
    assert receive_inbox(settings, policy) == []


@pytest.mark.parametrize("step", ["store", "record_deliveries", "take_out", "land_deliveries"])
def test_killed_at_any_step_the_next_time_ends_as_if_it_had_not_been(
    step: str, settings: Settings, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        pass

    def killed(*args: object, **kwargs: object) -> None:
        raise KilledError

    ledger(settings.inbox)
    monkeypatch.setattr(Archive if hasattr(Archive, step) else receive, step, killed)
    with pytest.raises(KilledError):
        receive_inbox(settings, policy)
    monkeypatch.undo()
    receive_inbox(settings, policy)
    archive = Archive(settings.archive)
    assert len(archive.deliveries()) == 1
    assert list(settings.inbox.iterdir()) == []
    assert len(land_deliveries(archive.deliveries(), settings=settings, policy=policy)) == 1


def test_a_full_disk_when_landing_loses_nothing(
    tmp_path: Path, settings: Settings, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        receive_files([ledger(tmp_path)], settings=settings, policy=policy)
    monkeypatch.undo()
    assert len(land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)) == 1


def test_checking_records_nothing(tmp_path: Path, policy: Policy) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    [result] = check_files([ledger(tmp_path, "甲,企业投资,超30亿,储备库,")], settings=settings, policy=policy)
    assert result.record.outcome == "accepted_with_findings"
    assert "NOT_A_NUMBER" in result.findings["rule_id"].to_list()
    assert not settings.data_dir.exists()


def test_progress_counts_files_to_the_end(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    told: list[tuple[int, int]] = []
    paths = [ledger(tmp_path), ledger(tmp_path, name="赤壁市_2020-07_全量.csv")]
    receive_files(
        paths, settings=settings, policy=policy, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_importing_loads_neither_great_expectations_nor_pandas() -> None:
    code = "import sys, ingestion.receive; print(*{'great_expectations', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_real_year_received_twice_changes_nothing(shared: Path, settings: Settings) -> None:
    year = shared / "real" / "uk_repd" / "2015"
    policy = load_policy(year / "policy")
    receipts = receive_files([year / "inbox"], settings=settings, policy=policy)
    assert len(receipts) == 169
    assert {receipt.outcome for receipt in receipts} <= {"accepted", "accepted_with_findings"}
    assert sum(receipt.row_count for receipt in receipts) == sum(
        receipt.accepted_row_count + receipt.rejected_row_count + receipt.skipped_row_count
        for receipt in receipts
    )
    assert sum(receipt.accepted_row_count for receipt in receipts) > 33_000
    landed = files_of(settings.landing)
    again = receive_files([year / "inbox"], settings=settings, policy=policy)
    assert not any(receipt.is_new for receipt in again)
    assert [receipt.submission_id for receipt in again] == [receipt.submission_id for receipt in receipts]
    assert files_of(settings.landing) == landed


def test_every_row_is_accepted_rejected_or_skipped(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    chance = random.Random(20200701)
    cells = [
        ["甲", "乙", "丙", "丁", "", "合计", "一、在建项目", "注：以上为初步数"],
        ["企业投资", "政府投资", "", "不知道"],
        ["20000", "1,234.5", "3.2亿元", "超30亿", "-", "", "0"],
        ["储备库", "建设库", "达产库", "出库", "", "别的库"],
        ["", "2020-03-01", "2020年3月", "2021-01-01", "昨天"],
    ]
    for number in range(40):
        rows = [",".join(chance.choice(column) for column in cells) for _ in range(chance.randrange(12))]
        ledger(tmp_path / "in" / f"{number:02d}", *(f'"{row}"' if "," not in row else row for row in rows))
    receipts = receive_files([tmp_path / "in"], settings=settings, policy=policy)
    landed = land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)
    records = LandingIndex([item.directory for item in landed]).records()
    assert len(receipts) == len(records) == 40
    for item, record in zip(landed, records, strict=True):
        [sheet] = record.sheets
        rows_landed = pl.read_parquet(item.directory / "ledger.parquet")
        findings = pl.read_parquet(item.directory / "findings.parquet")
        for counted in (record, sheet):
            assert counted.row_count == (
                counted.accepted_row_count + counted.rejected_row_count + counted.skipped_row_count
            )
        assert rows_landed.height == sheet.accepted_row_count + sheet.rejected_row_count
        # Every refused row has a reason, and every row with an error is refused.
        with_error = findings.filter(pl.col("severity") == "error")["row_number"].drop_nulls()
        refused = rows_landed.filter(~pl.col("is_accepted"))["row_number"]
        if record.outcome != "rejected":
            assert set(refused) == set(with_error)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_of_several_sheets(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    path = workbook(
        tmp_path / "七月.xlsx",
        {
            "封面": [
                ["报送单位", "嘉鱼县"],
                ["报送月份", "2020-07"],
                ["报送类型", "全量"],
                ["填报人", "张三"],
            ],
            "项目台账": [
                ["嘉鱼县2020年7月重大项目月报表"],
                ["单位：亿元"],
                ["项目名称", "投资类型", "总投资", "所在库", "开工以来累计完成投资", "实际开工日期"],
                ["甲", "企业投资", 2, "建设库", 2.5, "2020-03-01"],
            ],
            "前期手续": [
                ["项目名称", "事项名称", "办理状态", "承诺事项"],
                ["甲", "环评", "容缺受理", "2020-1号"],
                ["甲", "环评", "已办结", ""],
                ["甲", "", "已办结", ""],
            ],
        },
    )
    [receipt] = receive_files([path], settings=settings, policy=policy)
    told = {
        (row["sheet"], row["row_number"], row["rule_id"], row["column_letter"]): row
        for row in receipt.findings.to_dicts()
    }
    assert {key for key, row in told.items() if row["severity"] != "info"} == {
        ("项目台账", 4, "CUMULATIVE_ABOVE_TOTAL", "E"),
        ("前期手续", 2, "CONDITIONAL_INCOMPLETE", None),
        ("前期手续", 3, "DUPLICATE_ROW", "A"),
        ("前期手续", 4, "REQUIRED_BLANK", "B"),
    }
    above = told["项目台账", 4, "CUMULATIVE_ABOVE_TOTAL", "E"]
    # As typed in the cell; in 万元 in the sentence.
    assert above["raw_value"] == "2.5"
    assert "25000" in above["message"]
    assert "20000" in above["message"]
    assert "第 2 行" in told["前期手续", 3, "DUPLICATE_ROW", "A"]["message"]
    [landed] = land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)
    [record] = LandingIndex([landed.directory]).records()
    assert record.reporter == "张三"
    assert {
        sheet.content: (sheet.accepted_row_count, sheet.rejected_row_count) for sheet in record.sheets
    } == {
        "ledger": (1, 0),
        "approvals": (1, 2),
    }
    assert (record.outcome, record.accepted_row_count, record.rejected_row_count) == (
        "accepted_with_findings",
        2,
        2,
    )


def test_a_no_change_needs_no_ledger(tmp_path: Path, settings: Settings, policy: Policy) -> None:
    july = ledger(tmp_path)
    august = workbook(
        tmp_path / "八月.xlsx",
        {"封面": [["报送单位", "嘉鱼县"], ["报送月份", "2020-08"], ["报送类型", "无变化"]]},
    )
    alone, *_ = receive_files([august], settings=settings, policy=policy)
    assert (alone.outcome, alone.kind, alone.is_effective) == ("accepted", "no_change", False)
    _, again = receive_files([july, august], settings=settings, policy=policy)
    assert (again.is_new, again.is_effective) == (False, True)


def test_a_month_ahead_is_refused_and_taken_once_it_has_come(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    path = ledger(tmp_path)

    def receive_at(moment: datetime) -> receive.Receipt:
        (receipt,) = receive_files([path], settings=settings, policy=policy, received_at=moment)
        return receipt

    # Still June in Xianning.
    early = receive_at(datetime(2020, 6, 30, 15, 59, tzinfo=UTC))
    assert (early.outcome, early.report_month, early.is_effective) == ("rejected", None, False)
    assert "PERIOD_IN_FUTURE" in early.findings["rule_id"].to_list()
    in_time = receive_at(datetime(2020, 6, 30, 16, 1, tzinfo=UTC))
    assert (in_time.outcome, in_time.report_month, in_time.is_effective) == (
        "accepted",
        date(2020, 7, 1),
        True,
    )
    assert receive_at(datetime(2020, 8, 3, tzinfo=UTC)).is_new is False


def test_bad_files_of_every_kind_hold_no_good_one_up(
    tmp_path: Path, settings: Settings, policy: Policy
) -> None:
    files, good = hostile.Folder(tmp_path / "bad"), hostile.good_files()
    files.path.mkdir()
    bad = [
        next(case for case in family(files, good) if not case.may_read)
        for family in (
            hostile.truncated,
            hostile.other_types,
            hostile.locked,
            hostile.bombs,
            hostile.far_cells,
            hostile.bad_references,
            hostile.broken_xml,
            hostile.missing_parts,
            hostile.entities,
            hostile.bad_texts,
            hostile.bad_documents,
            hostile.bad_legacy,
        )
    ]
    whole = [
        ledger(tmp_path / "good", name=f"{unit}_2020-{month:02}_全量.csv")
        for month in (6, 7)
        for unit in ("嘉鱼县", "通城县", "咸安区", "赤壁市", "崇阳县", "通山县")
    ]
    mixed = [path for case, path in zip(bad, whole, strict=True) for path in (case.path, path)]
    receipts = receive_files(mixed, settings=settings, policy=policy)
    for case, receipt in zip(bad, receipts[::2], strict=True):
        assert receipt.outcome == "rejected", case.name
        assert set(receipt.findings["rule_id"]) & case.rules, case.name
    for path, receipt in zip(whole, receipts[1::2], strict=True):
        assert (receipt.file_name, receipt.outcome) == (path.name, "accepted"), receipt.findings
        assert (receipt.accepted_row_count, receipt.is_effective) == (1, True)
