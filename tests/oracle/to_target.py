"""`rpt_to_target`: what an unmet rule still takes, and which projects are nearest (readings R70, R71)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.annexes import Annexes
from tests.oracle.approvals import open_required, steps_of
from tests.oracle.areas import ceiling
from tests.oracle.conversion import YEAR_TO_DATE, Member, year_to_date_member
from tests.oracle.funds import has_won_funds
from tests.oracle.model import Row
from tests.oracle.reserve import is_ready
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth

Shown = dict[date, dict[str, ProjectMonth]]
COVERAGE = ("is_reported", "reported_unit_count", "unit_count")


@dataclass(frozen=True)
class Unmet:
    """A row of another report that says how many projects are missing."""

    rule: str
    scope: str
    row: Row
    gap_to_next: int | None

    @property
    def rule_id(self) -> str:
        return self.rule if self.scope == "all" else f"{self.rule}_{self.scope}"


def rpt_to_target(
    shown: Shown,
    *,
    conversion: list[Row],
    readiness: list[Row],
    quotas: list[Row],
    annexes: Annexes,
    rules: Rules,
) -> list[Row]:
    limit = rules.threshold("nearest_count")
    if limit is None:
        return []
    rows: list[Row] = []
    for unmet, candidates in candidates_of(
        shown, conversion=conversion, readiness=readiness, quotas=quotas, annexes=annexes, rules=rules
    ):
        month = unmet.row["report_month"]
        row: Row = {name: unmet.row[name] for name in ("report_month", "locality_code", *COVERAGE)} | {
            "rule_id": unmet.rule_id,
            "scope": unmet.scope,
            "needed_count": unmet.row["shortfall_count"],
            "due_on": date(month.year, 12, 31),
            "gap_to_next_count": unmet.gap_to_next,
            "candidate_count": len(candidates),
        }
        rows += [
            row | candidate.columns() | {"nearness_rank": place}
            for place, candidate in enumerate(candidates[: int(limit)], start=1)
        ]
        if not candidates:
            rows.append(row | NOBODY)
    return rows


def candidates_of(
    shown: Shown,
    *,
    conversion: list[Row],
    readiness: list[Row],
    quotas: list[Row],
    annexes: Annexes,
    rules: Rules,
) -> Iterator[tuple[Unmet, list[Candidate]]]:
    """Each unmet rule with every project that could still meet it, the nearest first."""
    units = {area.code: area.units for area in rules.areas}
    for unmet in _unmet(conversion, readiness=readiness, quotas=quotas):
        month, code = unmet.row["report_month"], unmet.row["locality_code"]
        candidates = [
            Candidate(project, annexes, rules)
            for project in shown[month].values()
            if project.unit in units[code] and _could_meet(project, unmet, annexes=annexes, rules=rules)
        ]
        yield unmet, sorted(candidates, key=lambda one: one.distance)


NOBODY: Row = {
    "project_id": "none",
    "reporting_unit_code": None,
    "nearness_rank": None,
    "why": "NONE_IN_RESERVE",
}


def _unmet(conversion: list[Row], *, readiness: list[Row], quotas: list[Row]) -> Iterator[Unmet]:
    official = [row for row in conversion if row["basis"] == YEAR_TO_DATE]
    for row in official:
        if row["shortfall_count"]:
            yield Unmet("conversion", row["scope"], row, _gap_to_next(row, official))
    for row in readiness:
        if row["shortfall_count"]:
            yield Unmet("readiness", row["scope"], row, None)
    for row in quotas:
        if row["quota_id"] == "planning" and row["shortfall_count"]:
            yield Unmet("planning", "all", row, None)


def _gap_to_next(row: Row, official: list[Row]) -> int | None:
    """How many more converted projects share the next better place; nobody unranked has one."""
    if row["rank"] is None:
        return None
    own = Fraction(row["converted_count"], row["reserve_count"])
    rates = [
        Fraction(other["converted_count"], other["reserve_count"])
        for other in official
        if other["rank"] is not None
        and (other["report_month"], other["scope"]) == (row["report_month"], row["scope"])
    ]
    better = [rate for rate in rates if rate > own]
    return ceiling(min(better) * row["reserve_count"]) - row["converted_count"] if better else None


def _could_meet(project: ProjectMonth, unmet: Unmet, *, annexes: Annexes, rules: Rules) -> bool:
    """Of the reserve that the rule counts, not counted yet, and not gone; nobody in it can meet a quota."""
    member = year_to_date_member(project, month=project.month)
    if member is None or not member.in_denominator or project.is_exited or unmet.rule == "planning":
        return False
    rates = rules.rates(unmet.rule, project.month)
    if not any(rate.scope == unmet.scope and rate.takes(project.held.values) for rate in rates):
        return False
    return not _is_counted(member, unmet, annexes)


def _is_counted(member: Member, unmet: Unmet, annexes: Annexes) -> bool:
    return member.in_numerator if unmet.rule == "conversion" else is_ready(member.project, annexes)


class Candidate:
    """A project and how near it is."""

    def __init__(self, project: ProjectMonth, annexes: Annexes, rules: Rules) -> None:
        steps = steps_of(project, annexes=annexes, rules=rules)
        has_all = any(step.is_required for step in steps.values()) and not open_required(steps)
        planned: date | None = project.value("planned_start_date")
        self.project = project
        self.is_moved = project.library in {"construction", "production"}
        self.is_approved = project.approved_on is not None or has_all
        self.is_fund_won = has_won_funds(project, annexes)
        self.planned = planned

    @property
    def distance(self) -> tuple[bool, bool, bool, bool, date, str]:
        """Half converted, approved, with funds, soon to start; then by name."""
        is_half = self.is_moved or self.project.is_started
        return (
            not is_half,
            not self.is_approved,
            not self.is_fund_won,
            self.planned is None,
            self.planned or date.max,
            self.project.project_id,
        )

    def columns(self) -> Row:
        year_end = date(self.project.month.year, 12, 31)
        reasons = {
            "APPROVED": self.is_approved,
            "FUNDS_WON": self.is_fund_won,
            "MOVED": self.is_moved,
            "STARTED": self.project.is_started,
            "START_PLANNED": self.planned is not None and self.planned <= year_end,
        }
        return {
            "project_id": self.project.project_id,
            "reporting_unit_code": self.project.unit,
            "why": "+".join(code for code, holds in reasons.items() if holds) or None,
        }
