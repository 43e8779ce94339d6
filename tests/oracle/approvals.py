"""Rulebook 14 and 15: the approval items of each project and what they add up to; expert evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle import months
from tests.oracle.annexes import Annexes, Said
from tests.oracle.areas import as_float, ratio
from tests.oracle.lists import Membership, is_on
from tests.oracle.model import Row
from tests.oracle.rules import Item, Rules
from tests.oracle.stages import ProjectMonth

Shown = dict[date, dict[str, ProjectMonth]]

NOT_STARTED, DONE, CONDITIONAL, NOT_REQUIRED = "not_started", "done", "conditional", "not_required"


@dataclass(frozen=True)
class Step:
    """An item of a project: what its route says of it, and what the unit says."""

    item: str
    rule: Item | None
    said: Said | None

    @property
    def state(self) -> str:
        """An item of the route that the unit does not speak of has not been started."""
        return str(self.said.value("state")) if self.said else NOT_STARTED

    @property
    def planned(self) -> date | None:
        day: date | None = self.said.value("planned_date") if self.said else None
        return day

    @property
    def done_on(self) -> date | None:
        day: date | None = self.said.value("done_date") if self.said else None
        return day

    @property
    def is_required(self) -> bool:
        return self.rule is not None and self.rule.is_required and self.state != NOT_REQUIRED

    @property
    def is_open(self) -> bool:
        return self.state not in {DONE, CONDITIONAL, NOT_REQUIRED}

    def is_overdue(self, month: date) -> bool:
        return self.is_open and self.planned is not None and self.planned <= months.last_day(month)


def steps_of(project: ProjectMonth, *, annexes: Annexes, rules: Rules) -> dict[str, Step]:
    """By item: those of the route in their order, then others the unit speaks of; none where it says nothing."""
    said = {one.value("item"): one for one in annexes.of(project, "approvals")}
    if not said:
        return {}
    route = rules.items.get(project.value("approval_route") or "", {})
    return {item: Step(item, route.get(item), said.get(item)) for item in dict.fromkeys((*route, *said))}


def can_start_now(step: Step, steps: dict[str, Step]) -> bool:
    """Not begun, and nothing it waits for is still open."""
    waits_for = step.rule.waits_for if step.rule else ()
    return step.state == NOT_STARTED and not any(
        steps[other].is_open for other in waits_for if other in steps
    )


def violations(step: Step, steps: dict[str, Step], rules: Rules) -> int:
    """What a conditional item lacks: land, planning, the approver's opinion, the commitment, the date (R59)."""
    if step.state != CONDITIONAL or step.said is None:
        return 0
    base = [steps[item] for item in rules.conditional_base_items if item in steps]
    is_done = [other.state in {DONE, NOT_REQUIRED} for other in base]
    is_written = [bool(step.said.value(name)) for name in ("approver_opinion", "commitment", "planned_date")]
    return [*is_done, *is_written].count(False)


def open_required(steps: dict[str, Step]) -> list[Step]:
    """Required items neither done nor conditional, in order."""
    return [step for step in steps.values() if step.is_required and step.is_open]


def fct_approval_step(shown: Shown, *, annexes: Annexes, rules: Rules) -> list[Row]:
    return [
        {
            "report_month": month,
            "project_id": project.project_id,
            "reporting_unit_code": project.unit,
            "item": step.item,
            "step": step.rule.step if step.rule else None,
            "state": step.state,
            "planned_date": step.planned,
            "done_date": step.done_on,
            "is_required": step.is_required,
            "is_overdue": step.is_overdue(month),
            "can_start_now": can_start_now(step, steps),
        }
        for month, projects in shown.items()
        for project in projects.values()
        for steps in (steps_of(project, annexes=annexes, rules=rules),)
        for step in steps.values()
    ]


def rpt_approval_progress(shown: Shown, *, annexes: Annexes, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        for project in projects.values():
            steps = steps_of(project, annexes=annexes, rules=rules)
            if steps:
                rows.append(
                    {
                        "report_month": month,
                        "project_id": project.project_id,
                        "reporting_unit_code": project.unit,
                    }
                    | _progress(steps, month=month, rules=rules)
                )
    return rows


def _progress(steps: dict[str, Step], *, month: date, rules: Rules) -> Row:
    required = [step for step in steps.values() if step.is_required]
    done = sum(step.state == DONE for step in required)
    still_open = open_required(steps)
    return {
        "required_count": len(required),
        "done_count": done,
        "conditional_count": sum(step.state == CONDITIONAL for step in required),
        "overdue_count": sum(step.is_overdue(month) for step in steps.values()),
        "violation_count": sum(violations(step, steps, rules) for step in steps.values()),
        "next_item": still_open[0].item if still_open else None,
        "progress_rate": as_float(ratio(done, len(required))),
    }


# Priority projects (rulebook 8) are told by the same items


def rpt_priority_progress(
    shown: Shown, *, annexes: Annexes, rules: Rules, priority: dict[date, list[ProjectMonth]]
) -> list[Row]:
    """Reading R50: 批复日期 settles the approval; which items tell the four states is the pack's to say."""
    rows: list[Row] = []
    for month in shown:
        for project in priority[month]:
            steps = steps_of(project, annexes=annexes, rules=rules)
            states = {name: _state_of(rules.items_named(name), steps) for name in STATES}
            if project.approved_on is not None:
                states["approval"] = DONE
            rows.append(
                {
                    "report_month": month,
                    "project_id": project.project_id,
                    "reporting_unit_code": project.unit,
                    **{f"{name}_state": state for name, state in states.items()},
                    "leader_in_charge": project.value("leader_in_charge"),
                    "headquarters": project.value("headquarters"),
                }
            )
    return rows


STATES = ("approval", "planning_permit", "land_permit", "environment")


def _state_of(items: list[str], steps: dict[str, Step]) -> str | None:
    """Of several items that a project has the first by name."""
    return next((steps[item].state for item in sorted(items) if item in steps), None)


# Expert evaluation


def needs_evaluation(project: ProjectMonth, *, registers: Membership, rules: Rules) -> bool:
    """On the year's provincial or municipal key plan, in a municipal reserve, or on the year's priority list."""
    on_plan = any(
        rule.flag_field in {"is_provincial_key", "is_municipal_key"} and is_on(rule, project, registers)
        for rule in rules.lists
    )
    return (
        on_plan
        or project.value("reserve_level") == "municipal"
        or project.value("is_annual_priority") is True
    )


def evaluation_of(project: ProjectMonth, annexes: Annexes) -> Said | None:
    """The latest that had taken place by then."""
    end = months.last_day(project.month)
    held = [
        said
        for said in annexes.of(project, "evaluations")
        if said.value("evaluated_on") is not None and said.value("evaluated_on") <= end
    ]
    return max(held, key=lambda said: said.value("evaluated_on"), default=None)


def rpt_evaluation(shown: Shown, *, annexes: Annexes, registers: Membership, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        for project in projects.values():
            is_needed = needs_evaluation(project, registers=registers, rules=rules)
            said = evaluation_of(project, annexes)
            rows.append(
                {
                    "report_month": month,
                    "project_id": project.project_id,
                    "reporting_unit_code": project.unit,
                    "is_needed": is_needed,
                    "evaluated_on": said.value("evaluated_on") if said else None,
                    "result": said.value("result") if said else None,
                    "is_missing": is_needed and said is None,
                }
            )
    return rows
