"""Rulebook 2 and 3: the effective rows of each unit and month, and which of them count.

`Held` is the row that stands for a project in a month; rows carried forward are made in `carrying`, stage
dates in `stages`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.oracle import months
from tests.oracle.identity import Identified, Identities
from tests.oracle.model import YEARLY_FLAGS, LedgerRow, Row, Submission
from tests.oracle.rules import Rules
from tests.oracle.submissions import Register, UnitMonth


@dataclass(frozen=True)
class Source:
    """A row of a file, with the project it is about."""

    submission: Submission
    row: LedgerRow
    identified: Identified


@dataclass(frozen=True)
class Effective:
    """A unit's row of a month; `values` differ from the source's where a no_change repeats it."""

    month: date
    unit: str
    project_id: str
    is_code: bool
    source: Source
    values: Row
    is_repeated: bool


@dataclass(frozen=True)
class Held:
    """The row that stands for a project in a month, counted or carried forward from `reported_month`."""

    month: date
    reported_month: date
    unit: str
    project_id: str
    is_code: bool
    source: Source
    values: Row
    is_carried: bool


@dataclass
class Portfolio:
    effective: dict[UnitMonth, dict[str, Effective]] = field(default_factory=dict)
    set_aside: list[Source] = field(default_factory=list)
    uncounted: list[Effective] = field(default_factory=list)
    counted: dict[date, dict[str, Effective]] = field(default_factory=lambda: defaultdict(dict))
    # The first month, and its unit, in which a counted row showed the project in the library (reading R12).
    shown: dict[tuple[str, str], tuple[date, str]] = field(default_factory=dict)


def build(known: Register, identities: Identities, rules: Rules) -> Portfolio:
    portfolio = Portfolio()
    for unit, month in sorted(known.base, key=lambda unit_month: (unit_month[1], unit_month[0])):
        portfolio.effective[unit, month] = _effective(
            portfolio, known=known, identities=identities, unit=unit, month=month
        )
    _count(portfolio, rules)
    return portfolio


def _effective(
    portfolio: Portfolio, *, known: Register, identities: Identities, unit: str, month: date
) -> dict[str, Effective]:
    """The base's rows, or those of the month before, overlaid with the corrections since."""
    base = known.base[unit, month]
    rows: dict[str, Effective] = {}
    if base.kind == "no_change":
        for project_id, before in portfolio.effective[unit, months.shift(month, -1)].items():
            rows[project_id] = Effective(
                month=month,
                unit=unit,
                project_id=project_id,
                is_code=before.is_code,
                source=before.source,
                values=unchanged(before.values, since=before.month, month=month),
                is_repeated=True,
            )
    else:
        rows.update(_own_rows(portfolio, identities=identities, submission=base, unit=unit, month=month))
    for correction in known.overlays[unit, month]:
        rows.update(
            _own_rows(portfolio, identities=identities, submission=correction, unit=unit, month=month)
        )
    return rows


def unchanged(values: Row, *, since: date, month: date) -> Row:
    """A row repeated by a no_change: nothing was invested, and January starts anew (reading R3)."""
    repeated = {**values, "month_investment_wan": Decimal(0)}
    if since.year != month.year:
        repeated |= lapsed()
        repeated["ytd_investment_wan"] = Decimal(0)
    return repeated


def lapsed() -> Row:
    """What lapses with the year (rulebook 2); blank flags are false (reading R4)."""
    return {"annual_plan_wan": None, "ytd_investment_wan": None} | dict.fromkeys(YEARLY_FLAGS, False)


def _own_rows(
    portfolio: Portfolio, *, identities: Identities, submission: Submission, unit: str, month: date
) -> dict[str, Effective]:
    """The accepted rows of a submission by project; the first of a project stands (reading R7)."""
    rows: dict[str, Effective] = {}
    for row in ledger_in_order(submission):
        if not row.is_accepted:
            continue
        source = Source(submission=submission, row=row, identified=identities.of(unit, row))
        project_id = source.identified.project_id
        if project_id is None:
            continue
        if project_id in rows:
            portfolio.set_aside.append(source)
            continue
        rows[project_id] = Effective(
            month=month,
            unit=unit,
            project_id=project_id,
            is_code=source.identified.is_code,
            source=source,
            values=row.fields,
            is_repeated=False,
        )
    return rows


def ledger_in_order(submission: Submission) -> list[LedgerRow]:
    return sorted(submission.ledger, key=lambda row: (row.sheet, row.row_number))


def _count(portfolio: Portfolio, rules: Rules) -> None:
    """Month by month, one unit's row counts for a project (reading R9)."""
    by_month: dict[date, dict[str, list[Effective]]] = defaultdict(lambda: defaultdict(list))
    for (_, month), rows in portfolio.effective.items():
        for project_id, row in rows.items():
            by_month[month][project_id].append(row)
    last_unit: dict[str, str] = {}
    for month in sorted(by_month):
        for project_id, rows_of_units in by_month[month].items():
            counted = _standing(rows_of_units, last_unit=last_unit.get(project_id), rules=rules)
            portfolio.counted[month][project_id] = counted
            portfolio.uncounted += [row for row in rows_of_units if row is not counted]
            portfolio.shown.setdefault((project_id, counted.values["library"]), (month, counted.unit))
        for project_id, row in portfolio.counted[month].items():
            last_unit[project_id] = row.unit


def _names_region(code: str, region: str) -> bool:
    """In its second part where the code has the standard shape, else anywhere (reading R9)."""
    parts = code.split("-")
    has_shape = [len(part) for part in parts] == [4, 6, 2, 2, 6]
    return parts[1] == region if has_shape else region in code


def _standing(rows: list[Effective], *, last_unit: str | None, rules: Rules) -> Effective:
    """The unit that counted last, else the unit the code names, else the first received."""

    def claim(row: Effective) -> tuple[bool, bool, object, str]:
        region = rules.gb2260.get(row.unit)
        is_named = row.is_code and region is not None and _names_region(row.project_id, region)
        submission = row.source.submission
        return (row.unit != last_unit, not is_named, submission.received_at, submission.submission_id)

    return min(rows, key=claim)
