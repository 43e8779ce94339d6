"""The simulated city: the oracle agrees on every cell of its 24 months, and so does the city's own truth."""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests import warehouse
from tests.cities import City
from tests.compare import compare
from tests.differences import differences
from tests.oracle.load import from_build

Row = dict[str, Any]

# Table of the truth -> where the warehouse says the same, and by which key. The truth knows the official basis.
TRUTH = {
    "conversion": (
        "(SELECT * FROM marts.rpt_conversion WHERE basis = 'year_to_date')",
        ("report_month", "locality_code", "scope"),
    ),
    "investment": ("marts.rpt_investment_rank", ("report_month", "locality_code")),
    "lists": ("marts.rpt_list_rank", ("report_month", "list_code", "locality_code")),
    "list_status": ("marts.rpt_list_status", ("report_month", "list_code", "project_id")),
}
# The first year's end, a January after it, and the last month.
MEMBER_MONTHS = [date(2019, 12, 1), date(2020, 1, 1), date(2020, 12, 1)]
# How many projects the truth counts a sum over; the report has no such column.
NOT_PUBLISHED = {("investment", "project_count")}


def check_oracle(city: City) -> None:
    world = from_build(city.database, policy_dir=city.policy.directory)
    with duckdb.connect(city.database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = list(differences(connection, world, member_months=MEMBER_MONTHS))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:30])


def check_truth(city: City, table: str) -> None:
    relation, key = TRUTH[table]
    with duckdb.connect(city.database, read_only=True) as connection:
        actual = warehouse.rows(connection, relation)
    with (city.files / "truth" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    columns = [name for name in told[0] if (table, name) not in NOT_PUBLISHED]
    expected = [{name: typed(row[name], like(actual, name)) for name in columns} for row in told]
    found = compare(actual, expected, key, columns=columns)
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:30])


def like(rows: Iterable[Row], name: str) -> type:
    """The type of a column's values."""
    return next((type(row[name]) for row in rows if row[name] is not None), str)


def typed(text: str, kind: type) -> Any:
    if text == "":
        return None
    if kind is bool:
        return {"true": True, "false": False}[text]
    if kind is date:
        return date.fromisoformat(text)
    return {int: int, float: float, Decimal: Decimal, str: str}[kind](text)


def test_every_cell_of_the_city_is_the_oracles(city: City) -> None:
    check_oracle(city)


@pytest.mark.parametrize("table", TRUTH)
def test_the_city_knows_its_own_figures(city: City, table: str) -> None:
    check_truth(city, table)


@pytest.mark.slow
def test_every_cell_of_another_city_is_the_oracles(other_city: City) -> None:
    check_oracle(other_city)


@pytest.mark.slow
@pytest.mark.parametrize("table", TRUTH)
def test_another_city_knows_its_own_figures(other_city: City, table: str) -> None:
    check_truth(other_city, table)


def test_the_other_sheets_have_a_case_of_each_finding_and_plan_ahead(city: City) -> None:
    with duckdb.connect(city.database, read_only=True) as connection:
        found = {row["rule_id"] for row in warehouse.rows(connection, "marts.fct_finding")}
        planned = warehouse.rows(connection, "marts.rpt_rolling_plan WHERE planned_wan > 0")
    assert {"APPROVAL_OPEN_AT_COMPLETION", "CONDITIONAL_WITHOUT_BASE", "CONDITIONAL_INCOMPLETE"} <= found
    assert {"EVALUATION_MISSING", "PROJECT_UNKNOWN"} <= found
    last = max(row["report_month"] for row in planned)
    assert {row["plan_year"] for row in planned if row["report_month"] == last} == {2020, 2021, 2022}


def test_submissions_stand_as_the_city_sent_them(city: City) -> None:
    with duckdb.connect(city.database, read_only=True) as connection:
        actual = {
            (row["sha256"], row["reporting_unit_code"], row["report_month"]): row
            for row in warehouse.rows(connection, "marts.fct_submission")
        }
    with (city.files / "truth" / "submissions.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(actual) == len({row["sha256"] for row in told})
    for row in told:
        month = date.fromisoformat(row["report_month"]) if row["report_month"] else None
        stands = actual[(row["sha256"], row["reporting_unit_code"] or None, month)]
        assert stands["kind"] == (row["kind"] or None)
        assert (stands["outcome"] == "rejected") == (row["is_rejected"] == "true")
        assert stands["is_effective"] == (row["is_effective"] == "true"), row["file"]
        assert stands["is_superseded"] == (row["is_superseded"] == "true"), row["file"]
