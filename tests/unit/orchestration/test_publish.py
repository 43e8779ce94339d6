import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from orchestration.inputs import Inputs
from orchestration.publish import content_sha256, marts, seal
from orchestration.versions import VERSION_FILE, WAREHOUSE_FILE, Version

INPUTS = Inputs(deliveries_sha256="d", policy_files_sha256="p", code_version="c")
ROWS = [
    ("2020-07-01", "421202", 3, "0.3000", 1 / 3, "甲"),
    ("2020-07-01", "421221", None, None, None, None),
    ("2020-08-01", "421202", 0, "0.0000", 0.0, ""),
    ("2020-08-01", "421221", -1, "12345678901234.5678", 1e300, "'; --"),
]


def make_build(path: Path, *, rows: list[tuple[object, ...]] | None = None, version_id: str = "v") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE SCHEMA marts; CREATE TABLE marts.rpt (report_month DATE, locality_code VARCHAR, count INTEGER,"
            " money_wan DECIMAL(18, 4), rate DOUBLE, note VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO marts.rpt VALUES (?, ?, ?, ?, ?, ?)", ROWS if rows is None else rows
        )
        connection.execute("CREATE TABLE marts.rpt_restatement AS SELECT 'x' AS issue_id")
        connection.execute(
            "CREATE TABLE marts.meta_version AS SELECT $version_id AS version_id, $built_at::TIMESTAMPTZ AS built_at,"
            " NULL::TIMESTAMPTZ AS as_of, 'pack' AS policy_pack, 'p' AS policy_sha256,"
            " 's' AS submission_set_sha256, 'c' AS code_version, NULL::VARCHAR AS content_sha256",
            {"version_id": version_id, "built_at": datetime(2026, 1, 1, tzinfo=UTC)},
        )
    return path


def content_of(path: Path) -> str:
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return content_sha256(connection, marts(connection))


@pytest.mark.parametrize("seed", range(5))
def test_content_does_not_depend_on_the_order_of_rows_nor_on_the_version(tmp_path: Path, seed: int) -> None:
    shuffled = ROWS[:]
    Random(seed).shuffle(shuffled)
    one = content_of(make_build(tmp_path / "one" / WAREHOUSE_FILE))
    other = content_of(make_build(tmp_path / "other" / WAREHOUSE_FILE, rows=[*shuffled], version_id="w"))
    assert one == other


@pytest.mark.parametrize(
    "changed",
    [
        ROWS[1:],
        [*ROWS, ROWS[0]],
        [("2020-07-01", "421202", 3, "0.3001", 1 / 3, "甲"), *ROWS[1:]],
        [("2020-07-01", "421202", 3, "0.3000", 1 / 3 + 1e-16, "甲"), *ROWS[1:]],
        [*ROWS[:2], ("2020-08-01", "421202", 0, "0.0000", 0.0, None), ROWS[3]],
        [*ROWS[:2], ("2020-08-01", "421202", None, "0.0000", 0.0, ""), ROWS[3]],
    ],
    ids=["row gone", "row twice", "money", "last digit", "blank to null", "zero to null"],
)
def test_content_follows_every_cell(tmp_path: Path, changed: list[tuple[object, ...]]) -> None:
    one = content_of(make_build(tmp_path / "one" / WAREHOUSE_FILE))
    assert one != content_of(make_build(tmp_path / "other" / WAREHOUSE_FILE, rows=changed))


def test_content_follows_names_and_types_of_columns(tmp_path: Path) -> None:
    path = make_build(tmp_path / WAREHOUSE_FILE)
    before = content_of(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE marts.rpt RENAME note TO remark")
    renamed = content_of(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE marts.rpt ALTER count TYPE BIGINT")
    assert len({before, renamed, content_of(path)}) == 3


def test_content_leaves_out_what_tells_of_the_build_and_of_issues(tmp_path: Path) -> None:
    path = make_build(tmp_path / WAREHOUSE_FILE)
    before = content_of(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE marts.meta_version SET code_version = 'other'")
        connection.execute("DELETE FROM marts.rpt_restatement")
    assert content_of(path) == before


def test_a_sealed_build_holds_all_that_is_published(tmp_path: Path) -> None:
    path = make_build(tmp_path / "v" / WAREHOUSE_FILE, version_id="20260101T000000Z-0")
    version = seal(path, inputs=INPUTS)
    assert sorted(item.name for item in path.parent.iterdir()) == ["marts", VERSION_FILE, WAREHOUSE_FILE]
    assert version.version_id == "20260101T000000Z-0"
    assert version.built_at == "2026-01-01T00:00:00+00:00"
    assert version.tables == {"meta_version": 1, "rpt": 4, "rpt_restatement": 1}
    assert Version.read(path.parent) == version
    assert json.loads((path.parent / VERSION_FILE).read_text("utf-8")) == asdict(version)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT content_sha256 FROM marts.meta_version").fetchall() == [
            (version.content_sha256,)
        ]
    assert content_of(path) == version.content_sha256


def test_parquet_beside_has_the_same_rows_and_types(tmp_path: Path) -> None:
    path = make_build(tmp_path / WAREHOUSE_FILE)
    seal(path, inputs=INPUTS)
    frame = pl.read_parquet(path.parent / "marts" / "rpt.parquet")
    assert frame.height == len(ROWS)
    assert frame.schema["money_wan"] == pl.Decimal(18, 4)
    assert frame.schema["report_month"] == pl.Date()
    assert frame["note"].to_list() == ["甲", None, "", "'; --"]
    meta = pl.read_parquet(path.parent / "marts" / "meta_version.parquet")
    assert meta["content_sha256"].null_count() == 0
