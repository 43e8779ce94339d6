"""Each rule with a row that breaks it and a row that just does not, run as in production: one suite over all."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ingestion.contract import Content
from ingestion.expectations.frame import with_derived
from ingestion.expectations.outcome import breaches, refused_rows, rule_summary
from ingestion.expectations.rules import all_rules
from ingestion.expectations.suite import failures
from ingestion.landing import LANDING_SCHEMAS

JULY = date(2020, 7, 1)
OK_CODE = "2020-421221-48-01-012345"


@dataclass(frozen=True)
class Case:
    """Rows of one submission, and the breaches they must show as (row number, rule, field)."""

    name: str
    rows: list[dict[str, Any]]
    expected: set[tuple[int, str, str]] = field(default_factory=set)
    content: Content = "ledger"
    unit_region: str | None = "421221"


def ledger(**values: Any) -> dict[str, Any]:
    return {
        "project_name": "项目",
        "total_investment_wan": Decimal(10000),
        "library": "reserve",
        "investor_kind": "enterprise",
        **values,
    }


def approval(**values: Any) -> dict[str, Any]:
    return {"project_name": "项目", "item": "环评", "state": "done", **values}


def building(**values: Any) -> dict[str, Any]:
    return ledger(library="construction", actual_start_date=date(2020, 3, 1), **values)


def totals(*figures: int) -> list[dict[str, Any]]:
    return [
        ledger(project_name=f"项目{n}", total_investment_wan=Decimal(total))
        for n, total in enumerate(figures)
    ]


def twice(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*rows, *rows]


ORDER = "STAGE_DATES_OUT_OF_ORDER"
RULES = all_rules(unit_suspect_ratio=10_000)
D1, D2 = date(2020, 3, 1), date(2020, 4, 1)
CASES = [
    Case(
        "元 taken for 万元",
        totals(20_000, 30_000, 5_000, 200_000_000),
        {(4, "UNIT_SUSPECT", "total_investment_wan")},
    ),
    Case(
        "亿元 taken for 万元", totals(20_000, 30_000, 5_000, 2), {(4, "UNIT_SUSPECT", "total_investment_wan")}
    ),
    Case("a large project", totals(20_000, 30_000, 5_000, 2_000_000)),
    Case("too few neighbours", totals(20_000, 200_000_000)),
    Case("nothing wrong", [ledger(), ledger(project_name="另一项目")]),
    Case("name blank", [ledger(project_name=None)], {(1, "REQUIRED_BLANK", "project_name")}),
    Case("total blank", [ledger(total_investment_wan=None)], {(1, "REQUIRED_BLANK", "total_investment_wan")}),
    Case("library blank", [ledger(library=None)], {(1, "REQUIRED_BLANK", "library")}),
    Case("item blank", [approval(item=None)], {(1, "REQUIRED_BLANK", "item")}, content="approvals"),
    Case("same name", twice([ledger()]), {(2, "DUPLICATE_PROJECT", "project_name")}),
    Case(
        "same name but for a mark",
        [ledger(), ledger(project_name="★项 目")],
        {(2, "DUPLICATE_PROJECT", "project_name")},
    ),
    Case(
        "same code, other name",
        [ledger(project_code=OK_CODE), ledger(project_code=OK_CODE, project_name="乙")],
        {(2, "DUPLICATE_PROJECT", "project_name")},
    ),
    Case("same name, one with a code", [ledger(project_code=OK_CODE), ledger()]),
    Case("phases", [ledger(project_name="园区一期"), ledger(project_name="园区二期")]),
    Case(
        "the first good row stands",
        [ledger(library=None), ledger(), ledger(), ledger(library=None)],
        {
            (1, "REQUIRED_BLANK", "library"),
            (3, "DUPLICATE_PROJECT", "project_name"),
            (4, "REQUIRED_BLANK", "library"),
            (4, "DUPLICATE_PROJECT", "project_name"),
        },
    ),
    Case("same item twice", twice([approval()]), {(2, "DUPLICATE_ROW", "project_name")}, content="approvals"),
    Case("two items", [approval(), approval(item="施工许可")], content="approvals"),
    Case(
        "total of zero",
        [ledger(total_investment_wan=Decimal(0))],
        {(1, "TOTAL_NOT_POSITIVE", "total_investment_wan")},
    ),
    Case(
        "total below zero",
        [ledger(total_investment_wan=Decimal(-1))],
        {(1, "TOTAL_NOT_POSITIVE", "total_investment_wan")},
    ),
    Case("smallest total", [ledger(total_investment_wan=Decimal("0.0001"))]),
    Case(
        "since start below the year",
        [building(cumulative_investment_wan=Decimal("99.9999"), ytd_investment_wan=Decimal(100))],
        {(1, "CUMULATIVE_BELOW_YTD", "cumulative_investment_wan")},
    ),
    Case(
        "since start as the year",
        [building(cumulative_investment_wan=Decimal(100), ytd_investment_wan=Decimal(100))],
    ),
    Case(
        "since start above total",
        [building(cumulative_investment_wan=Decimal("10000.0001"))],
        {(1, "CUMULATIVE_ABOVE_TOTAL", "cumulative_investment_wan")},
    ),
    Case("since start as total", [building(cumulative_investment_wan=Decimal(10000))]),
    Case(
        "plan completion over 100%", [building(annual_plan_wan=Decimal(10), ytd_investment_wan=Decimal(99))]
    ),
    Case(
        "started before approval",
        [building(approved_date=date(2020, 3, 2))],
        {(1, "START_BEFORE_APPROVAL", "actual_start_date")},
    ),
    Case("started on approval", [building(approved_date=D1)]),
    Case(
        "moved before reserve",
        [building(construction_date=D1, reserve_date=D2)],
        {(1, ORDER, "construction_date")},
    ),
    Case("moved on the day of reserve", [building(construction_date=D1, reserve_date=D1)]),
    Case(
        "in production before construction",
        [building() | {"library": "production", "production_date": D1, "construction_date": D2}],
        {(1, ORDER, "production_date")},
    ),
    Case(
        "completed before start",
        [building(completion_date=date(2020, 2, 29))],
        {(1, ORDER, "completion_date")},
    ),
    Case("completed on the start", [building(completion_date=D1)]),
    Case(
        "left before reserve",
        [ledger(library="exited", exit_date=D1, exit_reason="终止", reserve_date=D2)],
        {(1, ORDER, "exit_date")},
    ),
    Case("in reserve with a later date", [ledger(construction_date=D1)], {(1, ORDER, "construction_date")}),
    Case(
        "in construction with a later date", [building(production_date=D1)], {(1, ORDER, "production_date")}
    ),
    Case(
        "in production with a later date",
        [building() | {"library": "production", "exit_date": D1}],
        {(1, ORDER, "exit_date")},
    ),
    Case("start missing", [ledger(library="construction")], {(1, "START_DATE_MISSING", "actual_start_date")}),
    Case("start not needed", [ledger()]),
    Case(
        "investment before start",
        [ledger(ytd_investment_wan=Decimal(1), month_investment_wan=Decimal(1))],
        {(1, "INVESTMENT_BEFORE_START", "ytd_investment_wan")},
    ),
    Case(
        "month's investment before start",
        [ledger(month_investment_wan=Decimal(1))],
        {(1, "INVESTMENT_BEFORE_START", "month_investment_wan")},
    ),
    Case(
        "no investment before start",
        [ledger(ytd_investment_wan=Decimal(0), month_investment_wan=Decimal(-1))],
    ),
    Case("investment once completed", [ledger(completion_date=D1, ytd_investment_wan=Decimal(1))]),
    Case(
        "date after the month",
        [ledger(approved_date=date(2020, 8, 1))],
        {(1, "DATE_IN_FUTURE", "approved_date")},
    ),
    Case("date on its last day", [ledger(approved_date=date(2020, 7, 31))]),
    Case(
        "a date after the month is blank to the other rules, and not missing",
        [
            building(ytd_investment_wan=Decimal(1))
            | {"actual_start_date": date(2020, 8, 1), "approved_date": date(2020, 9, 1)}
        ],
        {
            (1, "DATE_IN_FUTURE", "actual_start_date"),
            (1, "DATE_IN_FUTURE", "approved_date"),
            (1, "INVESTMENT_BEFORE_START", "ytd_investment_wan"),
        },
    ),
    Case("code too short", [ledger(project_code="2020-421221")], {(1, "CODE_SHAPE", "project_code")}),
    Case("code in shape", [ledger(project_code=OK_CODE)]),
    Case(
        "code of another region",
        [ledger(project_code="2020-421222-48-01-012345")],
        {(1, "CODE_REGION_DIFFERS", "project_code")},
    ),
    Case("unit without a region", [ledger(project_code=OK_CODE)], unit_region=None),
    Case(
        "left without date and reason",
        [ledger(library="exited")],
        {(1, "EXIT_DATE_MISSING", "exit_date"), (1, "EXIT_REASON_MISSING", "exit_reason")},
    ),
    Case("left with both", [ledger(library="exited", exit_date=D1, exit_reason="终止")]),
    Case(
        "conditional without all",
        [approval(state="conditional", commitment="2020-1号")],
        {(1, "CONDITIONAL_INCOMPLETE", "approver_opinion"), (1, "CONDITIONAL_INCOMPLETE", "planned_date")},
        content="approvals",
    ),
    Case(
        "conditional with all",
        [approval(state="conditional", commitment="2020-1号", approver_opinion="同意", planned_date=D2)],
        content="approvals",
    ),
]

NOTHING_UNREAD = pl.DataFrame(
    schema={"submission_id": pl.String, "sheet": pl.String, "row_number": pl.Int32, "field": pl.String}
)


def frames_of(cases: list[Case]) -> dict[Content, pl.DataFrame]:
    rows: dict[Content, list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        for number, values in enumerate(case.rows, start=1):
            place = {"submission_id": case.name, "sheet": "表", "row_number": number, "is_accepted": True}
            rows[case.content].append(place | {"unit_region": case.unit_region} | values)
    context = {"report_month": pl.Date(), "unit_region": pl.String()}
    frames = {}
    for content, sheet_rows in rows.items():
        schema = pl.Schema({**LANDING_SCHEMAS[content], **context})
        frame = pl.DataFrame([row | {"report_month": JULY} for row in sheet_rows], schema=schema)
        names = pl.col("project_name").str.replace_all("[★ ]", "")
        frames[content] = with_derived(content, frame.with_columns(name_key=names))
    return frames


@dataclass(frozen=True)
class Run:
    frames: dict[Content, pl.DataFrame]
    breaches: pl.DataFrame


@pytest.fixture(scope="module")
def run() -> Run:
    frames = frames_of(CASES)
    found = failures(frames, RULES)
    return Run(frames, breaches(frames, found, rules=RULES, unread_cells=NOTHING_UNREAD))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rule(case: Case, run: Run) -> None:
    found = run.breaches.filter(pl.col("submission_id") == case.name)
    assert set(found.select("row_number", "rule_id", "field").iter_rows()) == case.expected
    assert found.height == len(case.expected)


def test_every_rule_is_broken_by_some_case(run: Run) -> None:
    assert set(run.breaches["rule_id"]) == {rule.rule_id for rule in RULES}


def test_errors_refuse_rows_and_warnings_do_not(run: Run) -> None:
    refused = set(refused_rows(run.breaches).select("submission_id", "row_number").iter_rows())
    assert ("same name", 2) in refused
    assert ("total of zero", 1) not in refused


def test_a_cell_that_could_not_be_read_is_not_also_blank() -> None:
    cases = [
        Case("unread", [ledger(total_investment_wan=None), ledger(library=None)]),
        Case("blank", [ledger(total_investment_wan=None)]),
    ]
    frames = frames_of(cases)
    unread = pl.DataFrame(
        {"submission_id": ["unread"], "sheet": ["表"], "row_number": [1], "field": ["total_investment_wan"]},
        schema_overrides={"row_number": pl.Int32},
    )
    found = breaches(frames, failures(frames, all_rules()), rules=all_rules(), unread_cells=unread)
    assert set(found.select("submission_id", "row_number", "rule_id").iter_rows()) == {
        ("unread", 2, "REQUIRED_BLANK"),
        ("blank", 1, "REQUIRED_BLANK"),
    }


def test_a_duplicate_names_the_row_that_stands(run: Run) -> None:
    found = run.breaches.filter(
        pl.col("submission_id") == "the first good row stands", pl.col("rule_id") == "DUPLICATE_PROJECT"
    )
    assert found["other_row_number"].to_list() == [2, 2]


def test_the_summary_counts_rows_offered_and_rows_that_broke_a_rule(run: Run) -> None:
    summary = rule_summary(run.frames, run.breaches, rules=all_rules())
    case = summary.filter(pl.col("submission_id") == "left without date and reason")
    counts = {row["rule_id"]: (row["checked_row_count"], row["failed_row_count"]) for row in case.to_dicts()}
    assert counts["EXIT_DATE_MISSING"] == (1, 1)
    assert counts["CODE_SHAPE"] == (1, 0)
    assert "CONDITIONAL_INCOMPLETE" not in counts


def test_nothing_to_check_is_nothing_found() -> None:
    nothing: dict[Content, pl.DataFrame] = {}
    found = breaches(nothing, failures(nothing, all_rules()), rules=all_rules(), unread_cells=NOTHING_UNREAD)
    assert found.is_empty()
    assert rule_summary(nothing, found, rules=all_rules()).is_empty()
