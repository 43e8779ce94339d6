"""Rulebook 20: the yearly score of each county and department, and who is last (reading R48)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.annexes import Annexes, without_blanks
from tests.oracle.areas import as_float, ranks, ratio, total
from tests.oracle.conversion import year_to_date_member
from tests.oracle.model import Row
from tests.oracle.reserve import is_in_reserve, is_ready, owners
from tests.oracle.rules import Rules, number
from tests.oracle.stages import ProjectMonth

Shown = dict[date, dict[str, ProjectMonth]]
COUNTY, DEPARTMENT = "county", "department"
# Unit, then indicator -> its figure.
Figures = dict[str, dict[str, Fraction | None]]

# Which row of a table is a county's own.
WHICH: Mapping[str, Row] = {
    "rpt_conversion": {"scope": "all", "basis": "year_to_date"},
    "rpt_readiness": {"scope": "all"},
    "rpt_list_rank": {"list_code": "all"},
}


@dataclass(frozen=True)
class Indicator:
    name: str
    table: str
    column: str
    weight: Fraction
    is_higher_better: bool


def rpt_assessment(
    shown: Shown, *, annexes: Annexes, rules: Rules, marts: Mapping[str, list[Row]]
) -> list[Row]:
    """A row for each year, group and unit, by the figures of the year's latest published month."""
    latest = {month.year: month for month in sorted(shown)}
    rows: list[Row] = []
    last_before: set[tuple[str, str]] = set()
    for year, month in sorted(latest.items()):
        last: set[tuple[str, str]] = set()
        for group in (COUNTY, DEPARTMENT):
            indicators = _indicators(group, rules)
            if not indicators:
                continue
            figures = _figures(group, shown=shown, month=month, annexes=annexes, rules=rules, marts=marts)
            made = _group_rows(figures, indicators, is_provisional=month.month < 12, rules=rules)
            for row in made:
                is_last = row["is_last"]
                again = is_last and (group, row["unit"]) in last_before
                last |= {(group, row["unit"])} if is_last else set()
                row |= {
                    "year": year,
                    "assessment_group": group,
                    "report_month": month,
                    "is_last_two_years": again,
                    "note": _note(rules, is_last=is_last, again=again),
                }
            rows += made
        # A year that nobody reported lies between two that do not follow each other.
        last_before = last if year + 1 in latest else set()
    return rows


def indicator_rows(
    shown: Shown, *, annexes: Annexes, rules: Rules, marts: Mapping[str, list[Row]]
) -> Iterator[Row]:
    """What each score is made of: the figure of each indicator, its points and its weight."""
    for year, month in {month.year: month for month in sorted(shown)}.items():
        for group in (COUNTY, DEPARTMENT):
            figures = _figures(group, shown=shown, month=month, annexes=annexes, rules=rules, marts=marts)
            for indicator in _indicators(group, rules):
                of_all = {unit: of_unit[indicator.name] for unit, of_unit in figures.items()}
                for unit, points in _points(of_all, indicator, rules).items():
                    yield {
                        "year": year,
                        "assessment_group": group,
                        "unit": unit,
                        "indicator": indicator.name,
                        "report_month": month,
                        "weight": float(indicator.weight),
                        "figure": as_float(of_all[unit]),
                        "points": as_float(points),
                    }


def _figures(
    group: str,
    *,
    shown: Shown,
    month: date,
    annexes: Annexes,
    rules: Rules,
    marts: Mapping[str, list[Row]],
) -> Figures:
    indicators = _indicators(group, rules)
    if group == COUNTY:
        return _of_counties(indicators, month=month, rules=rules, marts=marts)
    return _of_departments(indicators, projects=list(shown[month].values()), annexes=annexes, rules=rules)


def _note(rules: Rules, *, is_last: bool, again: bool) -> str | None:
    if not is_last:
        return None
    key = "assessment_last_two_years_note" if again else "assessment_last_note"
    return rules.settings.get(key) or None


def _indicators(group: str, rules: Rules) -> list[Indicator]:
    return [
        Indicator(
            name=row["indicator"],
            table=row["table_name"],
            column=row["column_name"],
            weight=Fraction(number(row["weight"]) or 0),
            is_higher_better=row["is_higher_better"] == "true",
        )
        for row in rules.table("assessment")
        if row["assessment_group"] == group
    ]


def _of_counties(
    indicators: list[Indicator], *, month: date, rules: Rules, marts: Mapping[str, list[Row]]
) -> Figures:
    """The units that the rule on the share of enterprises binds; a figure is that of the unit's own row."""
    bound = [rate for rate in rules.rates("enterprise_share", month) if rate.scope == "all"]
    units = [unit.code for unit in rules.units if all(rate.binds(unit.code) for rate in bound)]
    figures: Figures = {unit: {} for unit in units}
    for indicator in indicators:
        which = {"report_month": month} | WHICH.get(indicator.table, {})
        of_month = [
            row
            for row in marts.get(indicator.table, [])
            if all(row[name] == value for name, value in which.items())
        ]
        for unit in units:
            codes = (
                _quota_owners(unit, month=month, rules=rules) if indicator.table == "rpt_quota" else {unit}
            )
            own = [row[indicator.column] for row in of_month if row["locality_code"] in codes]
            figures[unit][indicator.name] = _mean(own)
    return figures


def _quota_owners(unit: str, *, month: date, rules: Rules) -> set[str]:
    """The unit, and its tier where that owns a quota."""
    return {
        area.code
        for quota_id in ("planning", "priority")
        for quota in rules.quotas(quota_id, month)
        for area in owners(quota, rules)
        if unit in area.units
    }


def _mean(values: list[float | int | None]) -> Fraction | None:
    """None where one of them is missing: what is not known is not left out in silence."""
    known = [Fraction(value) for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known and len(known) == len(values) else None


def _of_departments(
    indicators: list[Indicator], *, projects: list[ProjectMonth], annexes: Annexes, rules: Rules
) -> Figures:
    """By projects whose 责任单位 is the department's name or an alias, whoever reports them."""
    reserve = [project for project in projects if is_in_reserve(project)]
    remaining = [project for project in projects if not project.is_exited]
    measures: dict[tuple[str, str], Callable[[set[str | None]], Fraction | None]] = {
        ("rpt_conversion", "conversion_rate"): lambda names: _share(
            _of(reserve, names, "conversion", rules), _is_converted
        ),
        ("rpt_readiness", "readiness_rate"): lambda names: _share(
            _of(reserve, names, "readiness", rules), lambda project: is_ready(project, annexes)
        ),
        ("rpt_investment_rank", "plan_completion_rate"): lambda names: _plan_completion(
            [project for project in remaining if _is_theirs(project, names)]
        ),
    }
    figures: Figures = {}
    for row in rules.table("departments"):
        if row["assessment_group"] != DEPARTMENT:
            continue
        names = {without_blanks(name) for name in (row["department"], *row["aliases"].split("|")) if name}
        figures[row["department"]] = {
            one.name: measures[one.table, one.column](names) if (one.table, one.column) in measures else None
            for one in indicators
        }
    return figures


def _is_theirs(project: ProjectMonth, names: set[str | None]) -> bool:
    return without_blanks(project.value("responsible_unit")) in names


def _of(
    reserve: list[ProjectMonth], names: set[str | None], rule_id: str, rules: Rules
) -> list[ProjectMonth]:
    """The department's part of a report's scope `all`; none where the report has no such scope."""
    scope = [
        rate
        for rate in rules.rates(rule_id, reserve[0].month if reserve else rules.first_month)
        if rate.scope == "all"
    ]
    return [
        project
        for project in reserve
        for rate in scope
        if _is_theirs(project, names) and rate.takes(project.held.values)
    ]


def _is_converted(project: ProjectMonth) -> bool:
    member = year_to_date_member(project, month=project.month)
    return member is not None and member.in_numerator


def _share(projects: list[ProjectMonth], has: Callable[[ProjectMonth], bool]) -> Fraction | None:
    return ratio(sum(has(project) for project in projects), len(projects))


def _plan_completion(projects: list[ProjectMonth]) -> Fraction | None:
    planned = [project for project in projects if (project.amount("annual_plan_wan") or 0) > 0]
    return ratio(
        total(project.amount("ytd_investment_wan") for project in planned),
        total(project.amount("annual_plan_wan") for project in planned),
    )


def _group_rows(
    figures: Figures, indicators: list[Indicator], *, is_provisional: bool, rules: Rules
) -> list[Row]:
    points: Figures = {unit: {} for unit in figures}
    for indicator in indicators:
        of_all = {unit: of_unit[indicator.name] for unit, of_unit in figures.items()}
        for unit, value in _points(of_all, indicator, rules).items():
            points[unit][indicator.name] = value
    scores = {unit: _score(of_unit, indicators) for unit, of_unit in points.items()}
    place = ranks(scores, rules)
    is_settled = not is_provisional and len(set(place.values())) > 1
    missing = {
        unit: sorted(name for name, value in of_unit.items() if value is None)
        for unit, of_unit in points.items()
    }
    return [
        {
            "unit": unit,
            "is_provisional": is_provisional,
            "score": None if score is None else float(score),
            "rank": place.get(unit),
            "is_last": is_settled and place.get(unit) == max(place.values()),
            "missing_indicators": "|".join(missing[unit]) or None,
        }
        for unit, score in scores.items()
    ]


def _points(
    figures: dict[str, Fraction | None], indicator: Indicator, rules: Rules
) -> dict[str, Fraction | None]:
    """0 to 100: a rate between nothing and the cap; where less is better, between the worst and the best."""
    known = [figure for figure in figures.values() if figure is not None]

    def points(figure: Fraction | None) -> Fraction | None:
        if figure is None:
            return None
        if indicator.is_higher_better:
            cap = rules.threshold("assessment_rate_cap")
            kept = figure if cap is None else min(figure, Fraction(cap))
            return max(kept, Fraction(0)) * 100
        worst, best = max(known), min(known)
        return Fraction(100) if worst == best else (worst - figure) / (worst - best) * 100

    return {unit: points(figure) for unit, figure in figures.items()}


def _score(points: dict[str, Fraction | None], indicators: list[Indicator]) -> Fraction | None:
    """The weighted mean; one figure missing, and there is none."""
    weighted = Fraction(0)
    for indicator in indicators:
        value = points[indicator.name]
        if value is None:
            return None
        weighted += indicator.weight * value
    return ratio(weighted, sum(indicator.weight for indicator in indicators))
