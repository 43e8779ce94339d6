"""Rulebook 20 by hand: scores, who is last, ties for last; and how well a unit reports."""

from datetime import date
from typing import Any

from tests.factories import (
    NORTH,
    NORTH_2,
    SOUTH,
    indicator,
    ledger_row,
    monthly,
    pack,
    received,
    submission,
    world,
)
from tests.oracle import Row, Submission, compute

UNITS = (NORTH, NORTH_2, SOUTH)
CONVERSION = indicator("county", "conversion", "rpt_conversion.conversion_rate", "1")
COMPLETION = indicator("county", "completion", "rpt_investment_rank.plan_completion_rate", "3")


def december(
    unit: str, converted: int, reserve: int = 2, *, month: str = "2020-12", **fields: Any
) -> Submission:
    moved = {
        "library": "construction",
        "construction_date": f"{month[:4]}-03-01",
        "actual_start_date": f"{month[:4]}-03-01",
    }
    rows = [
        ledger_row(
            number + 2,
            name=f"项目{number}",
            reserve_date="2019-01-01",
            **fields | (moved if number < converted else {}),
        )
        for number in range(reserve)
    ]
    return submission(unit, month, rows)


def assessed(submissions: list[Submission], *, year: int = 2020, **policy: Any) -> dict[str, Row]:
    options = {"assessment": [CONVERSION]} | policy
    rows = compute(world(submissions, policy=pack(UNITS, **options)))["rpt_assessment"]
    return {row["unit"]: row for row in rows if row["year"] == year}


def last(rows: dict[str, Row]) -> set[str]:
    return {unit for unit, row in rows.items() if row["is_last"]}


def test_the_score_is_the_weighted_mean_and_a_rate_above_one_is_one_in_it() -> None:
    said = december(NORTH, 1, annual_plan_wan=100, ytd_investment_wan=150)
    [*_, row] = assessed([said], assessment=[CONVERSION, COMPLETION]).values()
    rows = assessed([said], assessment=[CONVERSION, COMPLETION])
    assert rows[NORTH]["score"] == (50 * 1 + 100 * 3) / 4
    assert (row["score"], row["rank"], row["missing_indicators"]) == (None, None, "completion|conversion")


def test_last_place_tied_is_a_tie() -> None:
    rows = assessed([december(NORTH, 2), december(NORTH_2, 1), december(SOUTH, 1)])
    assert {unit: row["rank"] for unit, row in rows.items()} == {NORTH: 1, NORTH_2: 2, SOUTH: 2}
    assert last(rows) == {NORTH_2, SOUTH}
    assert rows[SOUTH]["note"] == "末位"


def test_nobody_is_last_where_all_are_alike_on_missing_data_or_before_the_year_is_over() -> None:
    assert last(assessed([december(unit, 1) for unit in UNITS])) == set()
    missing = assessed([december(NORTH, 2), december(NORTH_2, 1), december(SOUTH, 0, reserve=0)])
    assert last(missing) == {NORTH_2}
    assert missing[SOUTH]["missing_indicators"] == "conversion"
    november = assessed([december(unit, n, month="2020-11") for n, unit in enumerate(UNITS)])
    assert (last(november), november[NORTH]["is_provisional"]) == (set(), True)


def test_last_two_years_running() -> None:
    both = [
        december(unit, n, month=month) for month in ("2020-12", "2021-12") for n, unit in enumerate(UNITS)
    ]
    rows = assessed(both, year=2021)
    assert (rows[NORTH]["is_last_two_years"], rows[NORTH]["note"]) == (True, "连续两年末位")
    assert assessed(both)[NORTH]["is_last_two_years"] is False


def test_of_ranks_the_first_has_a_hundred_and_the_last_nothing() -> None:
    by_rank = indicator("county", "rank", "rpt_conversion.rank", "1", is_higher_better="false")
    rows = assessed([december(unit, n) for n, unit in enumerate(UNITS)], assessment=[by_rank])
    assert [rows[unit]["score"] for unit in UNITS] == [0, 50, 100]


def test_departments_are_judged_by_the_projects_that_name_them() -> None:
    by_department = indicator("department", "conversion", "rpt_conversion.conversion_rate", "1")
    said = [december(NORTH, 1, responsible_unit="市 发改委"), december(SOUTH, 2, responsible_unit="交通局")]
    rows = assessed(said, assessment=[by_department])
    assert {unit: row["score"] for unit, row in rows.items()} == {"发改委": 50, "交通局": 100}
    assert last(rows) == {"发改委"}


# How well a unit reports


def test_quality_of_the_year_so_far() -> None:
    january, february, april = (
        submission(NORTH, "2020-01", [ledger_row()]),
        submission(NORTH, "2020-02", [ledger_row()], at=received(date(2020, 2, 1), day=20)),
        submission(NORTH, "2020-04", [ledger_row(2), ledger_row(3, name="乙", is_accepted=False)]),
    )
    correction = submission(
        NORTH, "2020-01", [ledger_row()], kind="correction", at=received(date(2020, 1, 1), day=9)
    )
    rows = compute(world([january, february, april, correction]))["rpt_reporting_quality"]
    row = next(r for r in rows if (r["reporting_unit_code"], r["report_month"]) == (NORTH, date(2020, 4, 1)))
    # In time in January and April of four months; three months sent, two passed; one of four files corrects.
    assert (row["on_time_rate"], row["first_pass_rate"], row["correction_rate"]) == (0.5, 2 / 3, 0.25)
    assert row["score"] == 100 * (2 * 0.5 + 2 / 3 + 0.75) / 4


def test_quality_begins_anew_in_january_and_nothing_sent_is_undefined() -> None:
    said = monthly(NORTH, "2020-12", [ledger_row()], [ledger_row()])
    rows = compute(world(said, policy=pack(first_report_month="2020-12")))["rpt_reporting_quality"]
    january = [row for row in rows if row["report_month"] == date(2021, 1, 1)]
    assert {row["reporting_unit_code"]: row["on_time_rate"] for row in january} == {NORTH: 1, SOUTH: 0}
    assert {row["reporting_unit_code"]: row["score"] for row in january} == {NORTH: 100, SOUTH: None}
