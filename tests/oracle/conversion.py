"""Rulebook 5: `rpt_conversion` on both bases, and the projects behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle import months
from tests.oracle.areas import as_float, ceiling, rank_change, ranks, ranks_in_tiers, ratio, reporting, total
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rate, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

YEAR_TO_DATE, COHORT = "year_to_date", "cohort_12m"

Shown = dict[date, dict[str, ProjectMonth]]


@dataclass(frozen=True)
class Stay:
    """A project's time in the reserve, both days included; `left` null: still there; date.min: unknown."""

    entered: date
    left: date | None
    left_by: str | None


def stay(project: ProjectMonth) -> Stay | None:
    """None: it never was in the reserve, or it left before it came."""
    if not project.reserve.exists:
        return None
    entered = project.reserve.sort_key
    ways = [
        (stage_date.sort_key, order, name)
        for order, (name, stage_date) in enumerate(
            (("construction", project.construction), ("exit", project.exit))
        )
        if stage_date.exists
    ]
    if any(day < entered for day, _, _ in ways):
        return None
    if not ways:
        return Stay(entered, None, None)
    left, _, left_by = min(ways)
    return Stay(entered, left, left_by)


@dataclass(frozen=True)
class Member:
    """A project in the denominator, or only in a flow, of its unit."""

    project: ProjectMonth
    in_denominator: bool
    in_numerator: bool
    is_moved_not_started: bool
    flows: frozenset[str]


def year_to_date_member(project: ProjectMonth, *, month: date) -> Member | None:
    """Of the official basis; None where it never was in the reserve."""
    in_reserve = stay(project)
    if in_reserve is None:
        return None
    new_year = date(month.year, 1, 1)
    in_denominator = in_reserve.left is None or in_reserve.left >= new_year
    moved = (
        in_denominator
        and project.library in {"construction", "production"}
        and project.construction.on is not None
        and project.construction.on >= new_year
    )
    return Member(
        project=project,
        in_denominator=in_denominator,
        in_numerator=moved and project.is_started,
        is_moved_not_started=moved and not project.is_started,
        flows=frozenset(_flows(in_reserve, month=month)),
    )


def _flows(in_reserve: Stay, *, month: date) -> Iterable[str]:
    entered_before = in_reserve.entered < month
    left_before = in_reserve.left is not None and in_reserve.left < month
    if entered_before and not left_before:
        yield "opening_count"
    if not entered_before:
        yield "entered_count"
    if in_reserve.left is None:
        yield "closing_count"
    elif not left_before:
        yield "moved_count" if in_reserve.left_by == "construction" else "exited_count"


def cohort_member(project: ProjectMonth, *, month: date, length: int) -> Member | None:
    """Entered in the `length` months that end `length` months before; converted within as many months."""
    in_reserve = stay(project)
    if in_reserve is None or project.reserve.on is None:
        return None
    entered = project.reserve.on
    if not months.shift(month, 1 - 2 * length) <= entered <= months.last_day(months.shift(month, -length)):
        return None
    moved_on = project.construction.on
    converted = (
        project.is_started
        and project.library in {"construction", "production"}
        and moved_on is not None
        and moved_on <= months.shift_day(entered, length)
    )
    return Member(
        project, in_denominator=True, in_numerator=converted, is_moved_not_started=False, flows=frozenset()
    )


FLOWS = ("opening_count", "entered_count", "moved_count", "exited_count", "closing_count")
# How the member view names what a project is counted in.
MEMBER_FLOWS = {
    "opening": "opening_count",
    "entered": "entered_count",
    "moved_in_month": "moved_count",
    "exited_in_month": "exited_count",
    "closing": "closing_count",
}
FIGURES = (
    "reserve_count",
    "converted_count",
    "moved_not_started_count",
    "conversion_rate",
    "reserve_investment_wan",
    "converted_investment_wan",
    "conversion_rate_by_investment",
    "target_rate",
    "is_target_met",
    "shortfall_count",
    "due_count",
    "is_on_pace",
    *FLOWS,
)


def rpt_conversion(shown: Shown, *, known: Register, rules: Rules) -> tuple[list[Row], list[Row]]:
    """The report's rows and its member rows, over every month of `shown`."""
    rows: list[Row] = []
    member_rows: list[Row] = []
    latest: dict[str, ProjectMonth] = {}
    ranks_before: dict[tuple[str, str], tuple[date, dict[str, int]]] = {}
    for month in sorted(shown):
        latest |= shown[month]
        for basis, members in _bases(shown[month], latest=latest, month=month, known=known, rules=rules):
            for rate in rules.rates("conversion", month):
                inside = [m for m in members if rate.takes(m.project.held.values)]
                made, of_month = _scope_rows(
                    inside, rate=rate, basis=basis, month=month, known=known, rules=rules
                )
                before = ranks_before.get((rate.scope, basis))
                is_next = before is not None and before[0] == months.shift(month, -1)
                for row in made:
                    row["rank_change"] = rank_change(
                        row["locality_code"], now=of_month, before=before[1] if before and is_next else None
                    )
                ranks_before[rate.scope, basis] = (month, of_month)
                rows += made
                member_rows += _member_rows(inside, rate=rate, basis=basis, month=month, rules=rules)
    return rows, member_rows


def _bases(
    of_month: dict[str, ProjectMonth],
    *,
    latest: dict[str, ProjectMonth],
    month: date,
    known: Register,
    rules: Rules,
) -> Iterable[tuple[str, list[Member]]]:
    ytd = (year_to_date_member(project, month=month) for project in of_month.values())
    yield YEAR_TO_DATE, [member for member in ytd if member]
    length = int(rules.threshold("cohort_months") or 12)
    if months.shift(month, -length) >= rules.first_month:
        cohort = (
            cohort_member(project, month=month, length=length)
            for project in latest.values()
            if known.has_reported(project.unit, month)
        )
        yield COHORT, [member for member in cohort if member]


def _scope_rows(
    members: list[Member], *, rate: Rate, basis: str, month: date, known: Register, rules: Rules
) -> tuple[list[Row], dict[str, int]]:
    """One row per area, and the overall ranks of the units."""
    rows: list[Row] = []
    rate_of_unit: dict[str, Fraction | None] = {}
    for area in rules.areas:
        inside = [member for member in members if member.project.unit in area.units]
        row: Row = {"report_month": month, "locality_code": area.code, "scope": rate.scope, "basis": basis}
        row |= reporting(area, month=month, known=known)
        if row["is_reported"]:
            row |= _figures(inside, rate=rate, basis=basis, month=month, is_bound=rate.binds(area.code))
            if area.kind == "unit":
                rate_of_unit[area.code] = ratio(row["converted_count"], row["reserve_count"])
        else:
            row |= dict.fromkeys(FIGURES)
        rows.append(row)
    overall, in_tier = ranks(rate_of_unit, rules), ranks_in_tiers(rate_of_unit, rules)
    for row in rows:
        row["rank"] = overall.get(row["locality_code"])
        row["rank_in_tier"] = in_tier.get(row["locality_code"])
    return rows, overall


def _figures(members: list[Member], *, rate: Rate, basis: str, month: date, is_bound: bool) -> Row:
    reserve = [member.project for member in members if member.in_denominator]
    converted = [member.project for member in members if member.in_numerator]
    reserve_wan = total(project.total for project in reserve)
    converted_wan = total(project.total for project in converted)
    is_official = basis == YEAR_TO_DATE
    row: Row = {
        "reserve_count": len(reserve),
        "converted_count": len(converted),
        "moved_not_started_count": sum(m.is_moved_not_started for m in members) if is_official else None,
        "conversion_rate": as_float(ratio(len(converted), len(reserve))),
        "reserve_investment_wan": reserve_wan,
        "converted_investment_wan": converted_wan,
        "conversion_rate_by_investment": as_float(ratio(converted_wan, reserve_wan)),
        **{flow: sum(flow in m.flows for m in members) if is_official else None for flow in FLOWS},
    }
    targets = _targets(len(reserve), len(converted), target=rate.target, month=month) if is_bound else {}
    for name in ("target_rate", "is_target_met", "shortfall_count", "due_count", "is_on_pace"):
        is_of_basis = is_official or name not in {"due_count", "is_on_pace"}
        row[name] = targets.get(name) if is_of_basis else None
    return row


def _targets(reserve: int, converted: int, *, target: Decimal, month: date) -> dict[str, Any]:
    needed = Fraction(target) * reserve
    due = ceiling(needed * month.month / 12)
    return {
        "target_rate": target,
        "is_target_met": converted >= needed if reserve else None,
        "shortfall_count": max(0, ceiling(needed) - converted),
        "due_count": due,
        "is_on_pace": converted >= due,
    }


def _member_rows(members: list[Member], *, rate: Rate, basis: str, month: date, rules: Rules) -> list[Row]:
    """Every project of a denominator, under its unit, its tier and the city."""
    areas_of = _areas_of_units(rules.areas)
    return [
        {
            "report_month": month,
            "locality_code": code,
            "scope": rate.scope,
            "basis": basis,
            "project_id": member.project.project_id,
            "in_denominator": member.in_denominator,
            "in_numerator": member.in_numerator,
            "total_investment_wan": member.project.total,
            "row_month": member.project.month,
            "submission_id": member.project.held.source.submission.submission_id,
            "sheet": member.project.held.source.row.sheet,
            "row_number": member.project.held.source.row.row_number,
            "is_moved_not_started": member.is_moved_not_started if basis == YEAR_TO_DATE else None,
            **{
                f"is_{name}": flow in member.flows if basis == YEAR_TO_DATE else None
                for name, flow in MEMBER_FLOWS.items()
            },
        }
        for member in members
        if member.in_denominator
        for code in areas_of.get(member.project.unit, ())
    ]


def _areas_of_units(areas: list[Area]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for area in areas:
        for unit in area.units:
            result.setdefault(unit, []).append(area.code)
    return result
