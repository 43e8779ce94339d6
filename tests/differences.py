"""Where the warehouse and the oracle part, over every published table and the member view of every report."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import duckdb

from tests import warehouse
from tests.compare import compare
from tests.oracle import members
from tests.oracle.compute import behind, compute_known, understand
from tests.oracle.model import World

Row = dict[str, Any]

# What the oracle leaves to others: wording is the catalogue's, generated ids are nobody's promise.
NOT_COMPARED = {"finding_id", "message", "advice", "message_en", "advice_en", "evidence", "evidence_en"}
# Hashes and times are the build's, how a figure is made is the reports' own (test_explain holds it).
NOT_COMPUTED = {"meta_version", "meta_figure"}
FINDING_KEY = ("rule_id", "submission_id", "report_month", "project_id", "sheet", "row_number", "field")
# Marts that the oracle does not compute yet; each name goes when the oracle has it.
NOT_YET_IN_ORACLE: set[str] = set()


def differences(
    connection: duckdb.DuckDBPyConnection,
    world: World,
    *,
    tables: Collection[str] = (),
    member_months: Collection[date] | None = None,
) -> Iterator[str]:
    """A line for each cell that differs, for each row that only one side has, in all tables or the ones told.

    Members are those of all published months, or of the ones given: of a city they are many.
    """
    known = understand(world)
    expected = compute_known(world, known)
    for table, key in warehouse.marts().items():
        if table not in NOT_COMPUTED | NOT_YET_IN_ORACLE and (not tables or table in tables):
            actual = warehouse.rows(connection, f"marts.{table}")
            yield from _compared(
                table, actual, expected[table], FINDING_KEY if table == "fct_finding" else key
            )
    made = behind(known, expected, of_months=member_months)
    for view, key in members.KEYS.items():
        if tables and view not in tables:
            continue
        rows = list(members.VIEWS[view](made))
        yield from _members(connection, view, rows, key=key, months=made.months)


def _members(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    expected: list[Row],
    *,
    key: tuple[str, ...],
    months: list[date],
) -> Iterator[str]:
    """Which rows there are, and what the oracle says of each: the rest of a view comes with the project."""
    listed = ", ".join(f"DATE '{month}'" for month in months) or "NULL"
    actual = warehouse.rows(connection, f"intermediate.{view} WHERE report_month IN ({listed})")
    columns = list(dict.fromkeys(name for row in expected[:1] for name in row))
    yield from (f"{view} {line}" for line in compare(actual, expected, key, columns=columns))


def _compared(table: str, actual: list[Row], expected: list[Row], key: tuple[str, ...]) -> Iterator[str]:
    # What either side has: a column that only one knows is a difference.
    names = dict.fromkeys(name for rows in (actual[:1], expected[:1]) for row in rows for name in row)
    columns = [name for name in names if name not in NOT_COMPARED]
    yield from (f"{table} {line}" for line in compare(actual, expected, key, columns=columns))
