"""Rulebook 10: `rpt_investment_rank`; and of rulebook 9 what both share, the comparison with the month before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle import months
from tests.oracle.areas import as_float, rank_change, ranks, ratio, reporting, total
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]


@dataclass(frozen=True)
class Comparison:
    """The month and the one before: as they are, and over the units that reported both."""

    month_investment: Decimal | None
    previous: Decimal | None
    units: frozenset[str]
    comparable: Decimal | None
    comparable_previous: Decimal | None
    rate: Fraction | None

    def columns(self) -> Row:
        return {
            "month_investment_wan": self.month_investment,
            "previous_month_investment_wan": self.previous,
            "comparable_unit_count": len(self.units),
            "comparable_month_investment_wan": self.comparable,
            "comparable_previous_month_investment_wan": self.comparable_previous,
            "mom_rate": as_float(self.rate),
        }


def compare_months(
    area: Area,
    *,
    now: list[ProjectMonth],
    before: list[ProjectMonth],
    month: date,
    known: Register,
    rules: Rules,
) -> Comparison:
    earlier = months.shift(month, -1)
    units = frozenset(
        unit for unit in area.units if known.has_reported(unit, month) and known.has_reported(unit, earlier)
    )
    comparable = _invested(now, units) if units else None
    comparable_previous = _invested(before, units) if units else None
    return Comparison(
        month_investment=_invested(now, area.units),
        previous=_invested(before, area.units) if known.reported_units(area, earlier) else None,
        units=units,
        comparable=comparable,
        comparable_previous=comparable_previous,
        rate=growth(comparable, comparable_previous, month=month, rules=rules),
    )


def _invested(projects: list[ProjectMonth], units: tuple[str, ...] | frozenset[str]) -> Decimal | None:
    return total(project.month_investment for project in projects if project.unit in units)


def growth(now: Decimal | None, before: Decimal | None, *, month: date, rules: Rules) -> Fraction | None:
    """Month over month; null at or below the floor and in the months the pack excludes."""
    if now is None or before is None or before <= rules.mom_floor or rules.is_mom_excluded(month):
        return None
    return ratio(now - before, before)


FIGURES = (
    "month_investment_wan",
    "previous_month_investment_wan",
    "comparable_unit_count",
    "comparable_month_investment_wan",
    "comparable_previous_month_investment_wan",
    "mom_rate",
    "ytd_investment_wan",
    "previous_year_ytd_investment_wan",
    "yoy_rate",
    "plan_completion_rate",
    "no_plan_count",
    "ytd_missing_count",
    "new_start_count",
    "new_start_investment_wan",
)


def rpt_investment_rank(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    """Over every month of `shown`; projects exited at a month are not of that month."""
    of = {month: [p for p in projects.values() if not p.is_exited] for month, projects in shown.items()}
    rows: list[Row] = []
    ranks_before: dict[str, int] | None = None
    for month in sorted(shown):
        rate_of_unit: dict[str, Fraction | None] = {}
        made: list[Row] = []
        for area in rules.areas:
            row: Row = {"report_month": month, "locality_code": area.code}
            row |= reporting(area, month=month, known=known)
            row |= dict.fromkeys(FIGURES)
            made.append(row)
            if not row["is_reported"]:
                continue
            before = of.get(months.shift(month, -1), [])
            comparison = compare_months(
                area, now=of[month], before=before, month=month, known=known, rules=rules
            )
            inside = [project for project in of[month] if project.unit in area.units]
            last_year = previous_year(area, of=of, month=month, known=known, rules=rules)
            row |= comparison.columns() | _figures(inside, last_year=last_year)
            if area.kind == "unit":
                rate_of_unit[area.code] = comparison.rate
        of_month = ranks(rate_of_unit, rules)
        for row in made:
            row["mom_rank"] = of_month.get(row["locality_code"])
            row["mom_rank_change"] = rank_change(row["locality_code"], now=of_month, before=ranks_before)
        ranks_before = of_month
        rows += made
    return rows


def _figures(projects: list[ProjectMonth], *, last_year: Decimal | None) -> Row:
    ytd = total(project.amount("ytd_investment_wan") for project in projects)
    planned = money_and_plan(projects)
    under_way = [project for project in projects if project.is_started and not project.is_completed]
    new = [
        project
        for project in projects
        if project.started_on is not None and months.first_day(project.started_on) == project.month
    ]
    return {
        "ytd_investment_wan": ytd,
        "previous_year_ytd_investment_wan": last_year,
        "yoy_rate": as_float(
            ratio(ytd - last_year, last_year)
            if ytd is not None and last_year is not None and last_year > 0
            else None
        ),
        "plan_completion_rate": as_float(ratio(*planned)),
        "no_plan_count": sum(not _has_plan(project) for project in under_way),
        "ytd_missing_count": sum(project.amount("ytd_investment_wan") is None for project in under_way),
        "new_start_count": len(new),
        "new_start_investment_wan": total(project.total for project in new),
    }


def money_and_plan(projects: Iterable[ProjectMonth]) -> tuple[Decimal | None, Decimal | None]:
    """Of the projects that have a plan: what they have invested this year, and what they planned to."""
    planned = [project for project in projects if _has_plan(project)]
    return (
        total(project.amount("ytd_investment_wan") for project in planned),
        total(project.amount("annual_plan_wan") for project in planned),
    )


def _has_plan(project: ProjectMonth) -> bool:
    plan = project.amount("annual_plan_wan")
    return plan is not None and plan > 0


def previous_year(
    area: Area,
    *,
    of: dict[date, list[ProjectMonth]],
    month: date,
    known: Register,
    rules: Rules,
    at: date | None = None,
) -> Decimal | None:
    """Reading R26: each unit's own figure or baseline; a tier or the city adds up those that reported now.

    `at`: the year before of another month than the one that is reported.
    """
    then = months.shift(at or month, -12)

    def of_unit(unit: str) -> Decimal | None:
        if known.has_reported(unit, then):
            return total(p.amount("ytd_investment_wan") for p in of[then] if p.unit == unit)
        return rules.baseline.get((unit, then))

    figures = [of_unit(unit) for unit in known.reported_units(area, month)]
    if all(figure is not None for figure in figures):
        return total(figures)
    return rules.baseline.get((area.code, then)) if area.kind != "unit" else None
