"""The outlook of the sample city against what came: as often within its interval as the document says."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import warehouse
from tests.cities import City

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "outlook.md"
Row = dict[str, Any]
LAST = date(2020, 12, 1)


def told() -> dict[str, tuple[int, int]]:
    """Measure -> rows and percent within the interval, as the document's table has them."""
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+)% \|$", DOCUMENT.read_text("utf-8"), re.M)
    return {measure: (int(count), int(percent)) for measure, count, percent in rows}


@pytest.fixture(scope="module")
def rows(city: City) -> list[Row]:
    with duckdb.connect(city.database, read_only=True) as connection:
        return warehouse.rows(connection, "marts.rpt_outlook")


def test_the_interval_covers_what_came_as_often_as_the_document_says(rows: list[Row]) -> None:
    came = {
        (row["measure"], row["locality_code"]): row["so_far"] for row in rows if row["report_month"] == LAST
    }
    hits: dict[str, list[bool]] = {}
    for row in rows:
        if row["low"] is not None and row["report_month"].year == LAST.year and row["report_month"] < LAST:
            actual = came[row["measure"], row["locality_code"]]
            hits.setdefault(row["measure"], []).append(row["low"] <= actual <= row["high"])
    found = {measure: (len(each), round(100 * sum(each) / len(each))) for measure, each in hits.items()}
    assert found == told()


def test_a_first_year_has_no_outlook_before_its_december(rows: list[Row]) -> None:
    first_year = [row for row in rows if row["report_month"].year < LAST.year]
    assert {row["year_end"] for row in first_year if row["report_month"].month < LAST.month} == {None}
    assert {row["method"] for row in first_year if row["report_month"].month < LAST.month} <= {
        "little_history",
        "no_figure",
    }
