"""What the SQL page lets through: more than sixty statements that mean harm, and one person who goes on working."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboards.query import Limits, QueryError, run_query
from dashboards.scoping import Reader
from dashboards.warehouse import Published

# Long enough for a child to start on a busy machine: what is refused is refused, not late.
PATIENT = Limits(max_rows=100)
LIMITS = Limits(seconds=3.0, max_rows=100)
# Starting and ending a child of its own, on a machine that does other things too.
GRACE_SECONDS = 1.0

NOT_SELECT = [
    "",
    ";",
    "-- only a remark",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE marts.rpt",
    "DROP TABLE marts.rpt",
    "DROP SCHEMA marts CASCADE",
    "DELETE FROM marts.rpt",
    "UPDATE marts.rpt SET n = 0",
    "INSERT INTO marts.rpt VALUES (1)",
    "INSERT INTO marts.rpt VALUES (1) RETURNING *",
    "TRUNCATE marts.rpt",
    "ALTER TABLE marts.rpt ADD COLUMN x INTEGER",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE MACRO mine() AS 1",
    "CREATE SECRET mine (TYPE s3)",
    "COPY marts.rpt TO '/tmp/stolen.csv'",
    "COPY (SELECT 1) TO '/tmp/stolen.parquet'",
    "COPY marts.rpt FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/stolen'",
    "IMPORT DATABASE '/tmp/stolen'",
    "ATTACH '/tmp/other.duckdb' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH warehouse",
    "USE information_schema",
    "SET memory_limit = '64GB'",
    "SET threads = 64",
    "SET enable_external_access = true",
    "RESET memory_limit",
    "PRAGMA memory_limit = '64GB'",
    "PRAGMA database_list",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN TRANSACTION",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
]
REACHES_OUT = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
    "SELECT * FROM glob('/**')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'https://example.org/x.csv'",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT getenv('HOME')",
    "SELECT * FROM sqlite_scan('/tmp/x.db', 't')",
    "SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 't')",
    "SELECT * FROM duckdb_secrets() WHERE secret_string LIKE which_secret('s3://x', 's3')",
    "WITH gone AS (DELETE FROM marts.rpt RETURNING *) SELECT * FROM gone",
    "SELECT * FROM (COPY marts.rpt TO '/tmp/stolen.csv')",
    "SELECT * FROM json",
    "SELECT * FROM sys",
    "SELECT nextval('none')",
    "SELECT * FROM query('DROP TABLE marts.rpt')",
    "SELECT * FROM query_table('/etc/passwd')",
]
NEVER_ENDS = [
    "SELECT count(*) FROM range(10000000000) a, range(10000) b",
    "SELECT sum(a.n * b.n * c.n) FROM marts.rpt a, marts.rpt b, marts.rpt c, marts.rpt d",
    "WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM up) SELECT max(n) FROM up",
    "SELECT length(repeat('x', 2000000000))",
    "SELECT repeat(repeat('x', 100000), 100000)",
    "SELECT list(range) FROM range(2000000000)",
    "SELECT string_agg(range::VARCHAR, ',') FROM range(2000000000)",
    "SELECT md5(string_agg(repeat('y', 1000), '')) FROM range(100000000)",
    "SELECT * FROM range(1000000000) ORDER BY hash(range)",
    "SELECT count(*) FROM range(1000000) WHERE regexp_matches(repeat('a', 100000) || range::VARCHAR, '(a+)+$')",
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("published")
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE SCHEMA marts; CREATE TABLE marts.rpt AS SELECT range::INTEGER AS n FROM range(1000)"
        )
    before = path.read_bytes()
    yield path
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in folder.iterdir()) == ["warehouse.duckdb"]


def test_there_are_enough_of_them() -> None:
    statements = {*NOT_SELECT, *REACHES_OUT, *NEVER_ENDS}
    assert len(statements) >= 60


@pytest.mark.parametrize("statement", NOT_SELECT)
def test_what_is_not_one_select_does_not_run(warehouse: Path, statement: str) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement, limits=PATIENT)
    assert refused.value.refusal in {"not_one_select", "wrong_sql"}


@pytest.mark.parametrize("statement", REACHES_OUT)
def test_a_select_reaches_nothing_but_the_warehouse(warehouse: Path, statement: str) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(warehouse, statement, limits=PATIENT)
    assert refused.value.refusal in {"not_allowed", "wrong_sql", "not_one_select"}


@pytest.mark.faults  # by the clock: it wants the machine to itself
def test_over_runners_end_within_a_second_and_somebody_else_goes_on_reading(warehouse: Path) -> None:
    published = Published(warehouse.parent, Reader())
    slowest, answered = [0.0], [0]
    is_over = threading.Event()

    def read_pages() -> None:
        while not is_over.is_set():
            started = time.monotonic()
            # A number of its own each time: what is remembered answers in no time.
            row = published.row("select $asked as asked, sum(n) as total from marts.rpt", asked=answered[0])
            assert row == {"asked": answered[0], "total": 499_500}
            slowest[0] = max(slowest[0], time.monotonic() - started)
            answered[0] += 1
            time.sleep(0.02)

    reader = threading.Thread(target=read_pages)
    reader.start()
    try:
        late = {}
        for statement in NEVER_ENDS:
            started = time.monotonic()
            with pytest.raises(QueryError) as ended:
                run_query(warehouse, statement, limits=LIMITS)
            assert ended.value.refusal in {"too_slow", "too_large", "wrong_sql"}, statement
            took = time.monotonic() - started
            if took > LIMITS.seconds + GRACE_SECONDS:
                late[statement] = took
    finally:
        is_over.set()
        reader.join()
    assert not late
    assert answered[0] > 20
    assert slowest[0] < 2.0
