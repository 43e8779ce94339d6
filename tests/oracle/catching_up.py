"""Rulebook 13: `rpt_catch_up`, the gap to last year and the pace it takes to close it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import floor

from tests.oracle import months
from tests.oracle.areas import area_rows, total
from tests.oracle.investment import previous_year
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules, Window
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
WAN = Decimal("0.0001")


def rpt_catch_up(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    """Projects exited at a month are not of that month, as in rulebook 10; the window is nobody's figure (R46)."""
    of = {month: [p for p in projects.values() if not p.is_exited] for month, projects in shown.items()}
    rows: list[Row] = []
    for month in shown:
        window = window_of(month, rules)
        figures = partial(_figures, window=window, of=of, month=month, known=known, rules=rules)
        made = area_rows(rules, month=month, known=known, figures=figures)
        rows += [row | {"window_code": window.code if window else None} for row in made]
    return rows


def window_of(month: date, rules: Rules) -> Window | None:
    """The window that contains the month's last day."""
    end = months.last_day(month)
    return next((one for one in rules.windows if one.starts_on <= end <= one.ends_on), None)


def _figures(
    area: Area,
    *,
    window: Window | None,
    of: dict[date, list[ProjectMonth]],
    month: date,
    known: Register,
    rules: Rules,
) -> Row:
    inside = [project for project in of[month] if project.unit in area.units]
    end = months.last_day(month)
    ytd = total(project.amount("ytd_investment_wan") for project in inside)
    last_year = previous_year(area, of=of, month=month, known=known, rules=rules)
    target = _target(area, window, of=of, month=month, known=known, rules=rules) if window else None
    needed = _pace_needed(window, end=end, target=target, ytd=ytd) if window else None
    invested = total(project.month_investment for project in inside)
    pace = None if invested is None else Fraction(invested) / end.day
    return {
        "ytd_investment_wan": ytd,
        "previous_year_ytd_investment_wan": last_year,
        "gap_wan": None if ytd is None or last_year is None else last_year - ytd,
        "target_wan": target,
        "daily_pace_needed_wan": money(needed),
        "daily_pace_last_month_wan": money(pace),
        "is_on_pace": None if needed is None or pace is None else pace >= needed,
    }


def _target(
    area: Area,
    window: Window,
    *,
    of: dict[date, list[ProjectMonth]],
    month: date,
    known: Register,
    rules: Rules,
) -> Decimal | None:
    """Last year's year-to-date at the window's last month, over the units that reported this month."""
    last = months.first_day(window.ends_on)
    return previous_year(area, of=of, month=month, known=known, rules=rules, at=last)


def _pace_needed(
    window: Window, *, end: date, target: Decimal | None, ytd: Decimal | None
) -> Fraction | None:
    days = (window.ends_on - end).days
    if target is None or ytd is None or days == 0:
        return None
    return max(Fraction(0), Fraction(target - ytd) / days)


def money(amount: Fraction | None) -> Decimal | None:
    """To the four places money has, half up."""
    if amount is None:
        return None
    units = abs(amount) / Fraction(WAN) + Fraction(1, 2)
    return WAN * floor(units) * (1 if amount >= 0 else -1)
