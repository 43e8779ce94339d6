"""How a value is written for a person: money, rates, counts, months, ranks, and what is missing.

Belongs here: rounding (once, half up, here alone) and the words for an absent value.
Does not belong here: what a figure is; a value comes from a mart and is only written down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date

from dashboards.texts import _, language
from ingestion.settings import Language

Number = int | float | Decimal

WAN_PER_YI = 10_000


@dataclass(frozen=True)
class _Unit:
    """A unit of money as a language counts it: how many 万元 it is, with how many places it is written."""

    wan: int
    places: int
    text: Callable[[], str]


_UNITS: dict[Language, tuple[_Unit, ...]] = {
    "zh": (
        _Unit(WAN_PER_YI, 2, lambda: _("{amount} 亿元")),
        _Unit(1, 0, lambda: _("{amount} 万元")),
    ),
    "en": (
        _Unit(10 * WAN_PER_YI, 2, lambda: _("{amount} 十亿元")),
        _Unit(WAN_PER_YI // 100, 1, lambda: _("{amount} 百万元")),
    ),
}


def not_reported() -> str:
    """A unit that said nothing of the month: never shown as 0."""
    return _("未报送")


def not_comparable() -> str:
    """A comparison whose other side is missing or not the same."""
    return _("不可比")


def undefined() -> str:
    """A figure that does not exist: nothing to divide by, no target that binds."""
    return _("—")


def rounded(value: Number, places: int) -> Decimal:
    """Half up, from the shortest decimal that the value stands for."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def count(value: int | None, *, missing: str | None = None) -> str:
    """1353 → 1,353."""
    return _missing(missing) if value is None else f"{value:,}"


def percent(rate: Number | None, *, places: int = 1, missing: str | None = None) -> str:
    """0.3185 → 31.9%."""
    if rate is None:
        return _missing(missing)
    return f"{rounded(Decimal(str(rate)) * 100, places):,}%"


def growth(rate: Number | None, *, places: int = 1, missing: str | None = None) -> str:
    """0.1 → +10.0%: a rate of change, its direction by sign."""
    if rate is None:
        return _missing(missing)
    return f"{_signed(rounded(Decimal(str(rate)) * 100, places))}%"


def points(value: Number | None, *, places: int = 1, missing: str | None = None) -> str:
    """-10 → −10.0 个百分点: a difference of two rates."""
    if value is None:
        return _missing(missing)
    number = rounded(value, places)
    return _("{points} 个百分点").format(points=_signed(number))


def signed(value: Number, write: Callable[[Any], str]) -> str:
    """A difference as `write` writes amounts of its kind, its direction by sign: +12,000 万元."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + write(abs(value))


def money(wan: Number | None, *, missing: str | None = None) -> str:
    """As a person says it: 亿元 from one 亿 on, 万元 below; in English by the million and the billion."""
    if wan is None:
        return _missing(missing)
    units = _UNITS[language()]
    unit = next((unit for unit in units if abs(Decimal(str(wan))) >= unit.wan), units[-1])
    amount = rounded(Decimal(str(wan)) / unit.wan, unit.places)
    return unit.text().format(amount=f"{amount:,}")


def yi(wan: Number) -> Decimal:
    """万元 as 亿元."""
    return Decimal(str(wan)) / WAN_PER_YI


def month(value: date) -> str:
    """2020年12月, Dec 2020."""
    return format_date(value, _("y年M月"), locale=language())


def month_in_year(value: date) -> str:
    """12月, Dec: where the year stands beside it."""
    return format_date(value, _("M月"), locale=language())


def month_code(value: date) -> str:
    """2020-12: as it stands in links."""
    return f"{value:%Y-%m}"


def day(value: date | None, *, missing: str | None = None) -> str:
    """2020-12-05."""
    return _missing(missing) if value is None else f"{value:%Y-%m-%d}"


def minute(value: datetime | None, *, missing: str | None = None) -> str:
    """2020-12-05 18:00, in the zone the value carries."""
    return _missing(missing) if value is None else f"{value:%Y-%m-%d %H:%M}"


def rank_change(places: int | None, *, rank: int | None) -> str:
    """▲2 risen, ▼1 fallen; where there is a rank and no change, the ranked were not the same."""
    if rank is None:
        return undefined()
    if places is None:
        return not_comparable()
    if places == 0:
        return _("持平")
    return f"▲{places}" if places > 0 else f"▼{-places}"


def _signed(number: Decimal) -> str:
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):,}"


def _missing(word: str | None) -> str:
    return undefined() if word is None else word
