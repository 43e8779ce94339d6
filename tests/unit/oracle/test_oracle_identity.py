"""Rulebook 3 by hand: which rows are one project, and who of two units counts."""

from datetime import date

from tests.factories import NORTH, SOUTH, ledger_row, monthly, pack, received, submission, world
from tests.oracle import Row, World, compute

CODE, OTHER = "2020-421222-50-03-000001", "2020-421222-50-03-000002"
JAN = date(2020, 1, 1)


def projects(of: World) -> list[tuple[int, str]]:
    rows = compute(of)["fct_project_month"]
    return sorted((row["report_month"].month, row["project_id"]) for row in rows)


def findings(of: World) -> list[tuple[str, int | None]]:
    return sorted((row["rule_id"], row["row_number"]) for row in compute(of)["fct_finding"])


def crosswalk(of: World) -> dict[str, str]:
    return {row["former_key"]: row["project_id"] for row in compute(of)["dim_project_key"]}


def test_rows_without_a_code_join_the_one_their_name_ever_carried() -> None:
    ledgers = ([ledger_row(name="甲")], [ledger_row(name="甲", code=CODE)], [ledger_row(name="甲")])
    joined = world(monthly(NORTH, "2020-01", *ledgers))
    assert projects(joined) == [(1, CODE), (2, CODE), (3, CODE)]
    assert crosswalk(joined) == {CODE: CODE, f"{NORTH}:甲": CODE}


def test_a_refused_row_or_file_joins_nothing() -> None:
    refused = submission(NORTH, "2020-02", [ledger_row(name="甲", code=CODE, is_accepted=False)])
    rejected = submission(NORTH, "2020-02", [ledger_row(name="甲", code=CODE)], outcome="rejected")
    assert projects(world([*monthly(NORTH, "2020-01", [ledger_row(name="甲")]), refused, rejected])) == [
        (1, f"{NORTH}:甲"),
        (2, f"{NORTH}:甲"),
    ]


def test_another_units_name_joins_nothing() -> None:
    submissions = [
        submission(NORTH, JAN, [ledger_row(name="甲")]),
        submission(SOUTH, JAN, [ledger_row(name="甲", code=CODE)]),
    ]
    assert projects(world(submissions)) == [(1, CODE), (1, f"{NORTH}:甲")]


def test_with_several_codes_a_name_stays_by_itself() -> None:
    submissions = monthly(
        NORTH,
        "2020-01",
        [ledger_row(name="甲", code=CODE)],
        [ledger_row(2, name="甲", code=OTHER), ledger_row(3, name="甲", code=CODE), ledger_row(4, name="甲")],
    )
    of = world(submissions)
    assert projects(of) == [(1, CODE), (2, CODE), (2, OTHER), (2, f"{NORTH}:甲")]
    assert findings(of) == [("CODE_AMBIGUOUS", 4)]


def test_aliases_lead_names_and_codes_of_their_unit_to_a_project() -> None:
    rows = [ledger_row(2, name="南林产业园"), ledger_row(3, name="丙", code=OTHER)]
    policy = pack(aliases=[(NORTH, "南林产业园", "南林桥双创产业园"), (NORTH, OTHER, CODE)])
    of = world([submission(NORTH, JAN, rows)], policy=policy)
    assert projects(of) == [(1, CODE), (1, f"{NORTH}:南林桥双创产业园")]
    assert crosswalk(of) == {
        OTHER: CODE,
        CODE: CODE,
        f"{NORTH}:南林产业园": f"{NORTH}:南林桥双创产业园",
        f"{NORTH}:南林桥双创产业园": f"{NORTH}:南林桥双创产业园",
    }
    [coded] = [row for row in compute(of)["dim_project"] if row["project_id"] == CODE]
    assert coded["project_code"] == CODE


def test_an_aliass_target_is_joined_to_its_code() -> None:
    rows = [ledger_row(2, name="旧名"), ledger_row(3, name="新名", code=CODE)]
    of = world([submission(NORTH, JAN, rows)], policy=pack(aliases=[(NORTH, "旧名", "新名")]))
    assert projects(of) == [(1, CODE)]
    assert findings(of) == [("DUPLICATE_PROJECT", 3)]


def test_a_code_reached_by_joining_goes_through_the_aliases_of_codes() -> None:
    rows = [ledger_row(2, name="甲"), ledger_row(3, name="乙")]
    later = [ledger_row(2, name="甲", code=OTHER), ledger_row(3, name="乙")]
    of = world(monthly(NORTH, "2020-01", rows, later), policy=pack(aliases=[(NORTH, OTHER, "乙")]))
    assert projects(of) == [(1, f"{NORTH}:乙"), (2, f"{NORTH}:乙")]
    assert findings(of) == [("DUPLICATE_PROJECT", 3), ("DUPLICATE_PROJECT", 3)]


def test_duplicates_revealed_by_a_code_that_came_later() -> None:
    rows = [ledger_row(2, name="甲"), ledger_row(3, name="甲工程", code=CODE)]
    later = submission(NORTH, "2020-02", [ledger_row(name="甲", code=CODE)])
    marts = compute(world([submission(NORTH, JAN, rows), later]))
    first = marts["fct_project_month"][0]
    assert (first["project_id"], first["row_number"]) == (CODE, 2)
    assert [row["rule_id"] for row in marts["fct_finding"]] == ["DUPLICATE_PROJECT"]


def owners(*submissions: tuple[str, int, int], code: str = CODE) -> list[str]:
    """The unit that counts per month, of (unit, month, day received)."""
    made = [
        submission(
            unit,
            date(2020, month, 1),
            [ledger_row(name=unit, code=code)],
            at=received(date(2020, month, 1), day=day),
        )
        for unit, month, day in submissions
    ]
    rows = compute(world(made))["fct_project_month"]
    counted = sorted(
        (row["report_month"], row["reporting_unit_code"]) for row in rows if not row["is_carried_forward"]
    )
    return [unit for _, unit in counted]


def test_of_two_units_the_one_that_counted_last_stands() -> None:
    assert owners((NORTH, 1, 3), (NORTH, 2, 9), (SOUTH, 2, 1)) == [NORTH, NORTH]
    # North's row of January counted; it is not among those of February, so the code's region decides anew.
    assert owners((NORTH, 1, 3), (SOUTH, 2, 1), (NORTH, 3, 1), (SOUTH, 3, 2)) == [NORTH, SOUTH, SOUTH]


def test_else_the_unit_the_code_names_else_the_first_received() -> None:
    assert owners((NORTH, 1, 1), (SOUTH, 1, 9)) == [SOUTH]
    assert owners((NORTH, 1, 2), (SOUTH, 1, 9), code="2020-420000-50-03-000001") == [NORTH]


def test_the_other_units_row_is_listed_and_not_counted() -> None:
    made = [submission(unit, JAN, [ledger_row(code=CODE)]) for unit in (NORTH, SOUTH)]
    marts = compute(world(made))
    assert [row["reporting_unit_code"] for row in marts["fct_project_month"]] == [SOUTH]
    found: list[Row] = marts["fct_finding"]
    assert [(row["rule_id"], row["reporting_unit_code"]) for row in found] == [
        ("CROSS_UNIT_DUPLICATE", NORTH)
    ]


def test_a_project_of_another_unit_is_not_carried() -> None:
    first = submission(NORTH, JAN, [ledger_row(code=CODE)])
    second = [
        submission(NORTH, "2020-02", [ledger_row(name="乙")]),
        submission(SOUTH, "2020-02", [ledger_row(code=CODE)]),
    ]
    rows = compute(world([first, *second]))["fct_project_month"]
    assert {(row["report_month"].month, row["project_id"], row["reporting_unit_code"]) for row in rows} == {
        (1, CODE, NORTH),
        (2, CODE, SOUTH),
        (2, f"{NORTH}:乙", NORTH),
    }


def test_the_project_of_a_project_is_its_latest_row() -> None:
    made = monthly(
        NORTH,
        "2020-01",
        [ledger_row(name="甲", site_locality_code=None)],
        [ledger_row(name="甲", code=CODE, site_locality_code="421222")],
        [ledger_row(name="乙")],
    )
    [first] = [row for row in compute(world(made))["dim_project"] if row["project_id"] == CODE]
    assert (first["first_report_month"], first["last_report_month"]) == (JAN, date(2020, 2, 1))
    assert (first["project_code"], first["site_locality_code"]) == (CODE, "421222")
