"""Rulebook 12: who is on which supervision list, for which reason, how long, and in whose hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle import months
from tests.oracle.annexes import Annexes, Said
from tests.oracle.approvals import DONE, Step, open_required, steps_of
from tests.oracle.lists import plan_completion, progress_light
from tests.oracle.model import Row
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
# List, reason, and the date that passed.
Reason = tuple[str, str, date | None]

FACTOR_REASONS = {
    "land": "FACTOR_LAND",
    "funds": "FACTOR_FUNDS",
    "environment": "FACTOR_ENVIRONMENT",
    "energy": "FACTOR_ENERGY",
}


@dataclass(frozen=True)
class Case:
    """A project in a month with what the rules of supervision ask beside its row."""

    project: ProjectMonth
    steps: dict[str, Step]
    factors: list[Said]
    rules: Rules

    @property
    def end(self) -> date:
        return months.last_day(self.project.month)

    @property
    def new_year(self) -> date:
        return date(self.project.month.year, 1, 1)

    def day(self, name: str) -> date | None:
        day: date | None = self.project.value(name)
        return day

    def has_passed(self, day: date | None) -> bool:
        return day is not None and day <= self.end

    def is_later_this_year(self, day: date | None) -> bool:
        return day is not None and day > self.end and day.year == self.project.month.year

    def threshold(self, supervision_code: str, reason_code: str) -> Fraction | None:
        """Null where the pack does not list the reason or leaves it blank: never given (reading R45)."""
        watch = self.rules.watches.get((supervision_code, reason_code))
        return None if watch is None or watch.threshold is None else Fraction(watch.threshold)


def rpt_supervision(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """Over every month of `shown`: how long a project is on a list may reach back before the pack's first."""
    rows: list[Row] = []
    last_unit: dict[str, str] = {}
    # (list, project, reason) -> months on the list, as of the month before; skipped months keep theirs.
    before: dict[tuple[str, str, str], int] = {}
    for month in sorted(shown):
        now: dict[tuple[str, str, str], int] = {}
        for project in shown[month].values():
            last_unit[project.project_id] = project.unit
            for (supervision_code, reason_code), passed in _on_lists(project, annexes, rules).items():
                key = (supervision_code, project.project_id, reason_code)
                now[key] = before.get(key, 0) + 1
                rows.append(_row(project, key, passed=passed, months_on_list=now[key]))
        for key, count in before.items():
            project_id = key[1]
            is_skipped = project_id not in shown[month] and not known.has_reported(
                last_unit[project_id], month
            )
            if is_skipped:
                now[key] = count
        before = now
    return rows


def _row(
    project: ProjectMonth, key: tuple[str, str, str], *, passed: date | None, months_on_list: int
) -> Row:
    return {
        "report_month": project.month,
        "supervision_code": key[0],
        "project_id": project.project_id,
        "reporting_unit_code": project.unit,
        "reason_code": key[2],
        "days_overdue": (months.last_day(project.month) - passed).days if passed else None,
        "months_on_list": months_on_list,
        **{
            name: project.value(name)
            for name in (
                "responsible_unit",
                "responsible_person",
                "leader_in_charge",
                "oversight_unit",
                "problem",
            )
        },
    }


def _on_lists(project: ProjectMonth, annexes: Annexes, rules: Rules) -> dict[tuple[str, str], date | None]:
    """List and reason -> the earliest date that passed; one row however many items have the reason."""
    if project.is_exited:
        return {}
    case = Case(
        project=project,
        steps=steps_of(project, annexes=annexes, rules=rules),
        factors=annexes.of(project, "factors"),
        rules=rules,
    )
    found: dict[tuple[str, str], date | None] = {}
    for supervision_code, reason_code, passed in _reasons(case):
        key = (supervision_code, reason_code)
        watch = rules.watches.get(key)
        if watch is None or not watch.watches(project.held.values):
            continue
        known = found.get(key)
        found[key] = min(passed, known) if passed and known else passed or known
    return found


def _reasons(case: Case) -> Iterator[Reason]:
    if case.project.library == "reserve":
        yield from _conversion(case)
    if case.project.library == "construction":
        yield from _progress(case)
    yield from _production(case)
    yield from _factors(case)
    if case.project.value("investor_kind") == "government":
        yield from _government(case)


def _conversion(case: Case) -> Iterator[Reason]:
    planned = case.day("planned_start_date")
    if case.project.is_started:
        yield "conversion", "STARTED_NOT_CONVERTED", None
        return
    if case.has_passed(planned):
        yield "conversion", "START_OVERDUE", planned
    elif case.is_later_this_year(planned):
        yield "conversion", "START_DUE_THIS_YEAR", None
    if case.project.approved_on and not case.has_passed(planned):
        yield "conversion", "APPROVED_NOT_STARTED", None


def _progress(case: Case) -> Iterator[Reason]:
    project = case.project
    if project.started_on is None or project.started_on >= case.new_year or project.is_completed:
        return
    plan = project.amount("annual_plan_wan")
    if plan is None or plan <= 0:
        yield "progress", "NO_ANNUAL_PLAN", None
    if project.amount("ytd_investment_wan") is None:
        yield "progress", "YTD_MISSING", None
    deviation, limit = _deviation(project), case.threshold("progress", "BEHIND_PLAN")
    if deviation is not None and limit is not None and deviation <= limit:
        yield "progress", "BEHIND_PLAN", None


def _production(case: Case) -> Iterator[Reason]:
    project, planned = case.project, case.day("planned_completion_date")
    if not project.is_completed:
        if case.has_passed(planned):
            yield "production", "COMPLETION_OVERDUE", planned
        elif case.is_later_this_year(planned):
            yield "production", "COMPLETION_DUE_THIS_YEAR", None
    elif project.library != "production":
        yield "production", "COMPLETED_NOT_IN_PRODUCTION", None
    rate: float | None = project.value("capacity_rate")
    full = case.threshold("production", "BELOW_CAPACITY")
    if project.library == "production" and rate is not None and full is not None and Fraction(rate) < full:
        yield "production", "BELOW_CAPACITY", None


def _late_factors(case: Case) -> Iterator[tuple[str, date]]:
    """Kind and planned date of what is not settled and should be."""
    for factor in case.factors:
        planned: date | None = factor.value("planned_date")
        if factor.value("state") != "settled" and planned is not None and planned <= case.end:
            yield factor.value("kind"), planned


def _factors(case: Case) -> Iterator[Reason]:
    for kind, planned in _late_factors(case):
        yield "factors", FACTOR_REASONS[kind], planned
    for step in open_required(case.steps):
        if step.is_overdue(case.project.month):
            yield "factors", "FACTOR_APPROVAL", step.planned


def _deviation(project: ProjectMonth) -> Fraction | None:
    completion = plan_completion(project)
    return None if completion is None else (completion - Fraction(project.month.month, 12)) * 100


def _government(case: Case) -> Iterator[Reason]:
    project = case.project
    if progress_light(project, _deviation(project), case.rules)[0] == "red":
        yield "government", "SEVERELY_BEHIND", None
    for kind, planned in _late_factors(case):
        if kind == "funds":
            yield "government", "FUNDS_NOT_SETTLED", planned
    if project.is_started or not open_required(case.steps):
        return
    start, ahead = case.day("planned_start_date"), case.threshold("government", "START_AT_RISK")
    soon = months.last_day(months.shift(project.month, int(ahead))) if ahead is not None else None
    if start is not None and soon is not None and start <= soon:
        yield "government", "START_AT_RISK", start if start <= case.end else None
    length = case.threshold("government", "PRELIMINARY_STALLED")
    if length is not None:
        since = months.shift(project.month, 1 - int(length))
        done = [step.done_on for step in case.steps.values() if step.state == DONE and step.done_on]
        if not any(since <= day <= case.end for day in done):
            yield "government", "PRELIMINARY_STALLED", None
