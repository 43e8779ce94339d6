"""Hypothesis: small portfolios in which everything collides, as worlds for the oracle and the warehouse alike.

Belongs here: what is drawn, from domains so small that names, codes, dates and amounts meet. A world is what the
landing can produce: within one file a second row of the same key is refused. Does not belong here: properties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from tests.factories import (
    CITY,
    DIRECT,
    NORTH,
    NORTH_2,
    SOUTH,
    UNITS,
    Policy,
    annex_row,
    baseline,
    deadline,
    leader,
    ledger_row,
    list_member,
    pack,
    quota,
    rate,
    received,
    similar,
    submission,
    window,
)
from tests.oracle.annexes import KEYS, without_blanks
from tests.oracle.model import AnnexRow, LedgerRow, Row, Submission, World
from tests.oracle.months import last_day, shift

NAMES = ("甲", "乙", "丙", "丁")
# One names the north, one the south, one nobody's region.
CODES = ("2020-421221-50-03-000001", "2020-421222-50-03-000002", "2020-420000-50-03-000003")
LIBRARIES = ("reserve", "construction", "production", "exited")
TOTALS = (5000, 10000, 99999, 100000)
MONTH_AMOUNTS = (None, 0, 100, 300, -50)
YTD_AMOUNTS = (None, 0, 100, 400, 1000)
PLANS = (None, 0, 1000, 500)
FLAGS = ("is_provincial_leader", "is_provincial_key", "is_municipal_key")
FUND_SOURCES = ("central_budget", "special_local_bond", "self_raised|special_local_bond", "self_raised")
STAGE_DATES = (
    "reserve_date",
    "approved_date",
    "construction_date",
    "actual_start_date",
    "completion_date",
    "production_date",
    "exit_date",
    "planned_start_date",
)


@dataclass(frozen=True)
class Span:
    """The months in which anything is said."""

    first: date
    count: int

    @property
    def months(self) -> list[date]:
        return [shift(self.first, step) for step in range(self.count)]

    @property
    def days(self) -> list[date]:
        """Days that meet: edges of months and years, before, inside and after the span."""
        edges = [day for month in self.months for day in (month, month.replace(day=15), last_day(month))]
        long_before = [
            shift(self.first, -13).replace(day=15),
            shift(self.first, -1),
            date(self.first.year, 1, 1),
        ]
        return sorted(
            {*edges, *long_before, date(self.first.year - 1, 12, 31), shift(self.first, self.count)}
        )


def spans() -> st.SearchStrategy[Span]:
    """Three to six months, most of them across a new year."""
    firsts = (date(2020, 11, 1), date(2020, 10, 1), date(2020, 12, 1), date(2020, 3, 1))
    return st.builds(Span, first=st.sampled_from(firsts), count=st.integers(3, 6))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few projects of two or three units over a few months, with everything that can happen to them."""
    span = draw(spans())
    units = draw(st.sampled_from(((NORTH, SOUTH), (NORTH, NORTH_2, SOUTH), (NORTH, SOUTH, DIRECT))))
    drafts = draw(st.lists(_drafts(span), min_size=2, max_size=5))
    submissions: dict[str, Submission] = {}
    for unit in units:
        for month in span.months:
            for one in draw(_submissions(unit, month, drafts=drafts, span=span)):
                submissions[one.submission_id] = one
    return World(
        submissions=list(submissions.values()),
        policy=draw(packs(units, span)),
        similar_names=draw(_similar_names(units)),
    )


def _similar_names(units: tuple[str, ...]) -> st.SearchStrategy[list[Row]]:
    """Pairs of names that a matcher might propose, each at most once; of names nobody reported, too."""
    pairs = [(unit, one, other) for unit in units for one, other in combinations(NAMES, 2)]
    return st.lists(st.sampled_from(pairs), max_size=4, unique=True).map(
        lambda chosen: [similar(*pair) for pair in chosen]
    )


# Projects and their rows


def _drafts(span: Span) -> st.SearchStrategy[Row]:
    """What a project's rows have in common; in most of them the dates make a life that can be converted."""
    long_before, last_month = shift(span.first, -13).replace(day=15), shift(span.first, -1)
    entered = (long_before, long_before, span.months[0], span.months[1], date(span.first.year, 1, 1), None)
    moved = (last_month, span.months[0], span.months[1], last_day(span.months[1]), None, None)
    return st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES),
            "code": st.sampled_from((None, *CODES)),
            "investor_kind": st.sampled_from(("enterprise", "government")),
            "total_investment_wan": st.sampled_from(TOTALS),
            "library": st.sampled_from(("construction", *LIBRARIES)),
            "reserve_date": st.sampled_from(entered),
            "construction_date": st.sampled_from(moved),
            "actual_start_date": st.sampled_from(moved),
            "exit_date": st.sampled_from((None, *moved)),
            "planned_start_date": st.sampled_from(moved),
            "month_investment_wan": st.sampled_from((None, None, 100)),
            "ytd_investment_wan": st.sampled_from((None, 100, 400)),
            "annual_plan_wan": st.sampled_from((None, 500, 1000)),
            "is_provincial_key": st.booleans(),
            "is_stat_enrolled": st.sampled_from((None, True, False)),
            "planned_completion_date": st.sampled_from(moved),
            "category": st.sampled_from((None, "industry", "ecology")),
            "plan_theme": st.sampled_from((None, "key_industries", "national_security")),
            "approval_route": st.sampled_from((None, "approval", "approval", "filing")),
            "fund_sources": st.sampled_from((None, *FUND_SOURCES)),
            "fund_plan_year": st.sampled_from((None, span.first.year, span.first.year + 1)),
            "is_fund_won": st.sampled_from((None, True, False)),
            "has_physical_work": st.sampled_from((None, None, True, False)),
            "is_annual_priority": st.booleans(),
            "reserve_level": st.sampled_from((None, "municipal", "county")),
            "leader_in_charge": st.sampled_from((None, "李某")),
            "problem": st.sampled_from((None, "征地")),
            "responsible_unit": st.sampled_from((None, "市发改委", "发改委", "市交通局")),
        }
    ).map(_with_first_source)


def _with_first_source(draft: Row) -> Row:
    """As the landing does: of several sources in a cell the first is `fund_source`."""
    cell = draft["fund_sources"]
    return draft | {"fund_source": cell.split("|")[0] if cell else None}


def _changes(span: Span) -> st.SearchStrategy[Row]:
    """What one row says otherwise, or for itself."""
    day = st.sampled_from((None, *span.days))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "library": st.sampled_from(LIBRARIES),
        "code": st.none() | st.sampled_from(CODES),
        "name": st.sampled_from(NAMES),
        "total_investment_wan": st.sampled_from(TOTALS),
        "month_investment_wan": st.sampled_from(MONTH_AMOUNTS),
        "ytd_investment_wan": st.sampled_from(YTD_AMOUNTS),
        "annual_plan_wan": st.sampled_from(PLANS),
        **{flag: st.booleans() for flag in FLAGS},
        **dict.fromkeys((*STAGE_DATES, "planned_completion_date", "physical_work_date"), day),
        "has_physical_work": st.sampled_from((None, True, False)),
        "is_annual_priority": st.booleans(),
        "capacity_rate": st.sampled_from((None, 0.5, 1.0, 1.2)),
        "problem": st.sampled_from((None, "拆迁")),
    }
    return st.lists(st.sampled_from(list(optional)), max_size=6, unique=True).flatmap(
        lambda fields: st.fixed_dictionaries({field: optional[field] for field in fields})
    )


def _on_an_edge(month: date, span: Span) -> st.SearchStrategy[Row]:
    """Now and then what meets a threshold to the last digit: 10 or 30 points behind, work in a deadline's month."""
    under_way = {
        "library": "construction",
        "actual_start_date": shift(span.first, -13),
        "completion_date": None,
        "is_provincial_key": True,
        "total_investment_wan": 10000,
    }
    behind = [
        under_way | {"annual_plan_wan": 1200, "ytd_investment_wan": 100 * month.month - 12 * points}
        for points in (10, 30)
    ]
    working = under_way | {
        "fund_sources": "central_budget",
        "fund_source": "central_budget",
        "fund_plan_year": span.first.year,
        "has_physical_work": True,
        "physical_work_date": None,
    }
    on_the_day = working | {"actual_start_date": last_day(month), "physical_work_date": last_day(month)}
    unled = under_way | {
        "total_investment_wan": 100000,
        "is_annual_priority": True,
        "leader_in_charge": None,
    }
    nothing: list[Row] = [{}]
    return st.sampled_from([*nothing * 16, *behind, working, working, on_the_day, unled])


@st.composite
def _ledgers(draw: st.DrawFn, month: date, *, drafts: list[Row], span: Span) -> list[LedgerRow]:
    """Rows of some projects; a second row of a key in the same file is refused, as the landing does."""
    chosen = draw(st.lists(st.sampled_from(range(len(drafts))), max_size=len(drafts) + 1))
    rows: list[LedgerRow] = []
    keys: set[tuple[str | None, str | None]] = set()
    for number, index in enumerate(chosen, start=2):
        is_accepted = draw(st.sampled_from((True, True, True, True, True, False)))
        fields = drafts[index] | draw(_changes(span)) | draw(_on_an_edge(month, span))
        row = ledger_row(number, is_accepted=is_accepted, **fields)
        code = row.fields["project_code"]
        key = (code, None) if code else (None, row.name_key)
        if row.is_accepted and key in keys:
            row = LedgerRow(row.sheet, number, is_accepted=False, name_key=row.name_key, fields=row.fields)
        if row.is_accepted:
            keys.add(key)
        rows.append(row)
    return rows


# The other sheets

ITEMS = ("可研报告", "环评", "规划许可", "用地许可", "施工许可", "特别事项")


def _annex_fields(content: str, span: Span) -> st.SearchStrategy[Row]:
    """What a row of the sheet says, from domains in which keys meet and dates lie on edges."""
    day = st.sampled_from((None, *span.days))
    amount = st.sampled_from((None, 0, 100, 250))
    maybe = st.sampled_from((None, True, False))
    year = st.sampled_from((span.first.year, span.first.year + 1))
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "approvals": {
            "item": st.sampled_from(ITEMS),
            "state": st.sampled_from(("not_started", "in_progress", "done", "conditional", "not_required")),
            "planned_date": day,
            "done_date": day,
            "commitment": st.sampled_from((None, "承诺")),
            "approver_opinion": st.sampled_from((None, "同意")),
        },
        "factors": {
            "kind": st.sampled_from(("land", "funds", "environment", "energy")),
            "item": st.sampled_from((None, "指标")),
            "needed": amount,
            "settled": amount,
            "state": st.sampled_from(("settled", "partial", "open")),
            "planned_date": day,
        },
        "evaluations": {
            "evaluated_on": day,
            "result": st.sampled_from((None, "passed", "failed")),
        },
        "funding": {
            "fund_source": st.sampled_from(("central_budget", "special_local_bond", "self_raised")),
            "programme": st.sampled_from((None, "专项")),
            "plan_year": year,
            "planned_wan": amount,
            "applied_wan": amount,
            "won_wan": amount,
            "paid_wan": amount,
            **dict.fromkeys(("is_admissible", "is_landable", "is_applicable", "is_sustainable"), maybe),
            "is_in_national_library": maybe,
        },
        "promotions": {
            "leader_post": st.sampled_from((None, "principal")),
            "leader_name": st.sampled_from((None, "赵某", "钱某")),
            "total_investment_wan": st.sampled_from((269999, 270000, 300000)),
            "is_excluded_kind": maybe,
            "state": st.sampled_from(("planned", "negotiating", "signed", "landed")),
            "is_in_promoted_pool": maybe,
        },
        "standard_land": {
            "parcel": st.sampled_from(("一号", "二号", "一 号")),
            "zone_level": st.sampled_from(("national", "provincial", "other")),
            "area_mu": st.sampled_from((0, 5, 95, 100)),
            "is_standard_land": st.booleans(),
            "sold_on": st.sampled_from(span.days),
            "is_new_industrial": maybe,
        },
        "preliminary_funds": {
            "fund_year": year,
            "budget_wan": st.sampled_from((0, 100)),
            "spent_wan": amount,
        },
    }
    return st.fixed_dictionaries(fields[content])


# How often a sheet is drawn: those with rules of their own more than the plain sums.
CONTENTS = (
    *("approvals",) * 4,
    *("factors",) * 2,
    *("funding",) * 2,
    "evaluations",
    "promotions",
    "standard_land",
    "preliminary_funds",
)


@st.composite
def _annexes(draw: st.DrawFn, drafts: list[Row], span: Span) -> list[AnnexRow]:
    """Rows of a few sheets, most of them about projects of the ledger, now and then refused."""
    rows: list[AnnexRow] = []
    for content in draw(st.lists(st.sampled_from(CONTENTS), max_size=3, unique=True)):
        keys: set[tuple[Any, ...]] = set()
        for number in range(2, 2 + draw(st.integers(1, 4))):
            about = drafts[draw(st.sampled_from(range(len(drafts))))]
            code = {} if content not in BY_CODE else {"code": about["code"] if draw(st.booleans()) else None}
            is_accepted = draw(st.sampled_from((True, True, True, True, True, False)))
            fields = draw(_annex_fields(content, span)) | code
            row = annex_row(content, number, name=about["name"], is_accepted=is_accepted, **fields)
            key = _annex_key(row)
            rows.append(row if key not in keys else replace(row, is_accepted=False))
            if row.is_accepted:
                keys.add(key)
    return rows


BY_CODE = ("approvals", "factors", "evaluations", "funding")


def _annex_key(row: AnnexRow) -> tuple[Any, ...]:
    """What the landing refuses a second row of: by the code where there is one, else by the name."""
    about = row.fields.get("project_code") or row.name_key
    return (about, *(without_blanks(row.fields[name]) for name in KEYS[row.content]))


# Submissions

# In time, late, and long after: other months' files arrive in between.
ARRIVALS = (2, 2, 3, 7, 40, 75)


@st.composite
def _submissions(
    draw: st.DrawFn, unit: str, month: date, *, drafts: list[Row], span: Span
) -> list[Submission]:
    """What a unit says of a month: mostly one full, also nothing, corrections, fulls again, no change."""
    kinds = draw(
        st.sampled_from(
            (
                ("full",),
                ("full",),
                ("full",),
                ("full",),
                ("full", "correction"),
                ("full", "correction"),
                ("no_change",),
                ("no_change",),
                (),
                ("full", "full"),
                ("correction",),
                ("correction", "full", "correction"),
                ("no_change", "correction"),
                ("full", "no_change"),
            )
        )
    )
    return [draw(_one_submission(unit, month, kind=kind, drafts=drafts, span=span)) for kind in kinds]


@st.composite
def _one_submission(
    draw: st.DrawFn, unit: str, month: date, *, kind: str, drafts: list[Row], span: Span
) -> Submission:
    rows = [] if kind == "no_change" else draw(_ledgers(month, drafts=drafts, span=span))
    annexes = [] if kind == "no_change" else draw(_annexes(drafts, span))
    empty = draw(st.sampled_from(((),) * 6 + (("approvals",), ("factors", "funding"))))
    refused = [row for row in rows if not row.is_accepted]
    outcome = draw(st.sampled_from(("accepted",) * 9 + ("rejected",)))
    at: datetime = received(month) + timedelta(days=draw(st.sampled_from(ARRIVALS)))
    return submission(
        unit,
        month,
        rows,
        kind=kind,
        at=at,
        outcome="accepted_with_findings" if refused and outcome == "accepted" else outcome,
        findings=[{"row_number": row.row_number, "rule_id": "VALUE_UNKNOWN"} for row in refused],
        annexes=annexes,
        empty_sheets=() if kind == "no_change" else empty,
    )


# Policy packs


@st.composite
def packs(draw: st.DrawFn, units: tuple[str, ...], span: Span) -> Policy:
    """The pack in force: when reports begin, aliases, registers, last year's figures, how ties rank."""
    settings = {
        "rank_method": draw(st.sampled_from(("dense", "competition"))),
        "mom_excluded_months": draw(st.sampled_from(("", "1", "2021-02"))),
        "mom_floor_wan": draw(st.sampled_from(("0", "150"))),
    }
    # Reports begin with the first submission, after it, or so long before that a cohort is old enough.
    begins = draw(st.sampled_from((0, 1, -13)))
    policy = pack(
        units,
        first_report_month=f"{shift(span.first, begins):%Y-%m}",
        settings=settings,
        aliases=draw(_aliases(units)),
        list_members=draw(_registers(units)),
        baseline=draw(_baselines(units, span)),
        deadlines=draw(_deadlines(span)),
        windows=draw(_windows(span)),
        leaders=[leader(unit, "principal", "赵某") for unit in units[:1]]
        + [leader(units[1], "other_deputy", "钱某", effective_from=f"{span.months[1]}")],
    )
    counts = draw(st.tuples(*(st.sampled_from(("1", "2", "12")),) * 3))
    policy["quotas"] = [
        quota("planning", tier, count, applies_to=draw(st.sampled_from(("each", "tier"))))
        for tier, count in zip(sorted({UNITS[unit][1] for unit in units}), counts, strict=False)
    ] + [quota("priority", UNITS[units[0]][1], "1", applies_to=draw(st.sampled_from(("each", "tier"))))]
    starts = draw(st.sampled_from(("", f"{span.months[1]}")))
    policy["rates"] = [
        rate("all", target=draw(st.sampled_from(("0.30", "0.50")))),
        rate("yi", min_investment_wan="10000", effective_from=starts),
        rate(
            "enterprise",
            investor_kind="enterprise",
            localities="|".join(unit for unit in units if unit != DIRECT),
        ),
        rate("government", investor_kind="government"),
        rate("all", rule_id="readiness", target=draw(st.sampled_from(("0.30", "0.50")))),
        rate("yi", rule_id="readiness", min_investment_wan="10000", localities=units[0]),
        rate("all", rule_id="enterprise_share", target="0.50", localities="|".join(units[:2])),
    ]
    return policy


def _deadlines(span: Span) -> st.SearchStrategy[list[dict[str, str]]]:
    """Deadlines at, just before and long before a month's end."""
    days = st.sampled_from([f"{day}" for month in span.months for day in (last_day(month), month)])
    work = st.sampled_from(("true", "false"))
    years = st.sampled_from([str(span.first.year), str(span.first.year + 1)])
    rules = [
        st.builds(deadline, st.just("by_budget"), st.just("central_budget"), years, days, work=work),
        st.builds(deadline, st.just("by_bond"), st.just("special_local_bond"), years, days, work=work),
    ]
    return st.tuples(*rules).map(list)


def _windows(span: Span) -> st.SearchStrategy[list[dict[str, str]]]:
    """A window from the first month to the second's end, and another that ends amid a month or at its end."""
    second, later = last_day(span.months[1]), span.months[2]
    ends = st.sampled_from((later.replace(day=15), last_day(later), last_day(shift(later, 1))))
    early = window("early", f"{span.first}", f"{second}")
    return ends.map(lambda end: [early, window("late", f"{later}", f"{end}")])


@st.composite
def _aliases(draw: st.DrawFn, units: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """At most one target for an alias, and none that is an alias itself: the pack's check refuses chains."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(units), st.sampled_from(NAMES + CODES), st.sampled_from(NAMES + CODES)),
            max_size=2,
            unique_by=lambda alias: alias[:2],
        )
    )
    named = {alias[:2] for alias in drawn}
    return [alias for alias in drawn if (alias[0], alias[2]) not in named]


def _registers(units: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, str]]]:
    entry = st.builds(
        list_member,
        st.sampled_from(("provincial_key", "ten_yi")),
        st.sampled_from((2020, 2021)),
        st.sampled_from(NAMES + CODES),
        st.sampled_from(units),
    )
    return st.lists(entry, max_size=2, unique_by=lambda row: tuple(row.values()))


def _baselines(units: tuple[str, ...], span: Span) -> st.SearchStrategy[list[dict[str, str]]]:
    months = [f"{shift(month, -12):%Y-%m}" for month in span.months]
    places = (*units, CITY, *{UNITS[unit][1] for unit in units})
    entry = st.builds(
        baseline, st.sampled_from(places), st.sampled_from(months), st.sampled_from(("0", "500", "1000"))
    )
    return st.lists(entry, max_size=2, unique_by=lambda row: (row["locality_code"], row["report_month"]))
