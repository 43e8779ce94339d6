"""Rulebook 11: `rpt_start_deadline`, what had to start by when, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle import months
from tests.oracle.funds import sources
from tests.oracle.model import Row
from tests.oracle.rules import Deadline, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]


def rpt_start_deadline(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    """Over every month of `shown`, also those before the pack's first: they may be the first to show work."""
    rows: list[Row] = []
    first_work: dict[str, date] = {}
    for month in sorted(shown):
        for project in shown[month].values():
            if not project.held.is_carried and has_physical_work(project):
                first_work.setdefault(project.project_id, months.last_day(month))
        for rule in rules.deadlines:
            rows += [
                {"report_month": month, "rule_id": rule.rule_id} | _row(project, rule, first_work, known)
                for project in shown[month].values()
                if _concerns(rule, project)
            ]
    return rows


def _concerns(rule: Deadline, project: ProjectMonth) -> bool:
    return (
        not project.is_exited
        and rule.fund_source in sources(project)
        and project.value("fund_plan_year") == rule.plan_year
    )


def has_physical_work(project: ProjectMonth) -> bool:
    """The row says yes, or says nothing and has a date that has come (reading R43)."""
    said: bool | None = project.value("has_physical_work")
    if said is not None:
        return said
    return _physical_work_date(project) is not None


def _physical_work_date(project: ProjectMonth) -> date | None:
    day: date | None = project.value("physical_work_date")
    return day if day is not None and day <= months.last_day(project.month) else None


@dataclass(frozen=True)
class Met:
    """When a rule was met: null is unknown; `is_last_day`: only the month that first showed it is known."""

    on: date | None
    is_last_day: bool


def _row(project: ProjectMonth, rule: Deadline, first_work: dict[str, date], known: Register) -> Row:
    works = has_physical_work(project)
    is_met = project.is_started and (works or not rule.needs_physical_work)
    met = _met(project, rule, first_work) if is_met else None
    status = _status_when_met(met, project=project, rule=rule, known=known) if met else _status(project, rule)
    return {
        "project_id": project.project_id,
        "reporting_unit_code": project.unit,
        "fund_source": rule.fund_source,
        "deadline": rule.deadline,
        "is_started": project.is_started,
        "has_physical_work": works,
        "is_met": is_met,
        "met_on": met.on if met and not _is_start_in_doubt(project, rule, known) else None,
        "days_left": (rule.deadline - months.last_day(project.month)).days,
        "status": status,
    }


def _start(project: ProjectMonth) -> date | None:
    return project.started_on or project.completed_on


def _met(project: ProjectMonth, rule: Deadline, first_work: dict[str, date]) -> Met:
    """The start, or the later of it and of the physical work; an unknown start is earlier than any day."""
    start = _start(project)
    if not rule.needs_physical_work:
        return Met(start, is_last_day=False)
    reported = _physical_work_date(project)
    worked = reported or first_work[project.project_id]
    if start is not None and start > worked:
        return Met(start, is_last_day=False)
    return Met(worked, is_last_day=reported is None)


def _is_start_in_doubt(project: ProjectMonth, rule: Deadline, known: Register) -> bool:
    """The start date is unknown, and the unit began to report too late to tell on which side it lies."""
    first_seen = months.last_day(known.first_month[project.unit])
    return project.is_started and _start(project) is None and first_seen > rule.deadline


def _status_when_met(met: Met, *, project: ProjectMonth, rule: Deadline, known: Register) -> str:
    if _is_start_in_doubt(project, rule, known):
        return "to_verify"
    if met.on is None:
        return "met"
    if met.is_last_day and months.first_day(met.on) <= rule.deadline < met.on:
        return "to_verify"
    return "met" if met.on <= rule.deadline else "met_late"


def _status(project: ProjectMonth, rule: Deadline) -> str:
    return "overdue" if months.last_day(project.month) > rule.deadline else "pending"
