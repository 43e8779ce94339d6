"""Report months: always the first day of the month.

Belongs here: pure arithmetic and reading of months.
Does not belong here: dates inside cells (`parsing`), cut-offs and windows (the policy pack).
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date

_MONTH_TEXT = re.compile(r"^\s*([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})\s*月?|([0-9]{2}))\s*$")


def first_day(day: date) -> date:
    """The month a day lies in."""
    return date(day.year, day.month, 1)


def last_day(day: date) -> date:
    """The last day of the month a day lies in."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, count: int) -> date:
    """The same day `count` months on; its last day where that month is shorter (29 Feb + 12 = 28 Feb)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + count, 12)
    month = month0 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def iter_months(first: date, last: date) -> Iterator[date]:
    """Every month from that of `first` to that of `last`, both included."""
    month, end = first_day(first), first_day(last)
    while month <= end:
        yield month
        month = add_months(month, 1)


def parse_month(text: str) -> date | None:
    """A month written 2020-07, 2020/7, 2020.7, 2020年7月 or 202007; null for anything else."""
    match = _MONTH_TEXT.match(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or match[3])
    return date(year, month, 1) if 1 <= month <= 12 and year >= 1 else None


def format_month(month: date) -> str:
    """2020-07."""
    return f"{month.year:04d}-{month.month:02d}"
