"""Rulebook 11 by hand: met, met late, to verify, pending, overdue."""

from datetime import date
from typing import Any

import pytest

from tests.factories import NORTH, deadline, ledger_row, pack, submission, world
from tests.oracle import Row, compute

BOND: dict[str, Any] = {"fund_sources": "self_raised|special_local_bond", "fund_plan_year": 2020}
RULES = [
    deadline("start", "special_local_bond", "2020", "2020-08-15"),
    deadline("work", "special_local_bond", "2020", "2020-08-15", work="true"),
]


def told(*months: dict[str, Any], first: str = "2020-07", rule: str = "work") -> Row:
    """The rule's row of the last month of a project that said this from `first` on."""
    start = date.fromisoformat(f"{first}-01")
    said = [
        submission(NORTH, start.replace(month=start.month + step), [ledger_row(**BOND | fields)])
        for step, fields in enumerate(months)
    ]
    rows = compute(world(said, policy=pack(deadlines=RULES)))["rpt_start_deadline"]
    last = max(row["report_month"] for row in rows)
    [row] = [row for row in rows if (row["report_month"], row["rule_id"]) == (last, rule)]
    return row


@pytest.mark.parametrize(
    ("fields", "status", "days_left"),
    [({}, "pending", 15), ({"actual_start_date": "2020-08-15"}, "pending", 15)],
)
def test_before_the_deadline_what_is_not_met_is_pending(
    fields: dict[str, Any], status: str, days_left: int
) -> None:
    row = told(fields)
    assert (row["status"], row["days_left"], row["met_on"]) == (status, days_left, None)


def test_overdue_only_when_the_month_ends_after_the_deadline() -> None:
    row = told({}, {})
    assert (row["status"], row["days_left"], row["is_met"]) == ("overdue", -16, False)


@pytest.mark.parametrize(("started", "status"), [("2020-08-15", "met"), ("2020-08-16", "met_late")])
def test_the_day_itself_is_in_time_and_late_stays_visible(started: str, status: str) -> None:
    row = told({}, {"actual_start_date": started}, rule="start")
    assert (row["status"], row["met_on"]) == (status, date.fromisoformat(started))


def test_the_later_of_start_and_work_counts() -> None:
    started = {"actual_start_date": "2020-07-01"}
    row = told({}, started | {"has_physical_work": True, "physical_work_date": "2020-08-16"})
    assert (row["status"], row["met_on"]) == ("met_late", date(2020, 8, 16))


def test_work_without_a_date_is_of_the_month_that_first_showed_it() -> None:
    started = {"actual_start_date": "2020-07-01"}
    working = started | {"has_physical_work": True}
    row = told(working, working)
    assert (row["status"], row["met_on"]) == ("met", date(2020, 7, 31))
    assert told(started, working)["status"] == "to_verify"  # some day of August, the deadline is the 15th
    assert told(started, started, working)["status"] == "met_late"  # September is late whichever day


def test_a_start_after_that_month_needs_no_verifying() -> None:
    row = told({"has_physical_work": True}, {"has_physical_work": True, "actual_start_date": "2020-08-20"})
    assert (row["status"], row["met_on"]) == ("met_late", date(2020, 8, 20))


def test_no_is_no_and_a_date_speaks_where_nothing_is_said() -> None:
    started = {"actual_start_date": "2020-07-01", "physical_work_date": "2020-07-31"}
    assert told(started | {"has_physical_work": False})["has_physical_work"] is False
    assert told(started)["status"] == "met"
    assert told(started | {"physical_work_date": "2020-08-01"})["has_physical_work"] is False


def test_an_unknown_start_is_verified_where_the_unit_began_to_report_after_the_deadline() -> None:
    """In production since the unit's first month: started some day before its end."""
    running = {"library": "production"}
    row = told(running, first="2020-08", rule="start")
    assert (row["status"], row["met_on"], row["is_met"]) == ("to_verify", None, True)
    row = told(running, first="2020-07", rule="start")
    assert (row["status"], row["met_on"]) == ("met", None)


def test_an_unknown_start_is_earlier_than_any_day_so_late_work_is_late() -> None:
    """Started before July's end for sure; the work is the later of the two, and late."""
    running = {"library": "production"}
    row = told(running, running | {"has_physical_work": True, "physical_work_date": "2020-08-16"})
    assert (row["status"], row["met_on"]) == ("met_late", date(2020, 8, 16))


def test_only_projects_with_the_source_and_exactly_the_year() -> None:
    other: tuple[dict[str, Any], ...] = (
        {"fund_plan_year": 2019},
        {"fund_sources": "self_raised"},
        {"library": "exited"},
    )
    for fields in other:
        said = submission(NORTH, "2020-07", [ledger_row(**BOND | fields)])
        assert compute(world([said], policy=pack(deadlines=RULES)))["rpt_start_deadline"] == []
