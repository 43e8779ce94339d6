"""A real pipeline, end to end: the UK's renewable energy projects of 2015, as 169 monthly submissions."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.settings import Settings
from orchestration.refresh import refresh
from orchestration.versions import WAREHOUSE_FILE
from tests import warehouse
from tests.differences import differences
from tests.oracle.load import from_build

FILES = 169


@dataclass(frozen=True)
class Year:
    """The published year, and the answers computed without any of the platform's code."""

    database: Path
    policy_dir: Path
    expected: list[dict[str, str]]


@pytest.fixture(scope="module")
def year(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    source = shared / "real" / "uk_repd" / "2015"
    settings = Settings.from_env(
        {"SANKU_DATA": str(tmp_path_factory.mktemp("uk")), "SANKU_POLICY": str(source / "policy")}
    )
    receipts = receive_files([source / "inbox"], settings=settings, policy=load_policy(settings.policy_dir))
    assert len(receipts) == FILES
    outcome = refresh(settings)
    assert outcome.status == "published", outcome.trouble
    assert outcome.folder is not None
    with (source / "expected_conversion.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    return Year(database=outcome.folder / WAREHOUSE_FILE, policy_dir=settings.policy_dir, expected=expected)


@pytest.fixture
def published(year: Year) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(year.database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def test_conversion_is_as_computed_elsewhere(year: Year, published: duckdb.DuckDBPyConnection) -> None:
    actual = {
        (row["report_month"].isoformat(), row["locality_code"], row["scope"]): row
        for row in warehouse.rows(published, "marts.rpt_conversion WHERE basis = 'year_to_date'")
    }
    assert year.expected
    for row in year.expected:
        found = actual[row["report_month"], row["locality_code"], row["scope"]]
        for count in ("reserve_count", "converted_count", "shortfall_count"):
            assert found[count] == int(row[count]), (row, count)
        assert found["conversion_rate"] == pytest.approx(float(row["conversion_rate"]), abs=1e-9)
        for amount in ("reserve_investment_wan", "converted_investment_wan"):
            assert abs(found[amount] - Decimal(row[amount])) <= Decimal("0.01"), (row, amount)


def test_every_cell_is_the_oracles(year: Year, published: duckdb.DuckDBPyConnection) -> None:
    world = from_build(year.database, policy_dir=year.policy_dir)
    found = list(differences(published, world, member_months=[date(2015, 12, 1)]))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:30])


def test_every_row_of_every_file_is_accounted_for(published: duckdb.DuckDBPyConnection) -> None:
    sheets = warehouse.rows(published, "marts.fct_submission_sheet")
    assert len(sheets) == FILES
    for row in sheets:
        assert row["row_count"] == (
            row["accepted_row_count"] + row["rejected_row_count"] + row["skipped_row_count"]
        )
