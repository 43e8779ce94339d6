"""Rulebook 4 by hand: stage dates as at a month."""

from datetime import date
from typing import Any

import pytest

from tests.factories import NORTH, ledger_row, monthly, pack, submission, world
from tests.oracle import LedgerRow, Row, compute

FIRST = "2020-01"


def months_of(*ledgers: list[LedgerRow], **policy: Any) -> list[Row]:
    """Rows of 甲项目 by month."""
    rows = compute(world(monthly(NORTH, FIRST, *ledgers), policy=pack(**policy)))["fct_project_month"]
    return [row for row in rows if row["project_name"] == "甲项目"]


def other() -> list[LedgerRow]:
    return [ledger_row(name="乙")]


def of(row: Row, name: str) -> tuple[date | None, str | None]:
    return row[f"{name}_on"], row[f"{name}_on_source"]


ALL_DATES: dict[str, Any] = {
    "reserve_date": "2019-03-01",
    "approved_date": "2019-04-01",
    "construction_date": "2019-05-01",
    "completion_date": "2019-08-01",
    "production_date": "2019-09-01",
    "exit_date": "2019-10-01",
}


@pytest.mark.parametrize(
    ("library", "counting"),
    [
        ("reserve", {"reserve"}),
        ("construction", {"reserve", "construction"}),
        ("production", {"reserve", "construction", "production"}),
        ("exited", {"reserve", "construction", "exit"}),
    ],
)
def test_the_library_decides_which_dates_count(library: str, counting: set[str]) -> None:
    [row] = months_of([ledger_row(library=library, **ALL_DATES)])
    named = {"reserve": "reserve", "construction": "construction", "production": "production", "exit": "exit"}
    for name in named:
        reported = (date.fromisoformat(ALL_DATES[f"{name}_date"]), "reported")
        assert of(row, name) == (reported if name in counting else (None, None))


def test_a_future_date_is_blank_until_it_comes() -> None:
    ledger = [
        ledger_row(reserve_date="2020-02-29", approved_date="2020-02-29", actual_start_date="2020-02-29")
    ]
    before, then = months_of(ledger, ledger)
    assert (before["stage"], before["is_started"]) == ("reserve", False)
    assert of(before, "reserve") == (None, "unknown")
    assert (then["stage"], then["started_on"]) == ("started", date(2020, 2, 29))
    assert of(then, "reserve") == (date(2020, 2, 29), "reported")
    assert before["reserve_date"] == date(2020, 2, 29)


def test_a_blank_date_is_observed_unless_in_the_units_first_month() -> None:
    reserve, construction = [ledger_row()], [ledger_row(library="construction")]
    _, february, march = months_of(reserve, construction, construction)
    assert of(march, "reserve") == (None, "unknown")
    assert of(march, "construction") == of(february, "construction") == (date(2020, 2, 1), "observed")
    [_, later] = months_of(other(), reserve, construction)
    assert of(later, "reserve") == (date(2020, 2, 1), "observed")


def test_a_library_never_shown_has_no_date() -> None:
    [row] = months_of([ledger_row(library="construction")])
    assert of(row, "reserve") == (None, None)
    assert of(row, "construction") == (None, "unknown")


def test_construction_never_shown_takes_the_first_month_in_production() -> None:
    [_, row] = months_of([ledger_row()], [ledger_row(library="production")])
    assert of(row, "construction") == of(row, "production") == (date(2020, 2, 1), "observed")
    assert (row["completed_on"], row["started_on"], row["is_started"]) == (date(2020, 2, 1), None, True)


def test_a_carried_month_shows_nothing() -> None:
    """A gap is no showing: the first reported month after it is."""
    rows = months_of([ledger_row()], other(), [ledger_row(library="construction")])
    assert of(rows[-1], "construction") == (date(2020, 3, 1), "observed")


def test_months_before_the_packs_first_count_for_what_was_shown() -> None:
    reserve, construction = [ledger_row()], [ledger_row(library="construction")]
    [row] = months_of(reserve, construction, construction, first_report_month="2020-03")
    assert of(row, "construction") == (date(2020, 2, 1), "observed")


def test_going_back_ignores_later_libraries_and_is_found_once_per_row() -> None:
    submissions = [
        *monthly(NORTH, FIRST, [ledger_row(library="construction", construction_date="2020-01-05")]),
        submission(NORTH, "2020-02", [ledger_row(7, construction_date="2020-01-05")]),
        submission(NORTH, "2020-03", kind="no_change"),
    ]
    marts = compute(world(submissions))
    february = marts["fct_project_month"][1]
    assert of(february, "construction") == (None, None)
    assert february["stage"] == "reserve"
    found = [(row["rule_id"], row["report_month"].month, row["row_number"]) for row in marts["fct_finding"]]
    assert found == [("STAGE_WENT_BACK", 2, 7)]


@pytest.mark.parametrize(
    ("fields", "stage", "is_started"),
    [
        ({}, "reserve", False),
        ({"approved_date": "2019-12-01"}, "approved", False),
        ({"actual_start_date": "2019-12-01"}, "started", True),
        ({"completion_date": "2019-12-01"}, "completed", True),
        ({"library": "construction"}, "reserve", False),
        ({"library": "production"}, "in_production", True),
        ({"library": "exited", "completion_date": "2019-12-01"}, "exited", True),
    ],
)
def test_stage_is_the_furthest(*, fields: dict[str, Any], stage: str, is_started: bool) -> None:
    [row] = months_of([ledger_row(**fields)])
    assert (row["stage"], row["is_started"]) == (stage, is_started)


def test_events_are_those_of_the_latest_row_and_their_first_month() -> None:
    started = ledger_row(actual_start_date="2020-01-20", reserve_date="2019-05-05")
    produced = ledger_row(library="production", reserve_date="2019-05-05")
    marts = compute(world(monthly(NORTH, FIRST, [started], [started], [produced])))
    events = {
        row["event"]: (row["event_date"], row["date_source"], row["first_report_month"].month)
        for row in marts["fct_stage_event"]
    }
    assert events == {
        "reserve": (date(2019, 5, 5), "reported", 1),
        "construction": (date(2020, 3, 1), "observed", 3),
        "started": (None, "unknown", 1),
        "completed": (date(2020, 3, 1), "observed", 3),
        "production": (date(2020, 3, 1), "observed", 3),
    }
