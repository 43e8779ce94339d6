"""Hypothesis: small portfolios in which everything collides, as worlds for the oracle and the warehouse alike.

Belongs here: what is drawn, from domains so small that names, codes, dates and amounts meet. A world is what the
landing can produce: within one file a second row of the same key is refused. Does not belong here: properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    baseline,
    ledger_row,
    list_member,
    pack,
    rate,
    received,
    submission,
)
from tests.oracle.model import LedgerRow, Row, Submission, World
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
    return World(submissions=list(submissions.values()), policy=draw(packs(units, span)))


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
        }
    )


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
        **dict.fromkeys(STAGE_DATES, day),
    }
    return st.lists(st.sampled_from(list(optional)), max_size=6, unique=True).flatmap(
        lambda fields: st.fixed_dictionaries({field: optional[field] for field in fields})
    )


@st.composite
def _ledgers(draw: st.DrawFn, drafts: list[Row], span: Span) -> list[LedgerRow]:
    """Rows of some projects; a second row of a key in the same file is refused, as the landing does."""
    chosen = draw(st.lists(st.sampled_from(range(len(drafts))), max_size=len(drafts) + 1))
    rows: list[LedgerRow] = []
    keys: set[tuple[str | None, str | None]] = set()
    for number, index in enumerate(chosen, start=2):
        is_accepted = draw(st.sampled_from((True, True, True, True, True, False)))
        row = ledger_row(number, is_accepted=is_accepted, **(drafts[index] | draw(_changes(span))))
        code = row.fields["project_code"]
        key = (code, None) if code else (None, row.name_key)
        if row.is_accepted and key in keys:
            row = LedgerRow(row.sheet, number, is_accepted=False, name_key=row.name_key, fields=row.fields)
        if row.is_accepted:
            keys.add(key)
        rows.append(row)
    return rows


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
    rows = [] if kind == "no_change" else draw(_ledgers(drafts, span))
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
    )
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
    ]
    return policy


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
