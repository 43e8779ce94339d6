"""Which field a heading means.

Belongs here: the form in which headings are compared, units inside them, {year} and {month}.
Does not belong here: where the heading row is (`layout`), and what a column's cells say about its meaning (`ledger`).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
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
_OTHER_PERIOD = re.compile("上年|去年|前年|上月|上期|同期|明年|下年|次年|下月|下期")
# Amounts that are the same whatever month is reported.
_OF_NO_PERIOD = ("total_investment_wan",)
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


def match_headings(parts: Sequence[str], *, content: Content, month: date) -> Match | None:
    """The field that a heading below bands means: 投资情况/总投资, 计划/开工日期, 完成投资/本月, 总投资/亿元.

    Band and heading together are preferred, in either order; else the heading alone, but not below a band that speaks
    of another period. A unit in a band holds for the amounts below it.
    """
    if not parts:
        return None
    *bands, own = parts
    if not bands:
        return match_heading(own, content=content, month=month)
    plain, units = zip(*(_without_unit(band) for band in bands), strict=True)
    together = [own + band for band in reversed(plain)]
    together = ["".join([*plain[start:], own]) for start in range(len(plain))] + together
    for text in together:
        match = match_heading(text, content=content, month=month)
        if match is not None:
            return _with_unit(match, units)
    match = match_heading(own, content=content, month=month)
    if match is None or (_is_of_period(match.field) and _is_other_period("".join(plain), month)):
        return None
    return _with_unit(match, units)


def match_other_period(parts: Sequence[str], *, content: Content, month: date) -> Field | None:
    """The field whose heading this would be in a report of another month, or None."""
    key = _BRACKETED_UNIT.sub("", heading_key("".join(parts)))
    named = next((field for pattern, field in _of_any_period(content) if pattern.fullmatch(key)), None)
    if named is not None or len(parts) < 2:
        return named
    match = match_heading(parts[-1], content=content, month=month)
    return match.field if match and _is_of_period(match.field) else None


def headings_known(content: Content, *, month: date) -> Set[str]:
    """Every known heading, in the form in which headings are compared."""
    return _known(content, month.year, month.month).keys()


def _without_unit(band: str) -> tuple[str, str | None]:
    """A band without its unit: 投资情况（万元）."""
    unit = _BRACKETED_UNIT.search(heading_key(band))
    if unit is None or unit[1] not in MONEY_UNITS:
        return band, None
    return _BRACKETED_UNIT.sub("", heading_key(band)), unit[1]


def _with_unit(match: Match, units: Sequence[str | None]) -> Match:
    unit = next((unit for unit in reversed(units) if unit), None)
    is_bare_money = match.unit is None and match.field.type is CellType.MONEY
    return replace(match, unit=unit) if unit and is_bare_money else match


def _is_of_period(field: Field) -> bool:
    """Whether a field is an amount of some month or year, as all but the total are."""
    return field.type is CellType.MONEY and field.name not in _OF_NO_PERIOD


def _is_other_period(band: str, month: date) -> bool:
    key = heading_key(band)
    years = {int(year) for year in re.findall(r"([0-9]{4})年", key)}
    months = {int(last) for last in re.findall(r"([0-9]{1,2})月", key)}
    return bool((years - {month.year}) or (months - {month.month}) or _OTHER_PERIOD.search(key))


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
