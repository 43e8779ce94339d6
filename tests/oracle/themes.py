"""Rulebook 17: `rpt_theme` and `rpt_breakdown`, the projects by what they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from tests.oracle.areas import area_rows, total
from tests.oracle.conversion import year_to_date_member
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]

UNKNOWN = "none"


def rpt_theme(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    """A row for each theme of the pack; projects not exited."""
    rows: list[Row] = []
    for month, projects in shown.items():
        for theme in (row["code"] for row in rules.table("themes")):
            of_theme = [p for p in projects.values() if not p.is_exited and p.value("plan_theme") == theme]
            figures = partial(_theme, projects=of_theme)
            made = area_rows(rules, month=month, known=known, figures=figures)
            rows += [{"plan_theme": theme} | row for row in made]
    return rows


def is_converted(project: ProjectMonth) -> bool:
    member = year_to_date_member(project, month=project.month)
    return member is not None and member.in_numerator


def _theme(area: Area, *, projects: list[ProjectMonth]) -> Row:
    inside = [project for project in projects if project.unit in area.units]
    return {
        "project_count": len(inside),
        "total_investment_wan": total(project.total for project in inside),
        "converted_count": sum(is_converted(project) for project in inside),
    }


def _size_band(project: ProjectMonth, rules: Rules) -> str:
    """Below 1亿, from 1亿 to below 10亿, from 10亿 on."""
    one, ten = rules.threshold("yi_wan"), rules.threshold("ten_yi_wan")
    if project.total is None:
        return UNKNOWN
    if ten is not None and project.total >= ten:
        return "ten_yi"
    return "yi" if one is not None and project.total >= one else "below_yi"


def _field(name: str) -> Callable[[ProjectMonth], str]:
    return lambda project: project.value(name) or UNKNOWN


def dimensions(rules: Rules) -> dict[str, Callable[[ProjectMonth], str]]:
    """Dimension -> where a project falls."""
    return {
        "category": _field("category"),
        "stage": lambda project: project.stage,
        "investor_kind": _field("investor_kind"),
        "plan_theme": _field("plan_theme"),
        "planning_type": _field("planning_type"),
        "size_band": partial(_size_band, rules=rules),
    }


def rpt_breakdown(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    """For each dimension the values that any project of the month has; projects not exited."""
    rows: list[Row] = []
    for month, projects in shown.items():
        remaining = [project for project in projects.values() if not project.is_exited]
        for dimension, value_of in dimensions(rules).items():
            groups: dict[str, list[ProjectMonth]] = {}
            for project in remaining:
                groups.setdefault(value_of(project), []).append(project)
            for value, group in groups.items():
                figures = partial(_breakdown, projects=group)
                made = area_rows(rules, month=month, known=known, figures=figures)
                rows += [{"dimension": dimension, "value": value} | row for row in made]
    return rows


def _breakdown(area: Area, *, projects: list[ProjectMonth]) -> Row:
    inside = [project for project in projects if project.unit in area.units]
    return {
        "project_count": len(inside),
        "total_investment_wan": total(project.total for project in inside),
        "annual_plan_wan": total(project.amount("annual_plan_wan") for project in inside),
        "ytd_investment_wan": total(project.amount("ytd_investment_wan") for project in inside),
        "month_investment_wan": total(project.month_investment for project in inside),
    }
