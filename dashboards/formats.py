"""How a value is written for a person: money, rates, counts, months, ranks, and what is missing.

Belongs here: rounding (once, half up, here alone) and the words for an absent value.
Does not belong here: what a figure is; a value comes from a mart and is only written down.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from dashboards.texts import _

Number = int | float | Decimal

_WAN_PER_YI = 10_000


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


def money(wan: Number | None, *, missing: str | None = None) -> str:
    """As a person says it: 亿元 from one 亿 on, 万元 below."""
    if wan is None:
        return _missing(missing)
    if abs(Decimal(str(wan))) >= _WAN_PER_YI:
        return _("{amount} 亿元").format(amount=f"{rounded(yi(wan), 2):,}")
    return _("{amount} 万元").format(amount=f"{rounded(wan, 0):,}")


def yi(wan: Number) -> Decimal:
    """万元 as 亿元."""
    return Decimal(str(wan)) / _WAN_PER_YI


def month(value: date) -> str:
    """2020年12月."""
    return _("{year}年{month}月").format(year=value.year, month=value.month)


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
