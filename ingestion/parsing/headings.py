"""Which field a heading means.

Belongs here: the form in which headings are compared, units inside them, {year} and {month}.
Does not belong here: where the heading row is (`layout`), and what a column's cells say about its meaning (`ledger`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingestion.contract import CellType, Content, Field, load_workbook_contract

# Powers of ten of 万元, by the words for units of money.
MONEY_UNITS: Mapping[str, int] = {
    "亿元": 4,
    "亿": 4,
    "千万元": 3,
    "百万元": 2,
    "万元": 0,
    "万": 0,
    "千元": -1,
    "元": -4,
}
_NOISE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff*☆★※]+")
_DASHES = re.compile("[—–―−‐‑~至到]+|-{2,}")
_UNIT = "亿元|亿|千万元|百万元|万元|万|千元|元"
_BRACKETED_UNIT = re.compile(rf"\((?:金额)?(?:单位:)?({_UNIT}|%|亩)\)")
_TRAILING_UNIT = re.compile(rf"[:/,、]?({_UNIT}|%)$")
_MEASURED = (CellType.MONEY, CellType.PERCENT, CellType.DECIMAL)


@dataclass(frozen=True)
class Match:
    """What a heading means: a field, how much its wording is preferred (0 the official one), and its own unit."""

    field: Field
    rank: int
    unit: str | None = None


def heading_key(text: str) -> str:
    """The form in which headings are compared: NFKC, no blanks or marks, one kind of bracket and of dash."""
    key = _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    key = key.translate(str.maketrans("[]【】〔〕{}", "()()()()"))
    return _DASHES.sub("-", key).rstrip(":")


def match_heading(text: str, *, content: Content, month: date) -> Match | None:
    """The field a heading means in a report of that month, or None."""
    known = _known(content, month.year, month.month)
    key = heading_key(text)
    if key in known:
        return known[key]
    for pattern in (_BRACKETED_UNIT, _TRAILING_UNIT):
        unit = pattern.search(key)
        rest = key[: unit.start()] + key[unit.end() :] if unit else ""
        if unit and rest in known and _takes(known[rest].field, unit[1]):
            return Match(known[rest].field, known[rest].rank, unit[1])
    return None


def match_other_period(text: str, *, content: Content) -> Field | None:
    """The field whose heading this would be in a report of another month, or None."""
    key = _BRACKETED_UNIT.sub("", heading_key(text))
    return next((field for pattern, field in _of_any_period(content) if pattern.fullmatch(key)), None)


def _takes(field: Field, unit: str) -> bool:
    if field.type not in _MEASURED:
        return False
    if unit == "%":
        return field.type is CellType.PERCENT
    return field.type is CellType.MONEY if unit in MONEY_UNITS else field.unit == unit


@cache
def _known(content: Content, year: int, month: int) -> dict[str, Match]:
    known: dict[str, Match] = {}
    for field in load_workbook_contract().by_content[content].fields:
        for rank, heading in enumerate(field.headings):
            for written in {str(month), f"{month:02d}"}:
                key = heading_key(heading.replace("{year}", str(year)).replace("{month}", written))
                known.setdefault(key, Match(field, rank))
    return known


@cache
def _of_any_period(content: Content) -> tuple[tuple[re.Pattern[str], Field], ...]:
    return tuple(
        (_any_period(heading), field)
        for field in load_workbook_contract().by_content[content].fields
        for heading in field.headings
        if "{" in heading
    )


def _any_period(heading: str) -> re.Pattern[str]:
    # The braces would be taken for brackets.
    marked = heading_key(heading.replace("{year}", "\x01").replace("{month}", "\x02"))
    return re.compile(re.escape(marked).replace("\x01", r"\d{4}").replace("\x02", r"\d{1,2}"))
