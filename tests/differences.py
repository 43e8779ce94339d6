"""Where the warehouse and the oracle part, over every published table."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb

from tests import warehouse
from tests.compare import compare

Row = dict[str, Any]

# What the oracle leaves to others: wording is the catalogue's, generated ids are nobody's promise.
NOT_COMPARED = {"finding_id", "message", "advice", "message_en", "advice_en", "evidence", "evidence_en"}
# Hashes and times are the build's, how a figure is made is the reports' own (test_explain holds it).
NOT_COMPUTED = {"meta_version", "meta_figure"}
FINDING_KEY = ("rule_id", "submission_id", "report_month", "project_id", "sheet", "row_number", "field")
# Marts that the oracle does not compute yet; each name goes when the oracle has it.
NOT_YET_IN_ORACLE: set[str] = set()
MEMBER_KEYS = {"rpt_conversion_member": ("report_month", "locality_code", "scope", "basis", "project_id")}


def differences(
    connection: duckdb.DuckDBPyConnection, expected: Mapping[str, list[Row]], *, tables: Collection[str] = ()
) -> Iterator[str]:
    """A line for each cell that differs, for each row that only one side has, in all tables or the ones told."""
    for table, key in warehouse.marts().items():
        if table not in NOT_COMPUTED | NOT_YET_IN_ORACLE and (not tables or table in tables):
            actual = warehouse.rows(connection, f"marts.{table}")
            yield from _compared(
                table, actual, expected[table], FINDING_KEY if table == "fct_finding" else key
            )
    for table, key in MEMBER_KEYS.items():
        if tables and table not in tables:
            continue
        published = "report_month IN (SELECT report_month FROM marts.rpt_conversion)"
        actual = warehouse.rows(connection, f"intermediate.{table} WHERE {published}")
        yield from _compared(table, actual, expected[table], key)


def _compared(table: str, actual: list[Row], expected: list[Row], key: tuple[str, ...]) -> Iterator[str]:
    # What either side has: a column that only one knows is a difference.
    names = dict.fromkeys(name for rows in (actual[:1], expected[:1]) for row in rows for name in row)
    columns = [name for name in names if name not in NOT_COMPARED]
    yield from (f"{table} {line}" for line in compare(actual, expected, key, columns=columns))
