"""What every table by locality shares: sums that know blank from nothing, exact ratios, ranks, who reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules
from tests.oracle.submissions import Register

Number = int | Decimal | Fraction


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Over nothing 0; blanks are skipped; over blanks alone null (rulebook 0)."""
    seen = list(amounts)
    known = [amount for amount in seen if amount is not None]
    return sum(known, Decimal(0)) if known or not seen else None


def ratio(numerator: Number | None, denominator: Number | None) -> Fraction | None:
    if numerator is None or denominator is None or denominator == 0:
        return None
    return Fraction(numerator) / Fraction(denominator)


def as_float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def ceiling(value: Fraction) -> int:
    return ceil(value)


def reporting(area: Area, *, month: date, known: Register) -> Row:
    """The three columns of every row by locality."""
    reported = known.reported_units(area, month)
    return {
        "is_reported": bool(reported),
        "reported_unit_count": len(reported),
        "unit_count": len(area.units),
    }


def area_rows(
    rules: Rules,
    *,
    month: date,
    known: Register,
    figures: Callable[[Area], Row],
    areas: list[Area] | None = None,
) -> list[Row]:
    """One row for each unit, tier and the city; nothing but null where nobody reported."""
    rows = []
    for area in rules.areas if areas is None else areas:
        row: Row = {"report_month": month, "locality_code": area.code}
        row |= reporting(area, month=month, known=known)
        said = figures(area)
        rows.append(row | (said if row["is_reported"] else dict.fromkeys(said)))
    return rows


def ranks(
    values: Mapping[str, Fraction | None], rules: Rules, *, is_descending: bool = True
) -> dict[str, int]:
    """Code -> rank of those that have a value: dense, or as the policy says competition (1, 1, 3)."""
    known = {code: value for code, value in values.items() if value is not None}
    counts = Counter(known.values())
    rank_of: dict[Fraction, int] = {}
    before = 0
    for place, value in enumerate(sorted(counts, reverse=is_descending), start=1):
        rank_of[value] = place if rules.is_dense else before + 1
        before += counts[value]
    return {code: rank_of[value] for code, value in known.items()}


def ranks_in_tiers(
    values: Mapping[str, Fraction | None], rules: Rules, *, is_descending: bool = True
) -> dict[str, int]:
    """Ranked anew among the units of each tier."""
    result: dict[str, int] = {}
    for tier in {unit.tier for unit in rules.units}:
        inside = {unit.code: values.get(unit.code) for unit in rules.units if unit.tier == tier}
        result |= ranks(inside, rules, is_descending=is_descending)
    return result


def rank_change(code: str, *, now: Mapping[str, int], before: Mapping[str, int] | None) -> int | None:
    """Positive: risen. Null where other localities were ranked the month before (reading R17)."""
    if before is None or code not in now or set(now) != set(before):
        return None
    return before[code] - now[code]
