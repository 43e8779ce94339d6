import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboards.query import Limits, QueryError, as_csv, run_query, spreadsheet_safe


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("published") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE SCHEMA marts; CREATE TABLE marts.rpt AS SELECT range::INTEGER AS n, '甲' AS name,"
            " 1.5::DECIMAL(18, 4) AS money_wan, DATE '2020-07-01' AS report_month FROM range(1000)"
        )
    before = path.read_bytes()
    yield path
    assert path.read_bytes() == before


def test_rows_come_with_their_types(warehouse: Path) -> None:
    result = run_query(warehouse, "SELECT * FROM marts.rpt ORDER BY n DESC")
    assert result.frame.height == 1000
    assert not result.is_truncated
    assert result.frame.row(0) == (999, "甲", Decimal("1.5000"), date(2020, 7, 1))
    assert result.frame.schema["money_wan"] == pl.Decimal(18, 4)


def test_odd_columns_come_too(warehouse: Path) -> None:
    statement = (
        "SELECT 1 AS a, 2 AS a, INTERVAL 1 DAY AS i, [1, 2] AS l, {'x': DATE '2020-01-01'} AS s,"
        " sum(n) AS h, NULL AS nothing, uuid() AS u FROM marts.rpt"
    )
    frame = run_query(warehouse, statement).frame
    assert frame.width == 8
    assert frame["h"].to_list() == [499_500]


def test_rows_are_capped_and_that_is_said(warehouse: Path) -> None:
    result = run_query(warehouse, "SELECT n FROM marts.rpt ORDER BY n", limits=Limits(max_rows=10))
    assert result.is_truncated
    assert result.frame["n"].to_list() == list(range(10))
    exact = run_query(warehouse, "SELECT n FROM marts.rpt LIMIT 10", limits=Limits(max_rows=10))
    assert not exact.is_truncated


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "DROP TABLE marts.rpt",
        "INSERT INTO marts.rpt VALUES (1, 'x', 1, NULL) RETURNING *",
        "COPY marts.rpt TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.duckdb'",
        "SET memory_limit = '8GB'",
        "PRAGMA version",
        "INSTALL httpfs",
        "CALL pragma_version()",
    ],
)
def test_anything_but_one_select_is_refused(warehouse: Path, statement: str) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement)
    assert refused.value.refusal == "not_one_select"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT getenv('HOME')",
        "WITH gone AS (DELETE FROM marts.rpt RETURNING *) SELECT * FROM gone",
        "SELECT * FROM duckdb",
        "SELECT * FROM statement",
    ],
)
def test_nothing_outside_the_warehouse_is_reached(warehouse: Path, statement: str) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement)
    assert refused.value.refusal in {"not_allowed", "wrong_sql"}


@pytest.mark.parametrize(
    "statement",
    ["SELECT count(*) FROM range(100000000000) a, range(1000) b", "SELECT length(repeat('x', 2000000000))"],
    ids=["rows", "one long value"],
)
def test_a_slow_one_is_killed_at_its_deadline(warehouse: Path, statement: str) -> None:
    started = time.monotonic()
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement, limits=Limits(seconds=3))
    # What cannot be interrupted can still be killed; a machine may also run out of its memory first.
    assert refused.value.refusal in {"too_slow", "too_large"}
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    "statement",
    ["SELECT list(a) FROM range(200000000) t(a)", "SELECT repeat('x', 3000000) FROM marts.rpt LIMIT 100"],
    ids=["memory", "result"],
)
def test_a_large_one_is_ended(warehouse: Path, statement: str) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement)
    assert refused.value.refusal == "too_large"


def test_a_mistake_is_told_in_duckdbs_words(warehouse: Path) -> None:
    with pytest.raises(QueryError, match="reserve_cuont"):
        run_query(warehouse, "SELECT reserve_cuont FROM marts.rpt")


def test_without_a_warehouse_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(tmp_path / "none.duckdb", "SELECT 1")
    assert refused.value.refusal == "no_warehouse"


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "-", "+甲"])
def test_a_text_that_a_spreadsheet_would_run_gets_a_quote(cell: str) -> None:
    assert spreadsheet_safe(pl.DataFrame({"a": [cell]}))["a"].to_list() == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["-1", "+1.5", "-12.5%", "1=1", "甲", "", " =1", "-1e5", None])
def test_plain_numbers_and_other_texts_stay(cell: str | None) -> None:
    assert spreadsheet_safe(pl.DataFrame({"a": [cell]}, schema={"a": pl.String}))["a"].to_list() == [cell]


def test_headings_are_made_safe_too_and_numbers_left_alone() -> None:
    safe = spreadsheet_safe(pl.DataFrame({"=a": [-1], "b": [-1.5]}))
    assert safe.columns == ["'=a", "b"]
    assert safe["b"].to_list() == [-1.5]


def test_csv_holds_nested_values_as_json() -> None:
    frame = pl.DataFrame({"a": [[1, 2], None], "s": [{"x": date(2020, 1, 1)}, None]})
    assert as_csv(frame).splitlines() == ["a,s", '"[1, 2]","{""x"": ""2020-01-01""}"', ","]
