"""Rulebook 10 by hand: the investment ranking over all projects."""

from datetime import date
from typing import Any

import pytest

from tests.factories import CITY, NORTH, NORTH_2, SOUTH, baseline, ledger_row, pack, submission, world
from tests.oracle import Row, Submission, compute

JUNE = date(2020, 6, 1)


def report(submissions: list[Submission], *, month: date = JUNE, **policy: Any) -> dict[str, Row]:
    rows = compute(world(submissions, policy=pack((NORTH, NORTH_2, SOUTH), **policy)))["rpt_investment_rank"]
    return {row["locality_code"]: row for row in rows if row["report_month"] == month}


def of(unit: str, month: str, **fields: Any) -> Submission:
    return submission(unit, month, [ledger_row(**fields)])


def test_projects_that_left_count_no_more() -> None:
    may = submission(
        NORTH,
        "2020-05",
        [
            ledger_row(2, name="甲", month_investment_wan=10),
            ledger_row(3, name="乙", month_investment_wan=30),
        ],
    )
    june = submission(
        NORTH,
        JUNE,
        [
            ledger_row(2, name="甲", month_investment_wan=20),
            ledger_row(3, name="乙", library="exited", month_investment_wan=99),
        ],
    )
    north = report([may, june])[NORTH]
    assert (north["month_investment_wan"], north["previous_month_investment_wan"]) == (20, 40)
    assert (north["mom_rate"], north["mom_rank"]) == (-0.5, 1)


def test_completion_of_plans_and_what_is_missing() -> None:
    rows = [
        ledger_row(2, name="有计划", annual_plan_wan=200, ytd_investment_wan=50),
        ledger_row(3, name="没数", annual_plan_wan=300, actual_start_date="2020-01-01"),
        ledger_row(
            4, name="没计划", ytd_investment_wan=1000, actual_start_date="2020-06-01", total_investment_wan=7
        ),
        ledger_row(
            5, name="零计划", annual_plan_wan=0, actual_start_date="2020-06-30", total_investment_wan=8
        ),
        ledger_row(6, name="竣工", actual_start_date="2020-02-01", completion_date="2020-06-01"),
        ledger_row(7, name="未来", actual_start_date="2020-07-01"),
    ]
    north = report([submission(NORTH, JUNE, rows)])[NORTH]
    assert (north["plan_completion_rate"], north["ytd_investment_wan"]) == (0.1, 1050)
    assert (north["no_plan_count"], north["ytd_missing_count"]) == (2, 2)
    assert (north["new_start_count"], north["new_start_investment_wan"]) == (2, 15)
    blank = report([of(NORTH, "2020-06", annual_plan_wan=100)])[NORTH]
    assert (
        blank["plan_completion_rate"],
        blank["ytd_investment_wan"],
        blank["new_start_investment_wan"],
    ) == (None, None, 0)


def test_last_year_is_what_was_reported_else_the_baseline() -> None:
    submissions = [
        of(NORTH, "2019-06", ytd_investment_wan=100),
        of(NORTH, "2020-06", ytd_investment_wan=150),
        of(SOUTH, "2020-06", ytd_investment_wan=50),
    ]
    lines = [baseline(NORTH, "2019-06", "1"), baseline(SOUTH, "2019-06", "25")]
    rows = report(submissions, baseline=lines)
    assert [rows[code]["previous_year_ytd_investment_wan"] for code in (NORTH, SOUTH, CITY)] == [100, 25, 125]
    assert [rows[code]["yoy_rate"] for code in (NORTH, SOUTH, CITY)] == [0.5, 1.0, 0.6]
    lacking = report(submissions, baseline=[baseline(CITY, "2019-06", "400")])
    assert [lacking[code]["yoy_rate"] for code in (SOUTH, "north", CITY)] == [None, 0.5, -0.5]
    assert report(submissions)[CITY]["previous_year_ytd_investment_wan"] is None


def test_who_did_not_report_is_unranked_and_null() -> None:
    rows = report([of(NORTH, "2020-06", month_investment_wan=5)])
    assert (
        rows[SOUTH]["month_investment_wan"]
        is rows[SOUTH]["new_start_count"]
        is rows[SOUTH]["mom_rank"]
        is None
    )
    assert (rows[NORTH]["comparable_unit_count"], rows[NORTH]["mom_rate"]) == (0, None)
    assert (rows[CITY]["month_investment_wan"], rows[CITY]["reported_unit_count"]) == (5, 1)


def test_ranks_of_growth_with_ties() -> None:
    submissions = [
        submission(unit, month, [ledger_row(month_investment_wan=amount)])
        for unit, before, now in ((NORTH, 3, 1), (NORTH_2, 6, 2), (SOUTH, 4, 4))
        for month, amount in (("2020-05", before), ("2020-06", now))
    ]
    rows = report(submissions)
    assert [rows[unit]["mom_rank"] for unit in (NORTH, NORTH_2, SOUTH)] == [2, 2, 1]
    assert rows["north"]["mom_rank"] is None
    assert rows["north"]["mom_rate"] == -2 / 3


@pytest.mark.parametrize(
    ("before", "rate"),
    [(2, 1.0), (0, None), (-2, None), (None, None)],
    ids=["a base", "a base of zero", "a base below zero", "no month before"],
)
def test_growth_needs_a_base_above_zero_and_a_month_before(before: int | None, rate: float | None) -> None:
    june = [of(NORTH, "2020-06", month_investment_wan=4)]
    may = [] if before is None else [of(NORTH, "2020-05", month_investment_wan=before)]
    north = report([*may, *june])[NORTH]
    assert north["mom_rate"] == rate
    assert (north["mom_rank"] is None) == (rate is None)


def test_january_is_compared_with_december() -> None:
    december = of(NORTH, "2019-12", month_investment_wan=2)
    january = of(NORTH, "2020-01", month_investment_wan=3)
    assert report([december, january], month=date(2020, 1, 1))[NORTH]["mom_rate"] == 0.5
