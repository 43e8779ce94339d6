"""Rulebook 14 and 15 by hand: items, what they wait for, conditional acceptance; expert evaluation."""

from typing import Any

import pytest

from tests.factories import NORTH, annex_row, ledger_row, list_member, monthly, pack, submission, world
from tests.oracle import Row, compute


def approvals(*said: dict[str, Any], **fields: Any) -> dict[str, list[Row]]:
    rows = [annex_row("approvals", number, **one) for number, one in enumerate(said, start=2)]
    ledger = ledger_row(**{"approval_route": "approval"} | fields)
    return compute(world([submission(NORTH, "2020-06", [ledger], annexes=rows)]))


def progress(*said: dict[str, Any], **fields: Any) -> Row:
    [row] = approvals(*said, **fields)["rpt_approval_progress"]
    return row


def test_items_nobody_speaks_of_are_not_started_and_others_are_not_required() -> None:
    steps = {
        row["item"]: row
        for row in approvals(
            {"item": "可研报告", "state": "done"}, {"item": "特别事项", "state": "in_progress"}
        )["fct_approval_step"]
    }
    assert [*steps] == ["可研报告", "环评", "规划许可", "用地许可", "施工许可", "特别事项"]
    assert (steps["环评"]["state"], steps["特别事项"]["is_required"]) == ("not_started", False)
    assert {item for item, row in steps.items() if row["can_start_now"]} == {"环评", "规划许可", "用地许可"}


def test_progress_counts_required_items() -> None:
    row = progress(
        {"item": "可研报告", "state": "done"},
        {"item": "环评", "state": "not_required"},
        {"item": "规划许可", "state": "in_progress", "planned_date": "2020-06-30"},
        {"item": "用地许可", "state": "not_started", "planned_date": "2020-07-01"},
    )
    assert (row["required_count"], row["done_count"], row["progress_rate"]) == (4, 1, 0.25)
    assert (row["overdue_count"], row["next_item"]) == (1, "规划许可")


def test_who_says_nothing_has_no_rows() -> None:
    assert approvals()["rpt_approval_progress"] == []


PROMISED = {"item": "施工许可", "state": "conditional"}
WHOLE = PROMISED | {"commitment": "承诺", "approver_opinion": "同意", "planned_date": "2020-09-30"}
BASE = ({"item": "规划许可", "state": "done"}, {"item": "用地许可", "state": "done"})


@pytest.mark.parametrize(
    ("said", "violations"),
    [
        ((WHOLE, *BASE), 0),
        ((PROMISED, *BASE), 3),
        ((WHOLE | {"commitment": None}, *BASE), 1),
        ((WHOLE, BASE[0]), 1),
        ((PROMISED,), 5),
        (({"item": "规划许可"} | {k: v for k, v in WHOLE.items() if k != "item"}, BASE[1]), 1),
    ],
)
def test_each_thing_that_a_conditional_item_lacks_is_a_violation(
    said: tuple[dict[str, Any], ...], violations: int
) -> None:
    assert progress(*said)["violation_count"] == violations


def test_a_conditional_item_is_not_open_at_completion_and_an_open_one_is_told() -> None:
    done = [{"item": item, "state": "done"} for item in ("可研报告", "环评", "规划许可", "用地许可")]

    def rules(state: str) -> list[str]:
        marts = approvals(*done, WHOLE | {"state": state}, completion_date="2020-06-01")
        return [finding["rule_id"] for finding in marts["fct_finding"]]

    assert rules("conditional") == []
    assert rules("in_progress") == ["APPROVAL_OPEN_AT_COMPLETION"]


# Expert evaluation


def evaluation(*said: dict[str, Any], **fields: Any) -> Row:
    policy = fields.pop("policy", pack())
    rows = [annex_row("evaluations", number, **one) for number, one in enumerate(said, start=2)]
    ledger = submission(NORTH, "2020-06", [ledger_row(**fields)], annexes=rows)
    [row] = compute(world([ledger], policy=policy))["rpt_evaluation"]
    return row


@pytest.mark.parametrize(
    ("fields", "is_needed"),
    [
        ({"is_provincial_key": True}, True),
        ({"is_municipal_key": True}, True),
        ({"is_provincial_leader": True}, False),
        ({"reserve_level": "municipal"}, True),
        ({"reserve_level": "provincial"}, False),
        ({"is_annual_priority": True}, True),
        ({"is_provincial_key": True, "library": "exited"}, False),
    ],
)
def test_who_needs_one(fields: dict[str, Any], is_needed: bool) -> None:
    row = evaluation(**fields)
    assert (row["is_needed"], row["is_missing"]) == (is_needed, is_needed)


def test_a_register_decides_where_it_covers_the_year() -> None:
    policy = pack(list_members=[list_member("provincial_key", 2020, "别的项目", NORTH)])
    assert evaluation(is_provincial_key=True, policy=policy)["is_needed"] is False


def test_the_latest_that_has_taken_place_counts() -> None:
    row = evaluation(
        {"evaluated_on": "2020-05-01", "result": "failed"},
        {"evaluated_on": "2020-06-30", "result": "passed"},
        {"evaluated_on": "2020-07-01", "result": "revise"},
        is_annual_priority=True,
    )
    assert (str(row["evaluated_on"]), row["result"], row["is_missing"]) == ("2020-06-30", "passed", False)


def test_missing_at_the_start_is_told_once() -> None:
    started = [ledger_row(is_annual_priority=True, leader_in_charge="李某", actual_start_date="2020-05-01")]
    findings = compute(world(monthly(NORTH, "2020-05", started, started)))["fct_finding"]
    assert [(row["rule_id"], row["report_month"].month) for row in findings] == [("EVALUATION_MISSING", 5)]
