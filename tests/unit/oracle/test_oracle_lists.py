"""Rulebook 9 by hand: membership, lights, the lists by locality."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import (
    CITY,
    DIRECT,
    NORTH,
    NORTH_2,
    SOUTH,
    ledger_row,
    list_member,
    pack,
    submission,
    world,
)
from tests.oracle import LedgerRow, Row, Submission, compute

MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)
KEY: dict[str, Any] = {"is_provincial_key": True}
CODE = "2020-421221-50-03-000001"


def statuses(*rows: LedgerRow, **policy: Any) -> dict[tuple[str, str], Row]:
    """(list, project) -> status row of June."""
    marts = compute(world([submission(NORTH, MAY, []), submission(NORTH, JUNE, rows)], policy=pack(**policy)))
    return {(row["list_code"], row["project_id"].split(":")[-1]): row for row in marts["rpt_list_status"]}


def one(**fields: Any) -> Row:
    return statuses(ledger_row(**KEY | fields))["provincial_key", "甲项目"]


def test_members_by_flag_and_by_size() -> None:
    rows = statuses(
        ledger_row(2, name="标记", **KEY),
        ledger_row(3, name="两张", is_municipal_key=True, total_investment_wan=100000),
        ledger_row(4, name="差一点", total_investment_wan="99999.9999"),
        ledger_row(5, name="出库", library="exited", is_municipal_key=True, total_investment_wan=200000),
        ledger_row(6, name="去年竣工", completion_date="2019-12-31", total_investment_wan=200000),
        ledger_row(7, name="今年竣工", completion_date="2020-01-01", total_investment_wan=200000),
    )
    assert set(rows) == {
        ("provincial_key", "标记"),
        ("municipal_key", "两张"),
        ("ten_yi", "两张"),
        ("ten_yi", "今年竣工"),
    }


def test_completed_on_an_unknown_day_is_completed_before_the_year() -> None:
    rows = [ledger_row(library="production", total_investment_wan=100000)]
    assert compute(world([submission(NORTH, MAY, rows)]))["rpt_list_status"] == []


def test_a_register_decides_for_the_list_and_year_it_covers() -> None:
    register = [
        list_member("provincial_key", 2020, CODE),
        list_member("ten_yi", 2020, "小项目", NORTH),
        list_member("municipal_key", 2019, "甲项目", NORTH),
    ]
    rows = statuses(
        ledger_row(2, name="甲项目", is_provincial_key=True, is_municipal_key=True),
        ledger_row(3, name="乙项目", code=CODE),
        ledger_row(4, name="大项目", total_investment_wan=100000),
        ledger_row(5, name="☆小 项目", total_investment_wan=1),
        list_members=register,
    )
    assert set(rows) == {("municipal_key", "甲项目"), ("provincial_key", CODE), ("ten_yi", "小项目")}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "not_started"),
        ({"library": "construction"}, "not_started"),
        ({"actual_start_date": "2020-06-30"}, "under_construction"),
        ({"actual_start_date": "2020-07-01"}, "not_started"),
        ({"completion_date": "2020-06-30"}, "completed"),
        ({"library": "production"}, "in_production"),
    ],
)
def test_status(fields: dict[str, Any], status: str) -> None:
    assert one(**fields)["status"] == status


@pytest.mark.parametrize(
    ("planned", "light", "reason"),
    [
        (None, "none", None),
        ("2020-07-01", "none", None),
        ("2020-06-30", "yellow", "START_OVERDUE"),
        ("2020-05-31", "yellow", "START_OVERDUE"),
        ("2020-04-30", "red", "START_OVERDUE"),
        ("2019-12-01", "red", "START_OVERDUE"),
    ],
)
def test_start_light(planned: str | None, light: str, reason: str | None) -> None:
    row = one(planned_start_date=planned)
    assert (row["start_light"], row["light"], row["light_reason"]) == (light, light, reason)


@pytest.mark.parametrize(
    ("plan", "ytd", "light", "reason"),
    [
        (1000, 400, "yellow", "BEHIND_PLAN"),  # exactly −10 points: doubles would say −9.999…
        (1000, "400.0001", "green", None),
        (1000, 200, "yellow", "BEHIND_PLAN"),  # exactly −30
        (1000, "199.9999", "red", "BEHIND_PLAN"),
        (1000, 2000, "green", None),
        (1000, None, "none", "YTD_MISSING"),
        (0, 5, "none", "NO_ANNUAL_PLAN"),
        (None, None, "none", "NO_ANNUAL_PLAN"),
    ],
)
def test_progress_light(plan: int | None, ytd: object, light: str, reason: str | None) -> None:
    row = one(actual_start_date="2020-01-10", annual_plan_wan=plan, ytd_investment_wan=ytd)
    assert (row["progress_light"], row["light_reason"]) == (light, reason)
    assert row["start_light"] == "green"


def test_progress_is_shown_but_not_lit_before_the_start() -> None:
    row = one(annual_plan_wan=1000, ytd_investment_wan=400)
    assert (row["plan_completion_rate"], row["time_progress_rate"], row["deviation_pp"]) == (0.4, 0.5, -10.0)
    assert (row["progress_light"], row["light"], row["light_reason"]) == ("none", "none", None)
    assert one(annual_plan_wan=0, ytd_investment_wan=1)["plan_completion_rate"] is None
    assert one(completion_date="2020-06-01")["progress_light"] == "green"


@pytest.mark.parametrize(
    ("fields", "light"),
    [
        ({"actual_start_date": "2020-06-01"}, "none"),
        ({"actual_start_date": "2020-05-31"}, "yellow"),
        ({"actual_start_date": "2020-04-01"}, "yellow"),
        ({"actual_start_date": "2020-03-31"}, "red"),
        ({"actual_start_date": "2020-03-31", "is_stat_enrolled": True}, "green"),
        ({"actual_start_date": "2020-03-31", "is_stat_enrolled": None}, "none"),
        ({"actual_start_date": "2020-03-31", "completion_date": "2020-06-01"}, "none"),
        ({"is_stat_enrolled": True}, "none"),
    ],
)
def test_enrolment_light(fields: dict[str, Any], light: str) -> None:
    row = one(**{"is_stat_enrolled": False} | fields)
    assert row["enrolment_light"] == light
    assert ("NOT_ENROLLED" in (row["light_reason"] or "")) == (light in {"yellow", "red"})


def test_reasons_are_sorted_and_joined_and_the_worst_light_wins() -> None:
    row = one(
        actual_start_date="2020-03-31", is_stat_enrolled=False, annual_plan_wan=100, ytd_investment_wan=40
    )
    assert (row["light"], row["light_reason"]) == ("red", "BEHIND_PLAN+NOT_ENROLLED")
    row = one(actual_start_date="2020-05-31", is_stat_enrolled=False)
    assert (row["light"], row["light_reason"]) == ("yellow", "NOT_ENROLLED+NO_ANNUAL_PLAN")


# By locality

UNITS = (NORTH, NORTH_2, SOUTH, DIRECT)


def ranked(
    submissions: list[Submission], *, month: date = JUNE, of: str = "provincial_key", **policy: Any
) -> dict[str, Row]:
    rows = compute(world(submissions, policy=pack(UNITS, **policy)))["rpt_list_rank"]
    return {
        row["locality_code"]: row for row in rows if (row["report_month"], row["list_code"]) == (month, of)
    }


def said(unit: str, month: date, *amounts: int | None, **fields: Any) -> Submission:
    """A unit's members of the list, with what was invested this month."""
    rows = [
        ledger_row(number, name=f"项目{number}", month_investment_wan=amount, **KEY | fields)
        for number, amount in enumerate(amounts)
    ]
    return submission(unit, month, rows)


def test_shares_comparisons_and_ranks() -> None:
    submissions = [
        said(NORTH, MAY, 100, 100),
        said(NORTH_2, MAY, 50),
        said(NORTH, JUNE, 150, 100, total_investment_wan=10000),
        said(NORTH_2, JUNE, 100, total_investment_wan=30000),
        said(SOUTH, JUNE, 70, total_investment_wan=50000),
    ]
    rows = ranked(submissions)
    north, north_2, south, direct, city = (rows[code] for code in (*UNITS, CITY))
    assert (north["project_count"], north["count_share"], north["investment_share"]) == (2, 0.5, 0.2)
    assert (north["month_investment_wan"], north["previous_month_investment_wan"]) == (250, 200)
    assert (north["mom_rate"], north_2["mom_rate"], south["mom_rate"]) == (0.25, 1.0, None)
    assert (south["comparable_unit_count"], south["comparable_month_investment_wan"]) == (0, None)
    assert (south["previous_month_investment_wan"], south["month_investment_wan"]) == (None, 70)
    assert (direct["project_count"], direct["is_share_provisional"], north["is_share_provisional"]) == (
        None,
        None,
        True,
    )
    assert [rows[u]["count_share_rank"] for u in UNITS] == [1, 2, 2, None]
    assert [rows[u]["investment_share_rank"] for u in UNITS] == [3, 2, 1, None]
    assert [rows[u]["mom_rank"] for u in UNITS] == [2, 1, None, None]
    assert [rows[u]["composite_rank"] for u in UNITS] == [2, 1, None, None]  # means 6/3 and 5/3
    assert [rows[u]["investment_share_rank_in_tier"] for u in UNITS] == [2, 1, 1, None]
    assert [rows[u]["composite_rank_in_tier"] for u in UNITS] == [2, 1, None, None]  # 5/3 and 4/3
    # The city compares the units that reported both months.
    assert (city["month_investment_wan"], city["previous_month_investment_wan"]) == (420, 250)
    assert (city["comparable_unit_count"], city["comparable_month_investment_wan"]) == (2, 350)
    assert (city["comparable_previous_month_investment_wan"], city["mom_rate"]) == (250, 0.4)
    assert (city["count_share"], city["mom_rank"], city["count_share_rank"]) == (1.0, None, None)


def test_a_composite_needs_all_three() -> None:
    submissions = [said(NORTH, MAY, 100), said(NORTH, JUNE, 120), said(SOUTH, MAY, 0), said(SOUTH, JUNE, 5)]
    rows = ranked(submissions)
    assert (rows[SOUTH]["mom_rate"], rows[SOUTH]["composite_rank"]) == (
        None,
        None,
    )  # nothing the month before
    assert rows[NORTH]["composite_rank"] == 1


def test_the_same_projects_are_compared_where_both_months_know_them() -> None:
    may = said(NORTH, MAY, 100, 100, None)
    june = said(NORTH, JUNE, 150, None, 80, 1000)
    north = ranked([may, june])[NORTH]
    assert (north["mom_rate"], north["mom_rate_same_projects"]) == (5.15, 0.5)
    excluded = ranked([may, june], settings={"mom_excluded_months": "2020-06"})[NORTH]
    assert (excluded["mom_rate"], excluded["mom_rate_same_projects"]) == (None, None)
    floor = ranked([may, june], settings={"mom_floor_wan": "150"})[NORTH]
    assert (floor["mom_rate"], floor["mom_rate_same_projects"]) == (5.15, None)


def test_the_months_before_has_its_own_members() -> None:
    may = submission(NORTH, MAY, [ledger_row(2, name="甲", month_investment_wan=9, **KEY)])
    june = submission(
        NORTH,
        JUNE,
        [
            ledger_row(2, name="甲", month_investment_wan=5),
            ledger_row(3, name="乙", month_investment_wan=3, **KEY),
        ],
    )
    north = ranked([may, june])[NORTH]
    assert (north["month_investment_wan"], north["previous_month_investment_wan"]) == (3, 9)
    assert north["mom_rate_same_projects"] is None


def test_all_counts_a_project_once_and_blanks_are_not_nothing() -> None:
    rows = [
        ledger_row(2, name="甲", is_provincial_key=True, is_municipal_key=True),
        ledger_row(3, name="乙", total_investment_wan=100000),
        ledger_row(4, name="丙"),
    ]
    north = ranked([submission(NORTH, JUNE, rows)], of="all")[NORTH]
    assert (north["project_count"], north["total_investment_wan"]) == (2, 120000)
    assert north["month_investment_wan"] is None
    empty = ranked([submission(NORTH, JUNE, rows)], of="provincial_leader")[NORTH]
    assert (empty["project_count"], empty["count_share"], empty["month_investment_wan"]) == (0, None, 0)
    assert empty["count_share_rank"] is None


def test_changes_of_ranks() -> None:
    submissions = [
        said(NORTH, MAY, 1),
        said(SOUTH, MAY, 1, 1),
        said(NORTH, JUNE, 1, 1, 1),
        said(SOUTH, JUNE, 1, 1),
    ]
    rows = ranked(submissions)
    assert (rows[NORTH]["count_share_rank_change"], rows[SOUTH]["count_share_rank_change"]) == (1, -1)
    # In May nobody could be ranked by mom.
    assert (rows[NORTH]["mom_rank"], rows[NORTH]["mom_rank_change"]) == (1, None)


# Warnings about a row


def warnings(*submissions: Submission, **policy: Any) -> list[tuple[str, int]]:
    found = compute(world(submissions, policy=pack(**policy)))["fct_finding"]
    return sorted((row["rule_id"], row["report_month"].month) for row in found)


def of_month(month: str, **fields: Any) -> Submission:
    return submission(NORTH, month, [ledger_row(**fields)])


@pytest.mark.parametrize(
    ("reported", "ytd", "is_found"),
    [
        (100, 200, False),
        (101, 200, False),
        ("101.01", 200, True),
        (1000, 1105, False),
        (1000, "1105.01", True),
    ],
)
def test_the_month_against_the_years_to_date(*, reported: object, ytd: object, is_found: bool) -> None:
    may = of_month("2020-05", ytd_investment_wan=100)
    june = of_month("2020-06", ytd_investment_wan=ytd, month_investment_wan=reported)
    assert warnings(may, june) == ([("MONTH_YTD_MISMATCH", 6)] if is_found else [])


def test_in_january_the_month_is_the_year_to_date() -> None:
    december = of_month("2019-12", ytd_investment_wan=900)
    january = of_month("2020-01", ytd_investment_wan=50, month_investment_wan=40)
    assert warnings(december, january, first_report_month="2019-12") == [("MONTH_YTD_MISMATCH", 1)]


def test_year_to_date_never_falls_within_the_year() -> None:
    assert warnings(
        of_month("2020-03", ytd_investment_wan=100),
        of_month("2020-04"),
        of_month("2020-05", ytd_investment_wan=99),
        of_month("2020-06", ytd_investment_wan=99),
        of_month("2021-01", ytd_investment_wan=1),
    ) == [("YTD_DECREASED", 5)]


def test_a_total_that_jumps_over_ten_yi() -> None:
    totals = ("99999.9999", "100000", "200000", "500")
    assert warnings(
        *(
            of_month(f"2020-0{month}", total_investment_wan=total)
            for month, total in enumerate(totals, start=1)
        )
    ) == [("TOTAL_JUMPED_OVER_10YI", 2)]


def test_a_total_in_another_unit_than_before() -> None:
    totals = (30000, "8.9999", "9", None, 3, 10000, 10001)
    assert warnings(
        *(
            of_month(f"2020-0{month}", total_investment_wan=total)
            for month, total in enumerate(totals, start=1)
        )
    ) == [("UNIT_SUSPECT", 2), ("UNIT_SUSPECT", 6)]


def test_the_same_amount_month_after_month() -> None:
    amounts = (Decimal(7), Decimal("7.0000"), 7, 7, 0, 0, 0)
    assert warnings(
        *(
            of_month(f"2020-0{month}", month_investment_wan=amount)
            for month, amount in enumerate(amounts, start=1)
        )
    ) == [("IDENTICAL_MONTHLY_AMOUNTS", 3), ("IDENTICAL_MONTHLY_AMOUNTS", 4)]


def test_a_tick_that_differs_from_the_register() -> None:
    rows = [
        ledger_row(2, name="甲", **KEY),
        ledger_row(3, name="乙", **KEY),
        ledger_row(4, name="丙"),
        ledger_row(5),
    ]
    register = [list_member("provincial_key", 2020, name, NORTH) for name in ("甲", "丙")]
    found = compute(world([submission(NORTH, JUNE, rows)], policy=pack(list_members=register)))["fct_finding"]
    assert [(row["rule_id"], row["row_number"]) for row in found] == [
        ("LIST_FLAG_DIFFERS", 3),
        ("LIST_FLAG_DIFFERS", 4),
    ]
