"""Rulebook 5 by hand: who is in the reserve, who was converted, ranks, flows."""

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
    monthly,
    pack,
    rate,
    submission,
    world,
)
from tests.oracle import LedgerRow, Row, Submission, compute

JUNE = date(2020, 6, 1)


def report(
    submissions: list[Submission],
    *,
    month: date = JUNE,
    basis: str = "year_to_date",
    scope: str = "all",
    **policy: Any,
) -> dict[str, Row]:
    rows = compute(world(submissions, policy=pack(**policy)))["rpt_conversion"]
    wanted = (month, basis, scope)
    return {
        row["locality_code"]: row
        for row in rows
        if (row["report_month"], row["basis"], row["scope"]) == wanted
    }


def june(*rows: LedgerRow, unit: str = NORTH, **options: Any) -> Row:
    """The row of a unit that said this of June, after a first month that makes blank dates observable."""
    numbered = [
        LedgerRow(row.sheet, number, is_accepted=True, name_key=f"项目{number}", fields=row.fields)
        for number, row in enumerate(rows, start=2)
    ]
    before = submission(unit, "2020-05", [])
    return report([before, submission(unit, JUNE, numbered)], **options)[unit]


def counts(row: Row) -> tuple[int, int, int]:
    return row["reserve_count"], row["converted_count"], row["moved_not_started_count"]


CONVERTED: dict[str, Any] = {
    "library": "construction",
    "reserve_date": "2019-05-01",
    "construction_date": "2020-03-10",
    "actual_start_date": "2020-03-09",
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"reserve_date": "2019-05-01"}, (1, 0, 0)),
        (CONVERTED, (1, 1, 0)),
        (CONVERTED | {"library": "production", "actual_start_date": None}, (1, 1, 0)),
        (CONVERTED | {"actual_start_date": None}, (1, 0, 1)),
        (CONVERTED | {"construction_date": "2020-01-01"}, (1, 1, 0)),
        (CONVERTED | {"construction_date": "2019-12-31"}, (0, 0, 0)),
        (CONVERTED | {"reserve_date": "2020-03-10"}, (1, 1, 0)),
        (CONVERTED | {"reserve_date": "2020-03-11"}, (0, 0, 0)),
        (CONVERTED | {"library": "reserve"}, (1, 0, 0)),
        ({"library": "construction", "construction_date": "2020-03-10"}, (0, 0, 0)),
        ({"library": "exited", "reserve_date": "2019-05-01", "exit_date": "2020-02-02"}, (1, 0, 0)),
        ({"library": "exited", "reserve_date": "2019-05-01", "exit_date": "2019-12-31"}, (0, 0, 0)),
        ({"library": "exited", "reserve_date": "2020-05-01", "exit_date": "2020-02-02"}, (0, 0, 0)),
        (CONVERTED | {"library": "exited", "exit_date": "2020-05-05"}, (1, 0, 0)),
        ({"library": "reserve"}, (1, 0, 0)),
    ],
    ids=[
        "waiting",
        "converted",
        "in production",
        "not started",
        "first of January",
        "last of December",
        "in and out on one day",
        "out before in",
        "library of the row decides",
        "never in the reserve",
        "exited stays in its year",
        "exited last year",
        "exited before it came",
        "moved and exited",
        "observed this month",
    ],
)
def test_one_project(fields: dict[str, Any], expected: tuple[int, int, int]) -> None:
    assert counts(june(ledger_row(**fields))) == expected


def test_unknown_dates_are_earlier_than_any_day() -> None:
    unknown_both = ledger_row(2, name="甲")
    unknown_reserve = ledger_row(3, name="乙")
    first = submission(
        NORTH, "2020-05", [unknown_both, unknown_reserve, ledger_row(4, name="丙", library="construction")]
    )
    second = submission(
        NORTH,
        JUNE,
        [
            ledger_row(2, name="甲"),
            ledger_row(3, name="乙", library="construction", construction_date="2020-06-02"),
            # Construction unknown, reserve reported: it moved before it came, so it never was there.
            ledger_row(4, name="丙", library="construction", reserve_date="2020-01-01"),
        ],
    )
    row = report([first, second])[NORTH]
    assert counts(row) == (2, 0, 1)
    assert (row["opening_count"], row["moved_count"], row["closing_count"]) == (2, 1, 1)


def test_targets_are_exact_and_rounded_up() -> None:
    rows = [ledger_row(**CONVERTED)] * 3 + [ledger_row(reserve_date="2019-05-01")] * 7
    row = june(*rows)
    assert (row["conversion_rate"], row["is_target_met"], row["shortfall_count"]) == (0.3, True, 0)
    assert (row["due_count"], row["is_on_pace"]) == (2, True)  # 0.30 × 10 × 6/12 = 1.5
    row = june(*rows, ledger_row(reserve_date="2019-05-01"))
    assert (row["is_target_met"], row["shortfall_count"]) == (False, 1)  # 3.3 → 4
    row = june(*rows[:1], rates=[rate("all", target="0.35")])
    assert (row["target_rate"], row["shortfall_count"], row["due_count"]) == (Decimal("0.35"), 0, 1)


def test_no_reserve_project_has_no_rate_and_nothing_due() -> None:
    row = june()
    assert (row["is_reported"], row["reserve_count"], row["conversion_rate"]) == (True, 0, None)
    assert (row["is_target_met"], row["shortfall_count"], row["due_count"], row["is_on_pace"]) == (
        None,
        0,
        0,
        True,
    )
    assert (row["reserve_investment_wan"], row["conversion_rate_by_investment"], row["rank"]) == (
        0,
        None,
        None,
    )


def test_who_did_not_report_has_null_and_no_rank() -> None:
    rows = report([submission(NORTH, JUNE, [ledger_row(reserve_date="2019-01-01")])])
    south, city = rows[SOUTH], rows[CITY]
    figures = ("reserve_count", "conversion_rate", "reserve_investment_wan", "closing_count", "rank")
    assert (south["is_reported"], [south[figure] for figure in figures]) == (False, [None] * 5)
    assert (city["is_reported"], city["reported_unit_count"], city["unit_count"]) == (True, 1, 2)
    assert (city["reserve_count"], city["rank"]) == (1, None)
    may = report([submission(NORTH, JUNE, [])], month=date(2020, 5, 1))
    assert may[CITY]["reserve_count"] is None
    assert may[CITY]["reported_unit_count"] == 0


def test_scopes_are_the_packs_rows() -> None:
    rows = [
        ledger_row(reserve_date="2019-01-01", total_investment_wan="9999.9999", investor_kind="government"),
        ledger_row(reserve_date="2019-01-01", total_investment_wan=10000),
    ]
    assert june(*rows, scope="yi")["reserve_count"] == 1
    assert june(*rows, scope="government")["reserve_investment_wan"] == Decimal("9999.9999")
    later = [rate("all"), rate("yi", min_investment_wan="1", effective_from="2020-07-01")]
    assert (
        compute(world([submission(NORTH, JUNE, [])], policy=pack(rates=later)))["rpt_conversion"][0]["scope"]
        == "all"
    )
    assert report([submission(NORTH, JUNE, [])], scope="yi", rates=later) == {}


def test_the_rule_binds_whom_the_pack_names() -> None:
    submissions = [
        submission(unit, JUNE, [ledger_row(reserve_date="2019-01-01")]) for unit in (NORTH, DIRECT)
    ]
    rows = report(submissions, scope="enterprise", units=(NORTH, DIRECT))
    assert rows[NORTH]["target_rate"] == Decimal("0.30")
    for code in (DIRECT, "north", CITY):
        named = ("target_rate", "is_target_met", "shortfall_count", "due_count", "is_on_pace")
        assert [rows[code][name] for name in named] == [None] * 5
        assert rows[code]["conversion_rate"] == 0.0
    assert rows[DIRECT]["rank"] == 1


def third(unit: str, converted: int, *, month: date = JUNE, of: int = 3) -> Submission:
    rows = [
        ledger_row(
            number,
            name=f"项目{number}",
            **(CONVERTED if number < converted else {"reserve_date": "2019-01-01"}),
        )
        for number in range(of)
    ]
    return submission(unit, month, rows)


UNITS_3 = (NORTH, NORTH_2, SOUTH)


def test_ties_share_a_rank_and_the_next_is_not_skipped() -> None:
    submissions = [third(NORTH, 1), third(NORTH_2, 2, of=6), third(SOUTH, 0)]
    rows = report(submissions, units=UNITS_3)
    assert [rows[unit]["rank"] for unit in UNITS_3] == [1, 1, 2]
    assert [rows[unit]["rank_in_tier"] for unit in UNITS_3] == [1, 1, 1]
    rows = report(submissions, units=UNITS_3, settings={"rank_method": "competition"})
    assert [rows[unit]["rank"] for unit in UNITS_3] == [1, 1, 3]


def test_a_rank_changes_only_among_the_same_localities() -> None:
    may = date(2020, 5, 1)
    before = [third(NORTH, 0, month=may), third(NORTH_2, 1, month=may), third(SOUTH, 2, month=may)]
    now = [third(NORTH, 2), third(NORTH_2, 1), third(SOUTH, 0)]
    rows = report(before + now, units=UNITS_3)
    assert [rows[unit]["rank_change"] for unit in UNITS_3] == [2, 0, -2]
    assert rows[CITY]["rank_change"] is None
    rows = report(before[:2] + now, units=UNITS_3)
    assert [rows[unit]["rank_change"] for unit in UNITS_3] == [None] * 3


def test_flows_balance() -> None:
    before: dict[str, Any] = {"reserve_date": "2019-01-01"}
    row = june(
        ledger_row(**before),
        ledger_row(reserve_date="2020-06-30"),
        ledger_row(**before, library="construction", construction_date="2020-06-01"),
        ledger_row(reserve_date="2020-06-01", library="construction", construction_date="2020-06-01"),
        ledger_row(**before, library="exited", exit_date="2020-06-15"),
        ledger_row(**before, library="exited", construction_date="2020-06-15", exit_date="2020-06-15"),
        ledger_row(**before, library="exited", exit_date="2020-05-31"),
    )
    flows = ("opening_count", "entered_count", "moved_count", "exited_count", "closing_count")
    assert [row[flow] for flow in flows] == [4, 2, 3, 1, 2]


def cohort(*rows: LedgerRow, month: str = "2021-06", **options: Any) -> Row | None:
    numbered = [
        LedgerRow(row.sheet, number, is_accepted=True, name_key=f"项目{number}", fields=row.fields)
        for number, row in enumerate(rows, start=2)
    ]
    options = {"first_report_month": "2020-06"} | options
    found = report(
        [submission(NORTH, month, numbered)],
        month=date.fromisoformat(f"{month}-01"),
        basis="cohort_12m",
        **options,
    )
    return found.get(NORTH)


@pytest.mark.parametrize(
    ("reserve", "moved", "expected"),
    [
        ("2019-07-01", None, (1, 0)),
        ("2019-06-30", None, (0, 0)),
        ("2020-06-30", None, (1, 0)),
        ("2020-07-01", None, (0, 0)),
        ("2020-02-29", "2021-02-28", (1, 1)),
        ("2020-02-29", "2021-03-01", (1, 0)),
        ("2019-08-31", "2020-08-31", (1, 1)),
        ("2019-08-31", "2020-09-01", (1, 0)),
        ("2020-05-01", "2020-04-30", (0, 0)),
    ],
)
def test_cohort_edges(reserve: str, moved: str | None, expected: tuple[int, int]) -> None:
    library: dict[str, Any] = (
        {"library": "construction", "construction_date": moved, "actual_start_date": moved} if moved else {}
    )
    row = cohort(ledger_row(reserve_date=reserve, **library))
    assert row is not None
    assert (row["reserve_count"], row["converted_count"]) == expected
    nulls = ("moved_not_started_count", "due_count", "is_on_pace", "opening_count", "closing_count")
    assert [row[name] for name in nulls] == [None] * 5
    assert row["shortfall_count"] == (1 if expected == (1, 0) else 0)


def test_no_cohort_before_the_pack_is_old_enough() -> None:
    assert cohort(ledger_row(), first_report_month="2020-07") is None


def test_a_cohort_keeps_who_is_no_longer_carried() -> None:
    produced = ledger_row(
        2,
        name="甲",
        library="production",
        reserve_date="2020-01-10",
        construction_date="2020-03-01",
        total_investment_wan=7,
    )
    submissions = [*monthly(NORTH, "2020-12", [produced], []), submission(SOUTH, "2021-02", [ledger_row()])]
    policy: dict[str, Any] = {"first_report_month": "2020-01", "basis": "cohort_12m"}
    january = report(submissions, month=date(2021, 1, 1), **policy)[NORTH]
    assert (january["reserve_count"], january["converted_count"]) == (1, 1)
    assert january["converted_investment_wan"] == 7
    assert (
        report(submissions, month=date(2021, 1, 1), first_report_month="2020-01")[NORTH]["reserve_count"] == 0
    )
    february = report(submissions, month=date(2021, 2, 1), **policy)
    assert (february[NORTH]["reserve_count"], february[CITY]["reserve_count"]) == (None, 0)


def test_members_are_the_projects_behind_each_figure() -> None:
    submissions = [third(NORTH, 2), third(SOUTH, 0)]
    marts = compute(world(submissions))
    keys = ("report_month", "locality_code", "scope", "basis")
    for row in marts["rpt_conversion"]:
        if not row["is_reported"]:
            continue
        behind = [one for one in marts["rpt_conversion_member"] if all(one[key] == row[key] for key in keys)]
        assert sum(one["in_denominator"] for one in behind) == row["reserve_count"]
        assert sum(one["in_numerator"] for one in behind) == row["converted_count"]
