"""`rpt_outlook`: where a year may end, by what could still be added (reading R72).

In floating point throughout, as the rates themselves are published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from tests.oracle import months
from tests.oracle.conversion import YEAR_TO_DATE
from tests.oracle.investment import money_and_plan
from tests.oracle.model import Row
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth

COVERAGE = ("is_reported", "reported_unit_count", "unit_count")
DECEMBER = 12


@dataclass(frozen=True)
class Standing:
    """A measure of a locality in a month: its amount and what makes it a rate; and what later years learn from it.

    They take `past` as a part of the same at the year's end (`december`); `scale` is what such a part is this year.
    """

    row: Row
    amount: float | None
    year_base: float | None
    past: float | None
    december: float | None
    scale: float | None


Series = dict[tuple[str, date], Standing]
Shown = Mapping[date, Mapping[str, ProjectMonth]]
# Locality and month -> invested this year by the projects with a plan, and their plans.
Plans = dict[tuple[str, date], tuple[float | None, float]]


def rpt_outlook(*, conversion: list[Row], investment: list[Row], projects: Shown, rules: Rules) -> list[Row]:
    return [
        {"measure": measure} | _row(standing, series, rules)
        for measure, series in _measures(conversion, investment, _plans(projects, rules)).items()
        for standing in series.values()
    ]


def scenario_rows(
    *,
    conversion: list[Row],
    investment: list[Row],
    projects: Shown,
    rules: Rules,
    of_months: Collection[date],
) -> Iterator[Row]:
    """Every scenario by its place, the least first, and whether the interval ends with it."""
    for measure, series in _measures(conversion, investment, _plans(projects, rules)).items():
        for standing in series.values():
            month = standing.row["report_month"]
            if month not in of_months or month.month == DECEMBER:
                continue
            changes = sorted(_scenarios(standing, series, rules))
            outer = _outer_place(len(changes), rules)
            for place, change in enumerate(changes, start=1):
                yield {
                    "report_month": month,
                    "locality_code": standing.row["locality_code"],
                    "measure": measure,
                    "place": place,
                    "change": change,
                    "is_low": None if outer is None else place == outer,
                    "is_high": None if outer is None else place == len(changes) + 1 - outer,
                }


def _plans(projects: Shown, rules: Rules) -> Plans:
    """What projects with a plan have invested this year, and their plans; blank where there is none."""
    plans: Plans = {}
    for month, of_month in projects.items():
        there = [project for project in of_month.values() if not project.is_exited]
        for area in rules.areas:
            invested, planned = money_and_plan(project for project in there if project.unit in area.units)
            if planned:
                plans[area.code, month] = (None if invested is None else float(invested), float(planned))
    return plans


def _measures(conversion: list[Row], investment: list[Row], plans: Plans) -> dict[str, Series]:
    of_scope = [row for row in conversion if row["basis"] == YEAR_TO_DATE and row["scope"] == "all"]
    return {
        "conversion": {
            _key(row): Standing(row, row["conversion_rate"], 1.0, row["conversion_rate"], 1.0, 1.0)
            for row in of_scope
        },
        "plan_completion": _completing(investment, plans),
        "catch_up": _catching_up(investment),
    }


def _key(row: Row) -> tuple[str, date]:
    return row["locality_code"], row["report_month"]


def _completing(investment: list[Row], plans: Plans) -> Series:
    """The plan is known: earlier years tell how much money is still to come."""
    by_key = {_key(row): row for row in investment}
    invested = {key: plans[key][0] for key, row in by_key.items() if row["is_reported"] and key in plans}
    series: Series = {}
    for (code, month), row in by_key.items():
        last = _positive(invested.get((code, date(month.year - 1, DECEMBER, 1))))
        own = _positive(invested.get((code, date(month.year, DECEMBER, 1))))
        is_known = row["is_reported"] and (code, month) in plans and _are_whole(by_key, code, month)
        scale = last / plans[code, month][1] if is_known and last is not None else None
        series[code, month] = Standing(
            row, row["plan_completion_rate"], 1.0, invested.get((code, month)), own, scale
        )
    return series


def _catching_up(investment: list[Row]) -> Series:
    """Year-to-date, beside last December's where every unit reported both, and beside its own December."""
    by_key = {_key(row): row for row in investment}
    series: Series = {}
    for (code, month), row in by_key.items():
        last = by_key.get((code, date(month.year - 1, DECEMBER, 1)))
        own = by_key.get((code, date(month.year, DECEMBER, 1)))
        base = _positive(_money(last)) if _are_whole(by_key, code, month) else None
        series[code, month] = Standing(row, _money(row), base, _money(row), _positive(_money(own)), 1.0)
    return series


def _are_whole(by_key: dict[tuple[str, date], Row], code: str, month: date) -> bool:
    """Whether every unit reported, this month and last December."""
    last = by_key.get((code, date(month.year - 1, DECEMBER, 1)))
    return last is not None and _is_whole(last) and _is_whole(by_key[code, month])


def _is_whole(row: Row) -> bool:
    return bool(row["reported_unit_count"] == row["unit_count"])


def _money(row: Row | None) -> float | None:
    amount = row["ytd_investment_wan"] if row else None
    return None if amount is None else float(amount)


def _positive(amount: float | None) -> float | None:
    return amount if amount is not None and amount > 0 else None


def _row(standing: Standing, series: Series, rules: Rules) -> Row:
    month = standing.row["report_month"]
    so_far = _over(standing.amount, standing.year_base)
    scenarios = [] if month.month == DECEMBER else sorted(_scenarios(standing, series, rules))
    spread = (0.0, 0.0, 0.0) if month.month == DECEMBER else _spread(scenarios, rules)
    row: Row = {name: standing.row[name] for name in ("report_month", "locality_code", *COVERAGE)}
    row |= {"so_far": so_far, "scenario_count": len(scenarios), "method": "ordered_scenarios"}
    if so_far is None:
        row["method"] = "no_figure"
    elif month.month == DECEMBER:
        row["method"] = "known"
    elif spread is None:
        row["method"] = "little_history"
    for place, name in enumerate(("low", "year_end", "high")):
        row[name] = None if so_far is None or spread is None else max(so_far + spread[place], 0.0)
    return row


def _over(amount: float | None, base: float | None) -> float | None:
    return None if amount is None or base is None else amount / base


def _scenarios(standing: Standing, series: Series, rules: Rules) -> list[float]:
    """What units added from this month of earlier years on, and each recent month repeated to December."""
    month, code = standing.row["report_month"], standing.row["locality_code"]
    found: list[float] = []
    for (other, since), before in series.items():
        if since.month != month.month or since >= month or other not in {unit.code for unit in rules.units}:
            continue
        december = series.get((other, date(since.year, DECEMBER, 1)))
        part = _over(_less(december.past if december else None, before.past), before.december)
        found += [] if part is None or standing.scale is None else [standing.scale * part]
    for back in range(int(rules.threshold("outlook_recent_months") or 0)):
        change = _over(_added(series, code=code, month=months.shift(month, -back)), standing.year_base)
        found += [] if change is None else [(DECEMBER - month.month) * change]
    return found


def _added(series: Series, *, code: str, month: date) -> float | None:
    """In a month; a year begins at 0."""
    here = series.get((code, month))
    before = series.get((code, months.shift(month, -1)))
    start = 0.0 if month.month == 1 else before.amount if before else None
    return _less(here.amount if here else None, start)


def _less(amount: float | None, other: float | None) -> float | None:
    return None if amount is None or other is None else amount - other


def _spread(scenarios: list[float], rules: Rules) -> tuple[float, float, float] | None:
    """Low, middle and high; None where there are too few to give an interval of the pack's share."""
    count = len(scenarios)
    outer = _outer_place(count, rules)
    if outer is None:
        return None
    middle = (scenarios[(count - 1) // 2] + scenarios[count // 2]) / 2
    return scenarios[outer - 1], middle, scenarios[count - outer]


def _outer_place(count: int, rules: Rules) -> int | None:
    """How many scenarios lie beyond either end of the interval, the end's own one with them."""
    least, share = rules.threshold("outlook_least_count"), rules.threshold("outlook_interval_share")
    if least is None or share is None or not count or count < least:
        return None
    outer = floor((count + 1) * (1 - Fraction(share)) / 2)
    return outer if outer >= 1 else None
