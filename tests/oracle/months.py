"""Month arithmetic of the oracle: a month is the date of its first day. No rule of the rulebook is here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date


def first_day(day: date) -> date:
    return day.replace(day=1)


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def index(month: date) -> int:
    """Months since year 0: the difference of two is the number of months between them."""
    return month.year * 12 + month.month - 1


def shift(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    year, zero_based = divmod(index(month) + months, 12)
    return date(year, zero_based + 1, 1)


def shift_day(day: date, months: int) -> date:
    """The same day so many months later, clamped: 29 Feb + 12 months = 28 Feb."""
    month = shift(day, months)
    return month.replace(day=min(day.day, last_day(month).day))


def span(first: date, last: date) -> Iterator[date]:
    for step in range(index(last) - index(first) + 1):
        yield shift(first, step)


def parse(text: str) -> date:
    """`2020-06` or `2020-06-01`."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1], 1)
