from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest

from ingestion.archive import Delivery
from ingestion.landing import (
    LANDED_FINDING_SCHEMA,
    LANDING_SCHEMAS,
    Landing,
    RuleCheck,
    SheetCount,
    SourceColumn,
    Submission,
    SubmissionRecord,
)
from ingestion.policy import Policy, load_policy
from ingestion.policy.model import TABLES
from ingestion.settings import DEFAULT_POLICY_DIR
from orchestration.load import (
    RAW_SCHEMAS,
    RunContext,
    first_deliveries,
    load,
    load_policy_frames,
    load_raw_frames,
    submission_set_sha256,
)
from orchestration.load import load_policy as load_policy_tables

TIMEZONE = ZoneInfo("Asia/Shanghai")
CONTEXT = RunContext(
    version_id="20260101T000000Z-00000000",
    built_at=datetime(2026, 1, 1, tzinfo=UTC),
    as_of=None,
    policy_pack="pack",
    policy_sha256="p",
    submission_set_sha256="s",
    code_version="c",
)


@dataclass(frozen=True)
class Landed:
    delivery: Delivery
    submission_id: str
    directory: Path


def arrived(submission_id: str, directory: Path, *, hour: int = 9, name: str = "a.xlsx") -> Landed:
    received_at = datetime(2020, 8, 5, hour, 30, tzinfo=UTC)
    delivery = Delivery(
        sha256="f" * 64, file_name=name, received_at=received_at, recorded_at=received_at + timedelta(days=1)
    )
    return Landed(delivery, submission_id, directory)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(DEFAULT_POLICY_DIR)


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    """One submission as landing keeps it: two ledger rows, one of them refused."""
    rows = pl.DataFrame(
        [
            {
                "submission_id": "s1",
                "sheet": "项目台账",
                "row_number": number,
                "is_accepted": number == 3,
                "name_key": "甲",
                "project_name": "甲",
                "total_investment_wan": Decimal("12345678901234.5678"),
                "reserve_date": date(2020, 2, 3),
                "capacity_rate": 0.95,
                "is_provincial_key": True,
            }
            for number in (3, 4)
        ],
        schema_overrides=dict(LANDING_SCHEMAS["ledger"]),
    )
    record = SubmissionRecord(
        submission_id="s1",
        sha256="f" * 64,
        file_name="as landed.xlsx",
        reporting_unit_code="421202",
        report_month=date(2020, 7, 1),
        kind="full",
        outcome="accepted_with_findings",
        row_count=5,
        accepted_row_count=1,
        rejected_row_count=1,
        skipped_row_count=3,
        template_version="1",
        reporter="某",
        phone=None,
        sheets=(
            SheetCount(
                sheet="项目台账",
                content="ledger",
                row_count=5,
                accepted_row_count=1,
                rejected_row_count=1,
                skipped_row_count=3,
            ),
        ),
        source_columns=(
            SourceColumn(
                sheet="项目台账",
                content="ledger",
                field="project_name",
                column_letter="C",
                heading="项目名称",
            ),
        ),
        rule_checks=(
            RuleCheck(rule_id="REQUIRED_BLANK", severity="error", checked_row_count=2, failed_row_count=1),
        ),
    )
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in LANDING_SCHEMAS["ledger"].items()
        if name not in rows.columns
    ]
    landing = Landing(tmp_path / "landing", policy_sha256="p").open()
    findings = pl.DataFrame(schema=LANDED_FINDING_SCHEMA)
    landing.write(
        "key", [Submission(record=record, findings=findings, rows={"ledger": rows.with_columns(missing)})]
    )
    return landing.directory("s1")


@pytest.fixture
def built(tmp_path: Path, landed: Path, policy: Policy) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path / "warehouse.duckdb"
    first = first_deliveries(
        [arrived("s1", landed, hour=12, name="later.xlsx"), arrived("s1", landed, hour=9, name="first.xlsx")]
    )
    counts = load(path, first, timezone=TIMEZONE, context=CONTEXT)
    assert counts["ledger_row"] == 2
    load_policy_tables(path, policy)
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE {table}").fetchall()
    return {row[0]: row[1] for row in rows}


def test_a_submission_is_one_row_with_its_first_delivery(built: duckdb.DuckDBPyConnection) -> None:
    row = built.execute(
        "SELECT file_name, received_at, received_at_local, delivery_count, report_month, accepted_row_count"
        " FROM raw.submission"
    ).fetchone()
    assert row is not None
    assert row[0] == "first.xlsx"
    assert row[1] == datetime(2020, 8, 5, 9, 30, tzinfo=UTC)
    assert row[2] == datetime(2020, 8, 5, 17, 30)  # noqa: DTZ001  # local time of the city, without a zone
    assert row[3:] == (2, date(2020, 7, 1), 1)


def test_types_are_exact(built: duckdb.DuckDBPyConnection) -> None:
    submission = types(built, "raw.submission")
    assert submission["received_at"] == "TIMESTAMP WITH TIME ZONE"
    assert submission["received_at_local"] == "TIMESTAMP"
    assert submission["report_month"] == "DATE"
    assert submission["row_count"] == "INTEGER"
    ledger = types(built, "raw.ledger_row")
    assert list(ledger)[:5] == ["submission_id", "sheet", "row_number", "is_accepted", "name_key"]
    assert ledger["total_investment_wan"] == "DECIMAL(18,4)"
    assert ledger["capacity_rate"] == "DOUBLE"
    assert ledger["is_provincial_key"] == "BOOLEAN"
    assert types(built, "policy.rates")["target"] == "DECIMAL(9,6)"
    assert types(built, "policy.rates")["effective_from"] == "DATE"


def test_rows_arrive_as_they_landed(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        "SELECT row_number, is_accepted, total_investment_wan, reserve_date, owner FROM raw.ledger_row ORDER BY 1"
    ).fetchall()
    amount = Decimal("12345678901234.5678")
    assert found == [(3, True, amount, date(2020, 2, 3), None), (4, False, amount, date(2020, 2, 3), None)]
    assert built.execute("SELECT sheet, row_count FROM raw.submission_sheet").fetchall() == [("项目台账", 5)]
    assert built.execute("SELECT heading FROM raw.source_column").fetchall() == [("项目名称",)]
    assert built.execute("SELECT failed_row_count FROM raw.rule_check").fetchall() == [(1,)]


def test_every_table_is_there_also_when_nothing_was_ever_sent(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "warehouse.duckdb"
    counts = load(path, [], timezone=TIMEZONE, context=CONTEXT)
    load_policy_tables(path, policy)
    assert counts.keys() == RAW_SCHEMAS.keys()
    assert counts["run_context"] == 1
    assert counts["finding_rule"] > 0
    assert counts["ledger_row"] == 0
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        ).fetchall()
    assert {name for (name,) in found} == {f"raw.{name}" for name in RAW_SCHEMAS} | {
        f"policy.{name}" for name in TABLES
    }


def test_frames_make_the_same_tables_and_a_misnamed_one_is_refused(policy: Policy) -> None:
    with duckdb.connect() as connection:
        load_policy_frames(connection, policy)
        rows = pl.DataFrame({"submission_id": ["s"], "sheet": ["a"], "content": ["ledger"]}).with_columns(
            row_count=1, accepted_row_count=1, rejected_row_count=0, skipped_row_count=0
        )
        load_raw_frames(connection, {"submission_sheet": rows})
        assert connection.execute("SELECT row_count FROM raw.submission_sheet").fetchall() == [(1,)]
        with pytest.raises(ValueError, match="ledger_rows"):
            load_raw_frames(connection, {"ledger_rows": rows})


def test_the_hash_of_the_set_does_not_depend_on_order_or_repetition(tmp_path: Path) -> None:
    landed = [arrived(f"s{number}", tmp_path, hour=number % 5, name=f"{number}.xlsx") for number in range(20)]
    expected = submission_set_sha256(first_deliveries(landed))
    for seed in range(5):
        shuffled = landed * 3
        Random(seed).shuffle(shuffled)
        assert submission_set_sha256(first_deliveries(shuffled)) == expected
    assert submission_set_sha256(first_deliveries(landed[1:])) != expected
    moved = [*landed[1:], arrived("s0", tmp_path, hour=1, name="0.xlsx")]
    assert submission_set_sha256(first_deliveries(moved)) != expected


def test_of_two_deliveries_at_one_moment_the_first_by_name_counts(tmp_path: Path) -> None:
    landed = [arrived("s", tmp_path, name="b.xlsx"), arrived("s", tmp_path, name="a.xlsx")]
    assert [first.file_name for first in first_deliveries(landed)] == ["a.xlsx"]
