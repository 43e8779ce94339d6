"""Whose submission a file is, of which month and of which kind.

Belongs here: the cover, the title row and the file name, each read on its own, and what to do where they differ.
Does not belong here: the tables (`parsing`), which units there are (the policy pack, passed in).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import PurePath
from typing import Literal

import polars as pl

from ingestion.contract import COVER_LABELS, COVER_SHEET, load_workbook_contract
from ingestion.feedback.messages import finding, no_findings
from ingestion.months import format_month
from ingestion.parsing.cells import spelled
from ingestion.parsing.sheets import NEVER_DATA, RESULTS
from ingestion.readers.model import RawSheet

Kind = Literal["full", "correction", "no_change"]

KIND_WORDS: Mapping[str, Kind] = {
    "全量": "full",
    "更正": "correction",
    "无变化": "no_change",
    "零报告": "no_change",
    # As systems that export say it.
    "full": "full",
    "correction": "correction",
    "no_change": "no_change",
}
_LABELS = tuple(COVER_LABELS.values())
_WHERE = {"cover": "封面", "title": "表头标题", "name": "文件名"}
_TITLE_ROWS = 10
_TITLE_WORDS = re.compile("报表|台账|一览表|统计表|明细表|汇总表|情况表|进度表|清单|清册")
_MOST_TITLE_CELLS = 3  # a title, and beside it a unit line or a date
_TITLE_MONTH = re.compile(r"(?<!\d)(\d{4})年(?:1[-—~至])?(\d{1,2})月")
# A month in a file's name; 2020-07-31 and 20200731 are days, most often of sending.
_NAME_DAYS = re.compile(r"(?<!\d)\d{4}(?:[-_.]\d{1,2}[-_.]\d{1,2}|\d{4}|年\d{1,2}月\d{1,2}日)(?!\d)")
_NAME_MONTHS = (
    re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月"),
    re.compile(r"(?<!\d)(\d{4})[-_.](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)"),
)
_COVER_MONTH = re.compile(
    r"^(\d{4})(?:[-/.年](\d{1,2})(?:月份?)?|(\d{2})|[-/.年](\d{1,2})[-/.月]0?1日?(?:00:00:00)?)$"
)
_SERIAL = re.compile(r"^\d{5}$")


@dataclass(frozen=True, kw_only=True)
class Identification:
    """Who submits what; null where it cannot be told, which is an error among the findings."""

    reporting_unit_code: str | None
    report_month: date | None
    kind: Kind | None
    template_version: str | None
    reporter: str | None
    phone: str | None
    findings: pl.DataFrame

    @property
    def is_rejected(self) -> bool:
        """Whether the file cannot be taken."""
        return not self.findings.filter(pl.col("severity") == "error").is_empty()


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """What one place says of one question: the text, and what it means (None where nothing known)."""

    place: Literal["cover", "title", "name"]
    text: str
    meaning: str | date | None

    def shown(self) -> str:
        """For a message: 封面 2020-07."""
        meaning = format_month(self.meaning) if isinstance(self.meaning, date) else self.text
        return f"{_WHERE[self.place]} {meaning}"


def identify(sheets: Sequence[RawSheet], *, file_name: str, unit_lookup: Mapping[str, str]) -> Identification:
    """Reads cover, title rows and file name; `unit_lookup` maps spellings to codes of reporting units."""
    units = {spelled(text): code for text, code in unit_lookup.items()}
    cover = _cover(sheets)
    titles = list(_titles(sheets))
    stem = PurePath(unicodedata.normalize("NFKC", file_name)).stem
    unit, unit_findings = _settle("UNIT", list(_unit_statements(cover, titles, stem, units)), stem)
    month, month_findings = _settle("PERIOD", list(_month_statements(cover, titles, stem)), stem)
    kind, kind_findings = _kind(cover.get("报送类型"), stem)
    return Identification(
        reporting_unit_code=unit if isinstance(unit, str) else None,
        report_month=month if isinstance(month, date) else None,
        kind=kind,
        template_version=cover.get("模板版本"),
        reporter=cover.get("填报人"),
        phone=cover.get("联系电话"),
        findings=pl.concat(
            [no_findings(), *unit_findings, *month_findings, *kind_findings, *_version(cover.get("模板版本"))]
        ),
    )


def not_ahead(found: Identification, *, received_month: date) -> Identification:
    """What was found; but a month later than the one in which the file came cannot be right, and is none."""
    month = found.report_month
    if month is None or month <= received_month:
        return found
    words = {"month": format_month(month), "value": format_month(received_month)}
    ahead = finding("PERIOD_IN_FUTURE", raw_value=format_month(month), words=words)
    return replace(found, report_month=None, findings=pl.concat([found.findings, ahead]))


def parse_cover_month(text: str) -> date | None:
    """A month as a cover states it: 2020-07, 2020年7月, 202007, a date cell of its first day, a serial number.

    2020.1 is none: typed as a number it may have been 2020.10.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    if _SERIAL.match(compact):
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(compact)).replace(day=1)
    match = _COVER_MONTH.match(compact)
    if match is None or re.fullmatch(r"\d{4}\.1", compact):
        return None
    return _month(match[1], match[2] or match[3] or match[4])


def _month(year: str, month: str) -> date | None:
    return date(int(year), int(month), 1) if 1990 <= int(year) <= 2060 and 1 <= int(month) <= 12 else None


def _cover(sheets: Sequence[RawSheet]) -> dict[str, str]:
    """The labels of the cover and what stands to the right of each, or behind its colon.

    A return file without a cover says on its sheet of results what it was read as: its name may be another by now.
    """
    stated: dict[str, str] = {}
    names = {spelled(sheet.name) for sheet in sheets}
    for sheet in sheets:
        if spelled(sheet.name) != (COVER_SHEET if COVER_SHEET in names else RESULTS):
            continue
        for row in sheet.cells.rows():
            cells = [str(cell).strip() for cell in row[1:] if cell is not None and str(cell).strip()]
            for cell, following in pairwise([*cells, ""]):
                label, behind = _label(cell)
                value = behind or ("" if _label(following)[0] in _LABELS else following)
                if label in _LABELS and value:
                    stated.setdefault(label, value)
    return stated


def _label(cell: str) -> tuple[str, str]:
    """The label in a cell such as 报送单位：嘉鱼县, and what stands behind its colon."""
    label, _, behind = unicodedata.normalize("NFKC", cell).partition(":")
    return "".join(label.split()), behind.strip()


def _titles(sheets: Sequence[RawSheet]) -> Iterator[str]:
    """Texts above the tables that look like a table's title."""
    for sheet in sheets:
        if spelled(sheet.name) in NEVER_DATA:
            continue
        for row in sheet.cells.head(_TITLE_ROWS).rows():
            cells = [cell for cell in row[1:] if cell and cell.strip()]
            if len(cells) > _MOST_TITLE_CELLS:
                break
            for cell in cells:
                text = "".join(unicodedata.normalize("NFKC", cell).split())
                if _TITLE_WORDS.search(text):
                    yield text


def _unit_statements(
    cover: Mapping[str, str], titles: Sequence[str], stem: str, units: Mapping[str, str]
) -> Iterator[_Statement]:
    if "报送单位" in cover:
        text = cover["报送单位"]
        yield _Statement(place="cover", text=text, meaning=units.get(spelled(text)))
    texts: list[tuple[Literal["title", "name"], str]] = [("title", title) for title in titles]
    for place, text in [*texts, ("name", stem)]:
        named = _units_named(spelled(text), units)
        if len(set(named.values())) == 1:
            yield _Statement(place=place, text=next(iter(named)), meaning=next(iter(named.values())))


def _units_named(text: str, units: Mapping[str, str]) -> dict[str, str]:
    """The units a text names, longest spellings first, so that 咸安区 is not read as 咸安 too."""
    named: dict[str, str] = {}
    for spelling in sorted(units, key=lambda spelling: (-len(spelling), spelling)):
        pattern = rf"{_edge(spelling[0], '<')}{re.escape(spelling)}{_edge(spelling[-1], '')}"
        text, count = re.subn(pattern, "\x00", text)
        if count:
            named[spelling] = units[spelling]
    return named


def _edge(character: str, direction: str) -> str:
    """A Latin word or a number must not go on beyond the spelling."""
    for kind in ("[a-z]", "[0-9]"):
        if re.match(kind, character):
            return f"(?{direction}!{kind})"
    return ""


def _month_statements(cover: Mapping[str, str], titles: Sequence[str], stem: str) -> Iterator[_Statement]:
    if "报送月份" in cover:
        text = cover["报送月份"]
        yield _Statement(place="cover", text=text, meaning=parse_cover_month(text))
    for title in titles:
        months = {_month(*found) for found in _TITLE_MONTH.findall(title)} - {None}
        if len(months) == 1:
            yield _Statement(place="title", text=title, meaning=months.pop())
    without_days = _NAME_DAYS.sub(" ", stem)
    months = {_month(*found) for pattern in _NAME_MONTHS for found in pattern.findall(without_days)} - {None}
    if len(months) == 1:
        yield _Statement(place="name", text=stem, meaning=months.pop())


def _settle(
    question: Literal["UNIT", "PERIOD"], statements: Sequence[_Statement], stem: str
) -> tuple[str | date | None, list[pl.DataFrame]]:
    """What the statements agree on, or why nothing can be taken from them."""
    unknown = [statement for statement in statements if statement.meaning is None]
    meanings = {statement.meaning for statement in statements} - {None}
    shown = "，".join(dict.fromkeys(statement.shown() for statement in statements))
    if len(meanings) > 1:
        return None, [finding(f"{question}_CONFLICT", raw_value=shown)]
    if unknown or not meanings:
        value = shown if statements else f"{_WHERE['name']} {stem}"
        return None, [finding(f"{question}_UNKNOWN", raw_value=value)]
    return meanings.pop(), []


def _kind(stated: str | None, stem: str) -> tuple[Kind | None, list[pl.DataFrame]]:
    named = {kind for word, kind in KIND_WORDS.items() if word in stem}
    by_name = named.pop() if len(named) == 1 else None
    if stated is None:
        return by_name or "full", [] if by_name else [finding("KIND_ASSUMED_FULL")]
    kind = KIND_WORDS.get(spelled(stated))
    if kind is None:
        return None, [finding("KIND_UNKNOWN", raw_value=stated)]
    if by_name is not None and by_name != kind:
        return kind, [
            finding("KIND_DIFFERS", raw_value=f"{_WHERE['cover']} {stated}，{_WHERE['name']} {stem}")
        ]
    return kind, []


def _version(stated: str | None) -> list[pl.DataFrame]:
    current = load_workbook_contract().version
    if stated is None or spelled(stated).removeprefix("v") in (current, f"{current}.0"):
        return []
    return [finding("TEMPLATE_VERSION_UNKNOWN", raw_value=stated, words={"expected": current})]
