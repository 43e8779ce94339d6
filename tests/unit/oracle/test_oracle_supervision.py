"""Rulebook 12 and 13 by hand: who is on which list, since when; and catching up with last year."""

from datetime import date
from typing import Any

import pytest

from tests.factories import NORTH, annex_row, baseline, ledger_row, monthly, pack, submission, window, world
from tests.oracle import Row, Submission, compute

JUNE = date(2020, 6, 1)
BUILDING = {
    "library": "construction",
    "actual_start_date": "2019-05-01",
    "construction_date": "2019-05-01",
    "ytd_investment_wan": 0,
    "annual_plan_wan": 1000,
}


def reasons(fields: dict[str, Any], *annexes: Any, **policy: Any) -> dict[str, int | None]:
    """Reason -> days overdue, of June."""
    said = submission(NORTH, JUNE, [ledger_row(**fields)], annexes=annexes)
    rows = compute(world([said], policy=pack(**policy)))["rpt_supervision"]
    return {row["reason_code"]: row["days_overdue"] for row in rows}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"planned_start_date": "2020-06-30"}, {"START_OVERDUE": 0}),
        ({"planned_start_date": "2020-06-01"}, {"START_OVERDUE": 29}),
        ({"planned_start_date": "2020-07-01"}, {"START_DUE_THIS_YEAR": None}),
        ({"planned_start_date": "2021-01-01"}, {}),
        ({"approved_date": "2020-06-30"}, {"APPROVED_NOT_STARTED": None}),
        (
            {"approved_date": "2020-06-30", "planned_start_date": "2020-12-31"},
            {"APPROVED_NOT_STARTED": None, "START_DUE_THIS_YEAR": None},
        ),
        ({"approved_date": "2020-05-01", "planned_start_date": "2020-06-30"}, {"START_OVERDUE": 0}),
        (
            {"actual_start_date": "2020-06-30", "planned_start_date": "2020-05-01"},
            {"STARTED_NOT_CONVERTED": None},
        ),
        ({"planned_start_date": "2020-06-30", "total_investment_wan": "9999.99"}, {}),
        ({"planned_start_date": "2020-06-30", "library": "exited"}, {}),
    ],
)
def test_conversion(fields: dict[str, Any], expected: dict[str, int | None]) -> None:
    assert reasons(fields) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ytd_investment_wan": 400}, {"BEHIND_PLAN"}),  # 400 of 1,000 at mid-year: exactly 10 points behind
        ({"ytd_investment_wan": "400.0001"}, set()),
        ({"ytd_investment_wan": None}, {"YTD_MISSING"}),
        ({"annual_plan_wan": 0}, {"NO_ANNUAL_PLAN"}),
        ({"annual_plan_wan": None, "ytd_investment_wan": None}, {"NO_ANNUAL_PLAN", "YTD_MISSING"}),
        ({"actual_start_date": "2020-01-01"}, set()),
        ({"completion_date": "2020-06-01"}, {"COMPLETED_NOT_IN_PRODUCTION"}),
    ],
)
def test_progress_of_what_was_started_before_this_year(fields: dict[str, Any], expected: set[str]) -> None:
    assert reasons(BUILDING | fields).keys() == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"planned_completion_date": "2020-06-30"}, {"COMPLETION_OVERDUE": 0}),
        ({"planned_completion_date": "2020-12-31"}, {"COMPLETION_DUE_THIS_YEAR": None}),
        ({"planned_completion_date": "2021-01-01"}, {}),
        ({"library": "production", "capacity_rate": 0.99}, {"BELOW_CAPACITY": None}),
        ({"library": "production", "capacity_rate": 1.0}, {}),
        ({"library": "production"}, {}),
        ({"library": "production", "capacity_rate": 0.5, "category": "ecology"}, {}),
        ({"completion_date": "2020-06-01", "category": "industry"}, {"COMPLETED_NOT_IN_PRODUCTION": None}),
        ({"completion_date": "2020-06-01", "category": "livelihood"}, {}),
    ],
)
def test_production(fields: dict[str, Any], expected: dict[str, int | None]) -> None:
    on_pace = {"ytd_investment_wan": 500}
    assert reasons(BUILDING | on_pace | fields) == expected


def test_several_factors_of_a_kind_are_one_reason_since_the_earliest() -> None:
    late = [
        annex_row("factors", 2, item="一", planned_date="2020-06-30"),
        annex_row("factors", 3, item="二", planned_date="2020-06-20"),
        annex_row("factors", 4, item="三", planned_date="2020-05-01", state="settled"),
        annex_row("factors", 5, kind="energy", planned_date="2020-07-01"),
    ]
    assert reasons({}, *late) == {"FACTOR_LAND": 10}


def test_only_required_approval_items_that_are_open_hold_up() -> None:
    fields = {"approval_route": "filing"}

    def said(item: str, state: str) -> Any:
        return annex_row("approvals", item=item, state=state, planned_date="2020-06-29")

    assert reasons(fields, said("环评", "in_progress")) == {"FACTOR_APPROVAL": 1}
    for item, state in (("环评", "done"), ("环评", "conditional"), ("用地许可", "not_started")):
        assert reasons(fields, said(item, state)) == {}


GOVERNMENT = {"investor_kind": "government", "total_investment_wan": 100, "approval_route": "filing"}


@pytest.mark.parametrize(
    ("fields", "annex", "expected"),
    [
        # 199.9999 of 1,000 at mid-year is more than 30 points behind, 200 exactly 30: yellow.
        (BUILDING | GOVERNMENT | {"ytd_investment_wan": "199.9999"}, None, {"SEVERELY_BEHIND": None}),
        (BUILDING | GOVERNMENT | {"ytd_investment_wan": 200}, None, {}),
        (
            GOVERNMENT,
            annex_row("factors", kind="funds", planned_date="2020-06-01"),
            {"FUNDS_NOT_SETTLED": 29},
        ),
        (
            GOVERNMENT | {"planned_start_date": "2020-07-31"},
            annex_row("approvals", item="环评", state="done", done_date="2020-04-01"),
            {"START_AT_RISK": None},
        ),
        (
            GOVERNMENT | {"planned_start_date": "2020-06-30"},
            annex_row("approvals", item="环评", state="done", done_date="2020-06-30"),
            {"START_AT_RISK": 0},
        ),
        (
            GOVERNMENT | {"planned_start_date": "2020-08-01"},
            annex_row("approvals", item="环评", state="done", done_date="2020-03-31"),
            {"PRELIMINARY_STALLED": None},
        ),
    ],
)
def test_government(fields: dict[str, Any], annex: Any, expected: dict[str, int | None]) -> None:
    assert reasons(fields, *([annex] if annex else [])) == expected


def on_list(submissions: list[Submission]) -> list[tuple[int, int]]:
    rows = compute(world(submissions))["rpt_supervision"]
    return [(row["report_month"].month, row["months_on_list"]) for row in rows]


OVERDUE: dict[str, Any] = {"planned_start_date": "2020-01-31"}
DUE_NEXT_YEAR: dict[str, Any] = {"planned_start_date": "2021-01-31"}


def test_months_on_the_list_are_consecutive() -> None:
    said = monthly(NORTH, "2020-02", *([ledger_row(**f)] for f in (OVERDUE, OVERDUE, DUE_NEXT_YEAR, OVERDUE)))
    assert on_list(said) == [(2, 1), (3, 2), (5, 1)]


def test_a_month_that_the_unit_did_not_report_is_skipped() -> None:
    february, _, april = monthly(NORTH, "2020-02", *([ledger_row(**OVERDUE)],) * 3)
    assert on_list([february, april]) == [(2, 1), (4, 2)]


def test_a_problem_that_the_latest_row_no_longer_tells_is_over() -> None:
    said = monthly(NORTH, "2020-02", [ledger_row(problem="征地", **OVERDUE)], [ledger_row(**OVERDUE)])
    assert [row["problem"] for row in compute(world(said))["rpt_supervision"]] == ["征地", None]


# Catching up


def catch_up(month: str, *, ytd: Any, now: Any = 310, **options: Any) -> Row:
    said = submission(NORTH, month, [ledger_row(ytd_investment_wan=ytd, month_investment_wan=now)])
    last_year = [baseline(NORTH, "2019-08", "800"), baseline(NORTH, "2019-09", "1000")]
    policy = pack(baseline=last_year, windows=[window("close_gap", "2020-06-23", "2020-09-30")], **options)
    rows = compute(world([said], policy=policy))["rpt_catch_up"]
    return next(row for row in reversed(rows) if row["locality_code"] == NORTH)


def test_the_pace_needed_is_spread_over_the_days_that_are_left() -> None:
    row = catch_up("2020-08", ytd=700)  # 300 to go in the 30 days of September; 310 in the 31 of August
    assert (row["gap_wan"], row["target_wan"], row["window_code"]) == (100, 1000, "close_gap")
    assert (row["daily_pace_needed_wan"], row["daily_pace_last_month_wan"], row["is_on_pace"]) == (
        10,
        10,
        True,
    )
    assert catch_up("2020-08", ytd="699.9999")["is_on_pace"] is False


def test_at_the_windows_end_and_outside_no_pace_is_needed() -> None:
    row = catch_up("2020-09", ytd=700)
    assert (row["target_wan"], row["daily_pace_needed_wan"], row["is_on_pace"]) == (1000, None, None)
    row = catch_up("2020-10", ytd=700)
    assert (row["window_code"], row["target_wan"], row["gap_wan"]) == (None, None, None)


def test_who_is_ahead_needs_nothing() -> None:
    row = catch_up("2020-08", ytd=1200, now=-31)
    assert (row["gap_wan"], row["daily_pace_needed_wan"], row["is_on_pace"]) == (-400, 0, False)
