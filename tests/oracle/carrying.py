"""Rulebook 2, reading R10: what a unit no longer reports keeps its last row, and for how long."""

from __future__ import annotations

from datetime import date

from tests.oracle.portfolio import Effective, Held, Portfolio, lapsed
from tests.oracle.stages import library_dates
from tests.oracle.submissions import Register


def held_by_month(
    portfolio: Portfolio, *, known: Register, report_months: list[date]
) -> dict[date, list[Held]]:
    """Counted rows and carried ones of every month (reading R10)."""
    result: dict[date, list[Held]] = {}
    last: dict[str, Effective] = {}
    for month in report_months:
        counted = portfolio.counted.get(month, {})
        held = [_held(row, month=month) for row in counted.values()]
        for project_id, row in last.items():
            missing = project_id not in counted and known.has_reported(row.unit, month)
            if missing and _is_still_carried(row, month=month, portfolio=portfolio, known=known):
                held.append(_held(row, month=month))
        result[month] = held
        last.update(counted)
    return result


def _held(row: Effective, *, month: date) -> Held:
    is_carried = month != row.month
    values = row.values
    if is_carried:
        values = {**values, "month_investment_wan": None}
        if month.year != row.month.year:
            values |= lapsed()
    return Held(
        month=month,
        reported_month=row.month,
        unit=row.unit,
        project_id=row.project_id,
        is_code=row.is_code,
        source=row.source,
        values=values,
        is_carried=is_carried,
    )


def _is_still_carried(row: Effective, *, month: date, portfolio: Portfolio, known: Register) -> bool:
    """An exited project to the end of the year of its exit, one in production to the end of its last year."""
    library = row.values["library"]
    if library == "production":
        return month.year == row.month.year
    if library == "exited":
        dates = library_dates(
            row.values, project_id=row.project_id, month=month, portfolio=portfolio, known=known
        )
        exit_on = dates["exit"].on
        return exit_on is not None and exit_on.year == month.year
    return True
