"""Rulebook 6 to 8 by hand: readiness, the share of enterprises, quotas by tier, priority projects."""

from datetime import date
from typing import Any

import pytest

from tests.factories import (
    CITY,
    DIRECT,
    NORTH,
    NORTH_2,
    SOUTH,
    annex_row,
    ledger_row,
    pack,
    quota,
    rate,
    submission,
    world,
)
from tests.oracle import LedgerRow, Row, Submission, compute

JUNE = date(2020, 6, 1)


def report(mart: str, submissions: list[Submission], **options: Any) -> dict[Any, Row]:
    """The mart's rows of June by locality, or scope or quota and locality."""
    rows = compute(world(submissions, policy=pack(**options)))[mart]
    return {
        (row.get("scope") or row.get("quota_id"), row["locality_code"]): row
        for row in rows
        if row["report_month"] == JUNE
    }


def ledger(*rows: dict[str, Any]) -> list[LedgerRow]:
    return [
        ledger_row(number, name=f"项目{number}", **{"reserve_date": "2020-02-01"} | fields)
        for number, fields in enumerate(rows, start=2)
    ]


def june(*rows: dict[str, Any], unit: str = NORTH, **options: Any) -> Submission:
    return submission(unit, JUNE, ledger(*rows), **options)


# Readiness


def test_each_way_of_being_ready_counts_a_project_once() -> None:
    won: dict[str, Any] = {
        "is_fund_won": True,
        "fund_sources": "self_raised|central_budget",
        "fund_plan_year": 2020,
    }
    rows: list[dict[str, Any]] = [
        {"approved_date": "2020-01-01"},
        {"approved_date": "2020-06-30", "actual_start_date": "2020-06-30"},
        {"approved_date": "2019-12-31"},
        won,
        won | {"fund_plan_year": 2019},
        won | {"fund_sources": "self_raised"},
        won | {"is_fund_won": None},
        {"actual_start_date": "2020-07-01"},
    ]
    row = report("rpt_readiness", [june(*rows)])["all", NORTH]
    assert (row["reserve_count"], row["approved_count"], row["started_count"]) == (8, 2, 1)
    assert (row["fund_won_count"], row["ready_count"], row["readiness_rate"]) == (1, 3, 3 / 8)


@pytest.mark.parametrize(
    ("funding", "is_won"),
    [
        ({"plan_year": 2020, "won_wan": 1}, True),
        ({"plan_year": 2020, "won_wan": 0}, False),
        ({"plan_year": 2020, "won_wan": None}, False),
        ({"plan_year": 2019, "won_wan": 1}, False),
        ({"plan_year": 2020, "won_wan": 1, "fund_source": "other_fiscal"}, False),
    ],
)
def test_the_sheet_of_funds_overrules_the_ledger(funding: dict[str, Any], is_won: bool) -> None:
    by_ledger = {"is_fund_won": True, "fund_sources": "central_budget", "fund_plan_year": 2020}
    said = june(by_ledger, annexes=[annex_row("funding", name="项目2", **funding)])
    assert report("rpt_readiness", [said])["all", NORTH]["fund_won_count"] == is_won


def test_three_of_ten_is_exactly_the_target_and_nothing_in_the_reserve_is_undefined() -> None:
    ready = [{"approved_date": "2020-03-01"}] * 3 + [{}] * 7
    row = report("rpt_readiness", [june(*ready)])["all", NORTH]
    assert (row["is_target_met"], row["shortfall_count"]) == (True, 0)
    empty = report("rpt_readiness", [june()])["all", NORTH]
    assert (empty["readiness_rate"], empty["is_target_met"], empty["shortfall_count"]) == (None, None, 0)


# The share of enterprises


def test_both_shares_must_reach_half_and_exactly_half_does() -> None:
    enterprise, government = {"investor_kind": "enterprise"}, {"investor_kind": "government"}
    row = report("rpt_enterprise_share", [june(enterprise, government)])[None, NORTH]
    assert (row["count_share"], row["investment_share"], row["is_target_met"]) == (0.5, 0.5, True)
    larger = government | {"total_investment_wan": "20000.0001"}
    row = report("rpt_enterprise_share", [june(enterprise, larger)])[None, NORTH]
    assert (row["count_share"], row["is_target_met"]) == (0.5, False)


def test_only_projects_that_entered_this_year_and_are_not_exited_count() -> None:
    rows: list[dict[str, Any]] = [
        {"reserve_date": "2019-12-31"},
        {"reserve_date": "2020-01-01"},
        {"library": "exited", "exit_date": "2020-05-01"},
        {"reserve_date": None},
    ]
    row = report("rpt_enterprise_share", [june(*rows)])[None, NORTH]
    assert (row["planned_count"], row["enterprise_count"], row["is_target_met"]) == (1, 1, True)


def test_the_rule_binds_whom_it_names() -> None:
    row = report("rpt_enterprise_share", [june({})])[None, CITY]
    assert (row["planned_count"], row["target_share"], row["is_target_met"]) == (1, None, None)


# Quotas


def test_a_quota_of_each_is_owed_by_every_unit_and_one_of_the_tier_together() -> None:
    policy = {
        "units": (NORTH, NORTH_2, DIRECT),
        "quotas": [quota("planning", "north", "40"), quota("planning", "direct", "30", applies_to="tier")],
    }
    found = report("rpt_quota", [june({}, {}), june({}, unit=DIRECT)], **policy)
    assert found.keys() == {("planning", NORTH), ("planning", NORTH_2), ("planning", "direct")}
    assert (found["planning", NORTH]["actual_count"], found["planning", NORTH]["attainment_rate"]) == (
        2,
        0.05,
    )
    assert found["planning", NORTH_2]["quota_count"] is None
    assert found["planning", "direct"]["shortfall_count"] == 29


def test_the_tiers_quota_is_null_while_one_of_its_units_is_missing() -> None:
    policy = {
        "units": (NORTH, NORTH_2),
        "quotas": [quota("planning", "north", "30", applies_to="tier")],
    }
    row = report("rpt_quota", [june({})], **policy)["planning", "north"]
    assert (row["actual_count"], row["quota_count"], row["due_count"]) == (1, None, None)
    both = report("rpt_quota", [june({}), june({}, unit=NORTH_2)], **policy)["planning", "north"]
    assert (both["actual_count"], both["quota_count"], both["due_count"]) == (2, 30, 15)


@pytest.mark.parametrize(
    ("count", "due", "is_on_pace"),
    [("3", 2, False), ("2", 1, True), ("0", 0, True)],
)
def test_what_is_due_is_rounded_up(count: str, due: int, is_on_pace: bool) -> None:
    row = report("rpt_quota", [june({})], quotas=[quota("planning", "north", count)])["planning", NORTH]
    assert (row["due_count"], row["is_on_pace"]) == (due, is_on_pace)
    assert row["attainment_rate"] == (None if count == "0" else 1 / int(count))


@pytest.mark.parametrize(
    ("fields", "planned", "priority"),
    [
        ({"total_investment_wan": 10000}, 1, 0),
        ({"total_investment_wan": "9999.9999"}, 0, 0),
        ({"total_investment_wan": 100000, "is_annual_priority": True}, 1, 1),
        ({"total_investment_wan": "99999.9999", "is_annual_priority": True}, 1, 0),
        ({"total_investment_wan": 100000, "is_annual_priority": True, "library": "exited"}, 0, 0),
    ],
)
def test_sizes_and_the_mark_decide(fields: dict[str, Any], planned: int, priority: int) -> None:
    found = report("rpt_quota", [june(fields)])
    assert found["planning", NORTH]["actual_count"] == planned
    assert found["priority", NORTH]["actual_count"] == priority
    assert found["priority", NORTH]["due_count"] == 1  # determined once a year, so due at once


# Priority projects


PRIORITY = {"total_investment_wan": 100000, "is_annual_priority": True, "approval_route": "approval"}


def priority(fields: dict[str, Any], *annexes: Any) -> tuple[Row, list[str]]:
    marts = compute(world([june(PRIORITY | fields, annexes=annexes)]))
    [row] = marts["rpt_priority_progress"]
    return row, [finding["rule_id"] for finding in marts["fct_finding"]]


def test_a_priority_project_without_a_leader_is_told_whatever_its_headquarters() -> None:
    row, findings = priority({"headquarters": "指挥部"})
    assert (row["headquarters"], row["approval_state"], findings) == ("指挥部", None, ["NO_LEADER"])
    assert priority({"leader_in_charge": "李某"})[1] == []


def test_its_states_are_those_of_its_items_and_an_approval_date_settles_the_first() -> None:
    said = annex_row("approvals", name="项目2", item="规划许可", state="conditional")
    row, _ = priority({}, said)
    assert (row["approval_state"], row["planning_permit_state"]) == ("not_started", "conditional")
    assert priority({"approved_date": "2020-05-01"})[0]["approval_state"] == "done"


def test_a_scope_without_a_rule_has_no_report() -> None:
    assert report("rpt_readiness", [june({})], rates=[rate("all")]) == {}
    assert report("rpt_enterprise_share", [june({})], rates=[rate("all")]) == {}
    assert report("rpt_quota", [submission(SOUTH, JUNE, [])], quotas=[]) == {}
