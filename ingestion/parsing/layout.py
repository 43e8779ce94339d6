"""Where things stand on a sheet: the heading row, the unit line above it, and rows that are no items.

Belongs here: the geometry of a table and which of its rows are titles, blanks, totals, groups, repeated headings and
notes. Does not belong here: what headings mean (`headings`), and what cells say (`cells`, `ledger`).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.contract import CellType, Content, load_workbook_contract
from ingestion.parsing.cells import cleaned
from ingestion.parsing.headings import MONEY_UNITS, Match, match_heading
from ingestion.readers.model import ROW_NUMBER, RawSheet

# Titles, unit lines and notes above a table are few; a table that starts lower is not looked for.
_ROWS_SEARCHED = 30
_FEWEST_HEADINGS = 2
# 单位: after a Chinese character is another word (报送单位：, 建设单位：), but for those that name an amount.
_UNIT_LINE = re.compile(r"(?:^|[^一-龥]|金额|计量|货币)单 ?位 ?[:=](.*)")
_BETWEEN_UNITS = re.compile(r"[\s、,;/()\[\]]+")
_UNIT_IN_BRACKETS = re.compile(rf"\(({'|'.join(MONEY_UNITS)})\)$")
_NUMERAL = "一二三四五六七八九十百"
_TOTAL_ROW = r"^.{0,12}(?:合计|小计|总计|共计)(?:\(.*\)|:?\d+[个项].{0,4})?:?$"
_GROUP_ROW = rf"^\(?[{_NUMERAL}]{{1,3}}[)、.:][^{_NUMERAL}]|^[{_NUMERAL}]{{1,3}}$"
_NOTE_ROW = (
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表人|制表|审核人|审核|单位负责人|分管领导|联系人|联系电话"
    r"|填报日期|填表日期|报送日期)\d?[:.、]"
)
_OF_ITEMS_ALONE = (CellType.CHOICE, CellType.BOOLEAN, CellType.DATE)


@dataclass(frozen=True)
class Column:
    """One column of a table: its letter, its heading as typed, and the field the heading means."""

    letter: str
    heading: str
    match: Match | None


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its columns, the unit of money its unit line states, and the rows below its headings."""

    columns: tuple[Column, ...]
    heading_row: int
    money_unit: str | None
    unclear_units: str | None
    body: pl.DataFrame  # the sheet's cells below the headings, cleaned


def find_table(sheet: RawSheet, *, content: Content, month: date) -> Table | None:
    """The table whose headings are those of a content, or None."""
    top = sheet.cells.head(_ROWS_SEARCHED)
    best: tuple[int, tuple[Column, ...]] = (0, ())
    heading_row = 0
    required = {field.name for field in load_workbook_contract().by_content[content].required_fields}
    for cells in top.iter_rows(named=True):
        columns = _columns(cells, content=content, month=month)
        names = {column.match.field.name for column in columns if column.match}
        if len(names) > best[0]:
            best, heading_row = (len(names), columns), cells[ROW_NUMBER]
        if required <= names:
            break
    if best[0] < _FEWEST_HEADINGS:
        return None
    unit, unclear = _unit_line(top.filter(pl.col(ROW_NUMBER) < heading_row))
    return Table(
        columns=best[1],
        heading_row=heading_row,
        money_unit=unit,
        unclear_units=unclear,
        body=sheet.cells.filter(pl.col(ROW_NUMBER) > heading_row).with_columns(cleaned(pl.col(pl.String))),
    )


def _columns(cells: dict[str, str | None], *, content: Content, month: date) -> tuple[Column, ...]:
    return tuple(
        Column(letter, heading, match_heading(heading, content=content, month=month) if heading else None)
        for letter, text in cells.items()
        if letter != ROW_NUMBER
        for heading in [" ".join((text or "").split())]
    )


def _unit_line(above: pl.DataFrame) -> tuple[str | None, str | None]:
    """The unit of money stated above a table; or, where several are, the texts that state them."""
    stated: dict[int, str] = {}
    texts: list[str] = []
    for text in (text for cells in above.rows() for text in cells[1:] if text):
        units = _units_in(" ".join(unicodedata.normalize("NFKC", text).split()))
        stated |= {MONEY_UNITS[unit]: unit for unit in units}
        texts += [text] if units else []
    if len(stated) > 1:
        return None, " / ".join(texts)
    return next(iter(stated.values()), None), None


def _units_in(text: str) -> list[str]:
    """The units of money in a text such as 单位：万元、个; a name that contains 亿 is none."""
    if text.strip("()") in MONEY_UNITS:
        return [text.strip("()")]
    line = _UNIT_LINE.search(text)
    if line:
        return [word for word in _BETWEEN_UNITS.split(line[1]) if word in MONEY_UNITS]
    bracket = _UNIT_IN_BRACKETS.search(text)
    return [bracket[1]] if bracket else []


def skipped_rows(table: Table) -> pl.Series:
    """Why each row below the headings is no item: blank, heading, total, group, note; null for an item."""
    columns = table.columns
    letters = [column.letter for column in columns]
    first = folded(pl.coalesce(letters))
    is_blank = pl.all_horizontal(
        pl.col(letter).is_null() for letter in letters if letter not in _of(columns, "serial")
    )
    headings = [column for column in columns if column.match]
    repeated = pl.sum_horizontal(
        pl.lit(0),
        *(
            pl.col(column.letter).is_in(texts).fill_null(False).cast(pl.Int32)
            for column in headings
            if (texts := _heading_again(table.body[column.letter], column.heading))
        ),
    )
    # 合计 stands in the row's first cell, or under the name.
    is_total = pl.any_horizontal(
        label.str.contains(_TOTAL_ROW)
        for label in (first, *(folded(pl.col(letter)) for letter in _of(columns, "project_name")))
    )
    # An item says at least one of the choices, flags and dates that it must; a group or a note never does.
    telling = [
        column.letter
        for column in headings
        if column.match and column.match.field.is_required and column.match.field.type in _OF_ITEMS_ALONE
    ]
    is_bare = pl.all_horizontal(pl.col(letter).is_null() for letter in telling) if telling else pl.lit(False)
    reason = (
        pl.when(repeated >= min(_FEWEST_HEADINGS, len(headings)))
        .then(pl.lit("heading"))
        .when(is_total)
        .then(pl.lit("total"))
        .when(is_bare & first.str.contains(_GROUP_ROW))
        .then(pl.lit("group"))
        .when(is_bare & first.str.contains(_NOTE_ROW))
        .then(pl.lit("note"))
        # Last: 二、民生项目 may stand in the serial number's column alone.
        .when(is_blank)
        .then(pl.lit("blank"))
    )
    return table.body.select(reason.alias("reason")).to_series()


def _heading_again(cells: pl.Series, heading: str) -> list[str]:
    """The texts in a column that say its heading: hardly ever any, so each text is looked at once."""
    texts = cells.unique().drop_nulls()
    is_heading = texts.to_frame().select(folded(pl.col(cells.name)) == _folded_text(heading)).to_series()
    return texts.filter(is_heading).to_list()


def _of(columns: tuple[Column, ...], name: str) -> list[str]:
    return [column.letter for column in columns if column.match and column.match.field.name == name]


def folded(text: pl.Expr) -> pl.Expr:
    """A text without blanks, in NFKC."""
    return text.str.normalize("NFKC").str.replace_all(r"\s+", "")


def _folded_text(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
