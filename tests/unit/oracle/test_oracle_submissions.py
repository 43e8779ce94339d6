"""Rulebook 2 by hand: what is effective, what repeats, what is carried."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import NORTH, SOUTH, ledger_row, monthly, pack, received, submission, world
from tests.oracle import Row, Submission, compute

JAN, FEB, MAR = date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)


def rows_of(submissions: list[Submission], month: date, **policy: Any) -> list[Row]:
    marts = compute(world(submissions, policy=pack(**policy)))
    return [row for row in marts["fct_project_month"] if row["report_month"] == month]


def effective(submissions: list[Submission]) -> list[bool]:
    rows = compute(world(submissions))["fct_submission"]
    by_id = {row["submission_id"]: row["is_effective"] for row in rows}
    return [by_id[one.submission_id] for one in submissions]


def rule_ids(submissions: list[Submission], **policy: Any) -> list[str]:
    marts = compute(world(submissions, policy=pack(**policy)))
    return sorted(row["rule_id"] for row in marts["fct_finding"])


def test_a_correction_needs_a_base_received_before_it() -> None:
    full = submission(NORTH, JAN, [ledger_row()], at=received(JAN, day=3))
    before = submission(NORTH, JAN, [ledger_row()], kind="correction", at=received(JAN, day=2))
    after = submission(NORTH, JAN, [ledger_row()], kind="correction", at=received(JAN, day=4))
    other_month = submission(NORTH, FEB, [ledger_row()], kind="correction", at=received(JAN, day=4))
    assert effective([full, before, after, other_month]) == [True, False, True, False]
    assert rule_ids([full, before, after, other_month]) == ["CORRECTION_WITHOUT_BASE"] * 2


def test_a_correction_received_in_the_same_moment_goes_by_submission_id() -> None:
    at = received(JAN)
    full = submission(NORTH, JAN, [ledger_row()], at=at)
    correction = submission(NORTH, JAN, [ledger_row(problem="x")], kind="correction", at=at)
    is_after = correction.submission_id > full.submission_id
    assert effective([full, correction]) == [True, is_after]


def test_no_change_needs_the_month_before_however_late_that_became_known() -> None:
    unchanged = submission(NORTH, FEB, kind="no_change", at=received(FEB))
    assert effective([unchanged]) == [False]
    assert rule_ids([unchanged]) == ["NO_CHANGE_WITHOUT_BASE"]
    late = submission(NORTH, JAN, [ledger_row()], at=received(MAR))
    assert effective([unchanged, late]) == [True, True]
    again = submission(NORTH, MAR, kind="no_change")
    assert effective([unchanged, late, again]) == [True, True, True]
    assert effective([unchanged, again]) == [False, False]


def test_a_rejected_file_is_no_base() -> None:
    rejected = submission(NORTH, JAN, [ledger_row()], outcome="rejected")
    unchanged = submission(NORTH, FEB, kind="no_change")
    assert effective([rejected, unchanged]) == [False, False]


def test_a_correction_replaces_whole_rows_blanks_included_and_adds_new_ones() -> None:
    full = submission(
        NORTH,
        JAN,
        [ledger_row(2, name="甲", annual_plan_wan=100, owner="某公司"), ledger_row(3, name="乙")],
        at=received(JAN, day=2),
    )
    first = submission(
        NORTH,
        JAN,
        [ledger_row(2, name="甲", annual_plan_wan=200), ledger_row(3, name="丙")],
        kind="correction",
        at=received(JAN, day=3),
    )
    second = submission(
        NORTH,
        JAN,
        [ledger_row(9, name="甲", annual_plan_wan=300)],
        kind="correction",
        at=received(JAN, day=4),
    )
    rows = {row["project_name"]: row for row in rows_of([second, full, first], JAN)}
    assert rows.keys() == {"甲", "乙", "丙"}
    assert (rows["甲"]["annual_plan_wan"], rows["甲"]["owner"], rows["甲"]["row_number"]) == (300, None, 9)
    assert rows["甲"]["submission_id"] == second.submission_id


def test_a_later_full_replaces_the_corrections_before_it() -> None:
    full = submission(NORTH, JAN, [ledger_row(name="甲")], at=received(JAN, day=2))
    correction = submission(NORTH, JAN, [ledger_row(name="乙")], kind="correction", at=received(JAN, day=3))
    again = submission(NORTH, JAN, [ledger_row(name="甲")], at=received(JAN, day=4))
    assert [row["project_name"] for row in rows_of([full, correction, again], JAN)] == ["甲"]
    assert effective([full, correction, again]) == [True, True, True]


def test_no_change_repeats_with_nothing_invested_this_month() -> None:
    reported = submission(
        NORTH,
        JAN,
        [
            ledger_row(
                annual_plan_wan=100, month_investment_wan=10, ytd_investment_wan=30, is_provincial_key=True
            )
        ],
    )
    [row] = rows_of([reported, submission(NORTH, FEB, kind="no_change")], FEB)
    assert row["submission_id"] == reported.submission_id
    assert not row["is_carried_forward"]
    assert (row["month_investment_wan"], row["month_investment_source"]) == (0, "reported")
    assert (row["ytd_investment_wan"], row["annual_plan_wan"], row["is_provincial_key"]) == (30, 100, True)


def test_no_change_in_january_starts_the_year_anew() -> None:
    december = submission(
        NORTH,
        "2020-12",
        [
            ledger_row(
                annual_plan_wan=100,
                ytd_investment_wan=30,
                cumulative_investment_wan=70,
                is_provincial_key=True,
                is_annual_priority=True,
            )
        ],
    )
    quiet = [submission(NORTH, month, kind="no_change") for month in ("2021-01", "2021-02")]
    for month in (date(2021, 1, 1), date(2021, 2, 1)):
        [row] = rows_of([december, *quiet], month)
        assert (row["ytd_investment_wan"], row["annual_plan_wan"]) == (0, None)
        assert (row["is_provincial_key"], row["is_annual_priority"]) == (False, False)
        assert row["cumulative_investment_wan"] == 70


def test_a_missing_project_is_carried_while_its_unit_reports() -> None:
    first = submission(NORTH, JAN, [ledger_row(2, name="甲", ytd_investment_wan=5), ledger_row(3, name="乙")])
    march = submission(NORTH, MAR, [ledger_row(name="乙")])
    assert rows_of([first, march], FEB) == []
    [carried] = [row for row in rows_of([first, march], MAR) if row["project_name"] == "甲"]
    assert carried["is_carried_forward"]
    assert (carried["month_investment_wan"], carried["month_investment_source"]) == (None, None)
    assert (carried["ytd_investment_wan"], carried["submission_id"]) == (5, first.submission_id)
    assert rule_ids([first, march]) == ["PROJECT_VANISHED"]


def test_a_carried_row_loses_what_lapses_with_the_year() -> None:
    december = submission(
        NORTH, "2020-12", [ledger_row(annual_plan_wan=9, ytd_investment_wan=5, is_municipal_key=True)]
    )
    [row] = rows_of([december, submission(NORTH, "2021-01", [ledger_row(name="乙")])], date(2021, 1, 1))[1:]
    assert row["is_carried_forward"]
    assert (row["annual_plan_wan"], row["ytd_investment_wan"], row["is_municipal_key"]) == (None, None, False)


@pytest.mark.parametrize(("month", "is_there"), [("2020-12", True), ("2021-01", False)])
def test_a_project_in_production_is_carried_to_the_end_of_the_year(*, month: str, is_there: bool) -> None:
    ledger = [ledger_row(library="production", production_date="2020-05-01")]
    later = submission(NORTH, month, [ledger_row(name="乙")])
    rows = rows_of([submission(NORTH, "2020-06", ledger), later], date.fromisoformat(f"{month}-01"))
    assert any(row["library"] == "production" for row in rows) == is_there


@pytest.mark.parametrize(
    ("exit_date", "is_there"),
    [("2020-03-15", True), ("2019-12-31", False), (None, False)],
    ids=["left this year", "left last year", "unknown"],
)
def test_an_exited_project_is_carried_through_the_year_of_its_exit(
    *, exit_date: str | None, is_there: bool
) -> None:
    first = submission(NORTH, "2020-03", [ledger_row(library="exited", exit_date=exit_date)])
    later = submission(NORTH, "2020-04", [ledger_row(name="乙")])
    rows = rows_of([first, later], date(2020, 4, 1))
    assert any(row["library"] == "exited" for row in rows) == is_there
    assert rule_ids([first, later]) == []


def test_an_exit_that_was_seen_coming_is_observed() -> None:
    submissions = monthly(
        NORTH, "2020-03", [ledger_row()], [ledger_row(library="exited")], [ledger_row(name="乙")]
    )
    [row] = [row for row in rows_of(submissions, date(2020, 5, 1)) if row["project_name"] == "甲项目"]
    assert (row["exit_on"], row["exit_on_source"]) == (date(2020, 4, 1), "observed")


def test_a_refused_row_is_told_apart_from_a_vanished_one() -> None:
    first = submission(NORTH, JAN, [ledger_row(name="甲")])
    second = submission(
        NORTH, FEB, [ledger_row(7, name="甲", is_accepted=False)], outcome="accepted_with_findings"
    )
    marts = compute(world([first, second]))
    [found] = marts["fct_finding"]
    assert (found["rule_id"], found["row_number"], found["project_id"]) == ("ROW_REJECTED", 7, f"{NORTH}:甲")
    assert found["submission_id"] == second.submission_id


def test_months_run_from_the_packs_first_to_the_last_effective_one() -> None:
    submissions = [
        submission(NORTH, "2020-02", [ledger_row()]),
        submission(NORTH, "2020-05", [ledger_row()], kind="correction"),
    ]
    marts = compute(world(submissions))
    assert sorted({row["report_month"] for row in marts["rpt_submission_status"]}) == [JAN, FEB]
    early = compute(world(submissions, policy=pack(first_report_month="2020-03")))
    assert early["rpt_submission_status"] == early["fct_project_month"] == early["dim_project"] == []


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (1, True)])
def test_late_is_after_the_cut_off_in_the_citys_time(*, seconds: int, is_late: bool) -> None:
    at = datetime(2020, 2, 5, 10, 0, tzinfo=UTC) + timedelta(seconds=seconds)  # 18:00 in Shanghai
    [row] = compute(world([submission(NORTH, JAN, [ledger_row()], at=at)]))["fct_submission"]
    assert row["is_late"] == is_late


def test_submission_status_counts_everything_that_names_unit_and_month() -> None:
    bad = submission(
        NORTH,
        JAN,
        [ledger_row(is_accepted=False)],
        outcome="rejected",
        at=received(JAN, day=1),
        findings=[{"row_number": 2}, {"severity": "warning", "rule_id": "CODE_SHAPE"}],
    )
    full = submission(NORTH, JAN, [ledger_row()], at=received(JAN, day=7))
    again = submission(NORTH, JAN, [ledger_row(owner="某")], at=received(JAN, day=8))
    fix = submission(NORTH, JAN, [ledger_row()], kind="correction", at=received(JAN, day=9))
    rows = {
        row["reporting_unit_code"]: row
        for row in compute(world([again, bad, full, fix]))["rpt_submission_status"]
    }
    north, south = rows[NORTH], rows[SOUTH]
    assert (north["is_reported"], north["received_at"], north["is_late"]) == (True, full.received_at, True)
    assert (north["submission_count"], north["correction_count"]) == (4, 1)
    assert (north["error_count"], north["warning_count"], north["is_first_pass"]) == (1, 1, False)
    assert (south["is_reported"], south["received_at"], south["is_late"]) == (False, None, None)
    assert (south["submission_count"], south["is_first_pass"]) == (0, None)


def test_derived_month_investment() -> None:
    submissions = monthly(
        NORTH,
        "2020-01",
        [ledger_row(ytd_investment_wan=10)],
        [ledger_row(ytd_investment_wan="25.5")],
        [ledger_row(name="乙")],
        [ledger_row(ytd_investment_wan=40)],
        [ledger_row(ytd_investment_wan=50, month_investment_wan=-1)],
    )
    found = [
        (row["month_investment_wan"], row["month_investment_source"])
        for row in compute(world(submissions))["fct_project_month"]
        if row["project_name"] == "甲项目"
    ]
    assert found == [
        (10, "derived"),
        (Decimal("15.5"), "derived"),
        (None, None),
        (None, None),
        (-1, "reported"),
    ]
