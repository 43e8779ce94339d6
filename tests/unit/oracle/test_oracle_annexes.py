"""Rulebook 2 by hand: how long a row of another sheet stands, and whose project it is about."""

from datetime import date
from typing import Any

from tests.factories import NORTH, SOUTH, annex_row, ledger_row, received, submission, world
from tests.oracle import Submission, compute


def needed(submissions: list[Submission], month: str) -> dict[str, Any]:
    """Item -> amount needed, of the factors of a month."""
    rows = compute(world(submissions))["rpt_factor"]
    return {row["item"]: row["needed"] for row in rows if row["report_month"] == date.fromisoformat(month)}


def factors(*items: tuple[str, int], **fields: Any) -> list[Any]:
    return [
        annex_row("factors", number, item=item, needed=amount, **fields)
        for number, (item, amount) in enumerate(items, start=2)
    ]


def full(month: str, *items: tuple[str, int], **options: Any) -> Submission:
    return submission(NORTH, month, [ledger_row()], annexes=factors(*items), **options)


def test_an_absent_sheet_is_unchanged_and_a_present_one_replaced() -> None:
    may = full("2020-05", ("地", 1), ("水", 2))
    assert needed([may, full("2020-06")], "2020-06-01") == {"地": 1, "水": 2}
    assert needed([may, full("2020-06", ("电", 3))], "2020-06-01") == {"电": 3}
    assert needed([may, full("2020-06", empty_sheets=["factors"])], "2020-06-01") == {}


def test_a_correction_replaces_whole_rows_by_key() -> None:
    may = full("2020-05", ("地", 1), ("水", 2))
    correction = submission(
        NORTH, "2020-05", kind="correction", at=received(date(2020, 5, 1), day=4), annexes=factors(("水 ", 9))
    )
    assert needed([may, correction], "2020-05-01") == {"地": 1, "水 ": 9}


def test_no_change_and_a_month_not_reported_keep_what_was_said_last() -> None:
    may = full("2020-05", ("地", 1))
    june = submission(NORTH, "2020-06", kind="no_change")
    assert needed([may, june], "2020-06-01") == {"地": 1}
    assert needed([may, full("2020-08")], "2020-08-01") == {"地": 1}


def test_a_carried_project_keeps_its_rows_when_the_sheet_is_replaced() -> None:
    may = full("2020-05", ("地", 1))
    june = submission(
        NORTH,
        "2020-06",
        [ledger_row(name="乙项目")],
        annexes=factors(("水", 2), name="乙项目"),
    )
    assert needed([may, june], "2020-06-01") == {"地": 1, "水": 2}


def test_refused_rows_say_nothing() -> None:
    refused = [annex_row("factors", item="地", needed=5, is_accepted=False)]
    june = submission(NORTH, "2020-06", [ledger_row()], annexes=refused)
    assert needed([full("2020-05", ("地", 1)), june], "2020-06-01") == {}


def test_a_row_counts_for_the_unit_whose_ledger_row_stands() -> None:
    """By name of the own unit; a row of the neighbour about a project of the same name is another's."""
    north = submission(NORTH, "2020-05", [ledger_row()])
    south = submission(SOUTH, "2020-05", [], annexes=factors(("地", 1)))
    assert needed([north, south], "2020-05-01") == {}


def test_a_row_without_a_code_joins_the_code_its_name_once_had() -> None:
    code = "2020-421221-50-03-000001"
    may = submission(NORTH, "2020-05", [ledger_row(code=code)], annexes=factors(("地", 1)))
    [row] = compute(world([may]))["rpt_factor"]
    assert row["project_id"] == code


def test_a_row_about_a_project_that_no_ledger_has_shown_is_told_once() -> None:
    """Told in the month that said it; known once any ledger shows it, also when it is gone again."""
    said = factors(("地", 1), name="乙项目")
    may = submission(NORTH, "2020-05", [ledger_row()], annexes=said)
    june = submission(NORTH, "2020-06", [ledger_row(), ledger_row(3, name="乙项目")])
    july = submission(NORTH, "2020-07", [ledger_row()], annexes=said)
    found = [
        (row["report_month"], row["sheet"], row["row_number"], row["project_id"])
        for row in compute(world([may, june, july]))["fct_finding"]
        if row["rule_id"] == "PROJECT_UNKNOWN"
    ]
    [(month, sheet, row_number, project_id)] = found
    assert (month, sheet, row_number) == (date(2020, 5, 1), said[0].sheet, 2)
    assert project_id == f"{NORTH}:乙项目"
