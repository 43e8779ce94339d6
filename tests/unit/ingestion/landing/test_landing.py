"""Landing: complete folders, found again, swept when their code or policy is of the past."""

import errno
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ingestion.durable import StorageError
from ingestion.landing import (
    LANDED_FINDING_SCHEMA,
    LANDING_SCHEMAS,
    Landing,
    LandingIndex,
    RuleCheck,
    SheetCount,
    SourceColumn,
    Submission,
    SubmissionRecord,
    cache_key,
    file_key,
    submission_id,
)

JULY = date(2020, 7, 1)
SHA = "a" * 64
KEY = file_key(sha256=SHA, file_name="嘉鱼县.csv")


def submission(*, kind: str = "full") -> Submission:
    name = submission_id(sha256=SHA, unit="421221", month=JULY, kind=kind)
    rows = pl.DataFrame(
        [
            {
                "submission_id": name,
                "sheet": "项目台账",
                "row_number": 2,
                "is_accepted": True,
                "project_name": "甲",
                "total_investment_wan": Decimal("1.5000"),
            }
        ],
        schema=LANDING_SCHEMAS["ledger"],
    )
    record = SubmissionRecord(
        submission_id=name,
        sha256=SHA,
        file_name="嘉鱼县.csv",
        reporting_unit_code="421221",
        report_month=JULY,
        kind=kind,
        outcome="accepted",
        row_count=1,
        accepted_row_count=1,
        rejected_row_count=0,
        skipped_row_count=0,
        template_version=None,
        reporter=None,
        phone=None,
        sheets=(
            SheetCount(
                sheet="项目台账",
                content="ledger",
                row_count=1,
                accepted_row_count=1,
                rejected_row_count=0,
                skipped_row_count=0,
            ),
        ),
        source_columns=(
            SourceColumn(
                sheet="项目台账",
                content="ledger",
                field="project_name",
                column_letter="A",
                heading="项目名称",
            ),
        ),
        rule_checks=(
            RuleCheck(rule_id="CODE_SHAPE", severity="warning", checked_row_count=1, failed_row_count=0),
        ),
    )
    return Submission(record=record, findings=LANDED_FINDING_SCHEMA.to_frame(), rows={"ledger": rows})


def landing(root: Path, policy: str = "p1") -> Landing:
    return Landing(root, policy_sha256=policy).open()


def test_what_lands_is_found_again_as_it_was(tmp_path: Path) -> None:
    written = submission()
    assert landing(tmp_path).submissions_of(KEY) is None
    names = landing(tmp_path).write(KEY, [written])
    assert landing(tmp_path).submissions_of(KEY) == names == [written.record.submission_id]
    index = LandingIndex([landing(tmp_path).directory(name) for name in names])
    assert index.records() == [written.record]
    assert index.parquet_files("approvals") == []
    found = pl.read_parquet(index.parquet_files("ledger"))
    assert found.schema == LANDING_SCHEMAS["ledger"]
    assert found["total_investment_wan"].to_list() == [Decimal("1.5000")]
    assert pl.read_parquet(index.parquet_files("findings")).schema == LANDED_FINDING_SCHEMA


def test_unknown_unit_and_month_are_kept_as_unknown(tmp_path: Path) -> None:
    known = submission()
    unknown = replace(
        known, record=replace(known.record, reporting_unit_code=None, report_month=None, kind=None)
    )
    [name] = landing(tmp_path).write(KEY, [unknown])
    assert landing(tmp_path).read_record(name) == unknown.record


def test_another_policy_or_file_name_is_read_anew(tmp_path: Path) -> None:
    landing(tmp_path).write(KEY, [submission()])
    assert landing(tmp_path, "p2").submissions_of(KEY) is None
    assert landing(tmp_path).submissions_of(file_key(sha256=SHA, file_name="赤壁市.csv")) is None


def test_a_lost_folder_is_as_good_as_not_landed(tmp_path: Path) -> None:
    [name] = landing(tmp_path).write(KEY, [submission()])
    folder = landing(tmp_path).directory(name)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert landing(tmp_path).submissions_of(KEY) is None


def test_a_full_disk_leaves_no_half_submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = landing(tmp_path)
    written = 0

    def full(self: Path, content: bytes) -> int:
        nonlocal written
        written += 1
        if written > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return 0

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        place.write(KEY, [submission()])
    monkeypatch.undo()
    assert place.submissions_of(KEY) is None
    assert not place.directory(submission().record.submission_id).exists()
    assert [path for path in place.folder.rglob("*") if path.is_file()] == []


def test_caches_long_unused_go_but_for_the_last_few(tmp_path: Path) -> None:
    for number in range(6):
        folder = landing(tmp_path, f"old{number}").folder
        os.utime(folder, (number, number))
    current = landing(tmp_path, "current").folder
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {current.name, *(cache_key(f"old{number}") for number in (3, 4, 5))}


def test_crash_leftovers_are_swept(tmp_path: Path) -> None:
    left = landing(tmp_path).folder / "tmp" / "left"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    landing(tmp_path)
    assert not left.exists()


def test_identity_is_bytes_unit_month_and_kind() -> None:
    ids = {
        submission_id(sha256=SHA, unit="421221", month=JULY, kind="full"),
        submission_id(sha256=SHA, unit="421222", month=JULY, kind="full"),
        submission_id(sha256=SHA, unit="421221", month=date(2021, 7, 1), kind="full"),
        submission_id(sha256=SHA, unit="421221", month=JULY, kind="correction"),
        submission_id(sha256="b" * 64, unit="421221", month=JULY, kind="full"),
        submission_id(sha256=SHA, unit=None, month=None, kind=None),
    }
    assert len(ids) == 6
    # The very form other parts of the platform and its tests rely on.
    assert (
        submission_id(sha256="0" * 64, unit="421221", month=JULY, kind="full")
        == "4fe8697f878228d6636af7acedf65c51"
    )
