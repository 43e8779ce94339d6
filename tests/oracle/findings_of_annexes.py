"""Findings of the other sheets beside the ledger (rulebook 2, 14, 15; readings R69, R94): which rule, which row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.oracle.annexes import Annexes, Said
from tests.oracle.approvals import (
    CONDITIONAL,
    DONE,
    NOT_REQUIRED,
    Shown,
    evaluation_of,
    needs_evaluation,
    open_required,
    steps_of,
)
from tests.oracle.lists import Membership
from tests.oracle.portfolio import Held, Portfolio, Source
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth


def sheets_broken(
    portfolio: Portfolio, *, shown: Shown, annexes: Annexes, registers: Membership, rules: Rules
) -> Iterator[tuple[Source, str]]:
    """Start and completion are told once, by the first own row that shows them."""
    seen: set[tuple[str, str]] = set()
    for month in sorted(shown):
        for project in shown[month].values():
            row = portfolio.counted[month].get(project.project_id)
            if row is None or row.is_repeated or project.held.is_carried or project.is_exited:
                continue
            steps = steps_of(project, annexes=annexes, rules=rules)
            if _is_first(project, "completed", is_there=project.is_completed, seen=seen) and open_required(
                steps
            ):
                yield row.source, "APPROVAL_OPEN_AT_COMPLETION"
            base = [steps[item] for item in rules.conditional_base_items if item in steps]
            if any(step.state == CONDITIONAL for step in steps.values()) and any(
                step.state not in {DONE, NOT_REQUIRED} for step in base
            ):
                yield row.source, "CONDITIONAL_WITHOUT_BASE"
            if (
                _is_first(project, "started", is_there=project.is_started, seen=seen)
                and needs_evaluation(project, registers=registers, rules=rules)
                and evaluation_of(project, annexes) is None
            ):
                yield row.source, "EVALUATION_MISSING"


def _is_first(project: ProjectMonth, stage: str, *, is_there: bool, seen: set[tuple[str, str]]) -> bool:
    is_new = is_there and (project.project_id, stage) not in seen
    if is_new:
        seen.add((project.project_id, stage))
    return is_new


def about_nobody(annexes: Annexes, *, held: dict[date, list[Held]]) -> Iterator[Said]:
    """Rows about projects that no ledger has shown yet."""
    seen: set[str] = set()
    for month in sorted(held):
        seen |= {row.project_id for row in held[month]}
        for said in annexes.said_in(month):
            if said.project_id is not None and said.project_id not in seen:
                yield said
