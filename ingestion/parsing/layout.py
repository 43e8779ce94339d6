"""Where things stand on a sheet: the rows of headings, the unit line above them, and rows that are no items.

Belongs here: the geometry of a table and which of its rows are titles, blanks, totals, groups, repeated headings,
notes, and another table. Does not belong here: what headings mean (`headings`), what cells say (`cells`, `ledger`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise

import polars as pl

from ingestion.contract import CellType, Content, load_workbook_contract
from ingestion.parsing.cells import cleaned
from ingestion.parsing.headings import MONEY_UNITS, Match, headings_known, match_headings, match_other_period
from ingestion.readers.model import ROW_NUMBER, RawSheet, column_index

# Titles, unit lines and notes above a table are few; a table that starts lower is not looked for.
_ROWS_SEARCHED = 30
_FEWEST_HEADINGS = 2
_MOST_BANDS = 3
_FIGURE = re.compile(r"[0-9][0-9,./-]*")
_UNIT_AT_END = rf"\(?(?:单位:)?(?:{'|'.join(MONEY_UNITS)}|%|亩)\)?$"
_LONGEST_BAND = 20
# 单位: after a Chinese character is another word (报送单位：, 建设单位：), but for those that name an amount.
_UNIT_LINE = re.compile(r"(?:^|[^一-龥]|金额|计量|货币)单 ?位 ?[:=](.*)")
_BETWEEN_UNITS = re.compile(r"[\s、,;/()\[\]]+")
_UNIT_IN_BRACKETS = re.compile(rf"\(({'|'.join(MONEY_UNITS)})\)$")
# What stands alone in the cells of a row of units, of column numbers, of advice, below the headings.
_UNIT_CELL = re.compile(
    rf"\(?(?:单位:)?(?:{'|'.join(MONEY_UNITS)}|%|亩|个|项|年月日?|年/月(?:/日)?|年-月(?:-日)?|日期)\)?"
)
_NUMBER_CELL = re.compile(r"\(?[0-9]{1,3}\)?|[甲乙丙丁A-Za-z]|栏次|[0-9]+=[0-9+\-×*/÷]+")
_ADVICE_CELL = re.compile(
    r"\(?(?:必填项?|选填项?|非必填|必填/选填|下拉选择|自动计算|文本|数字|数值|日期|是/否)\)?"
)
_ROWS_BELOW_HEADINGS = 3
_FEWEST_NUMBERED = 3
_NUMERAL = "一二三四五六七八九十百"
_TOTAL_ROW = r"^.{0,12}(?:合计|小计|总计|共计)(?:\(.*\)|:?\d+[个项].{0,4})?:?$"
_GROUP_ROW = rf"^\(?[{_NUMERAL}]{{1,3}}[)、.:][^{_NUMERAL}]|^[{_NUMERAL}]{{1,3}}$"
_NOTE_ROW = (
    r"^\(?(?:注|备注|说明|填表说明|填报说明|填表人|填报人|填报单位|制表人|制表|审核人|审核|单位负责人|分管领导|主要领导|联系人|联系电话"
    r"|填报日期|填表日期|报送日期|报送单位|数据来源|温馨提示|注意事项)(?:\([^)]*\))?\d?[:.、]"
)
_TITLE = re.compile(
    r"报表|台账|一览表|统计表|明细表|汇总|情况表|进度表|清单|清册|附表|附件|^[0-9]{4}年[0-9]{1,2}月([0-9]{1,2}日)?$"
)
_OF_ITEMS_ALONE = (CellType.CHOICE, CellType.BOOLEAN, CellType.DATE)
_Row = Callable[[int], tuple[str | None, ...]]
# Amounts and names stand once, however many rows their cell is drawn over.
_NEVER_SPREAD = (CellType.MONEY, CellType.DECIMAL, CellType.CODE, CellType.INTEGER)


@dataclass(frozen=True)
class Column:
    """One column of a table: its letter, its heading as typed (bands before it), and the field the heading means."""

    letter: str
    heading: str
    match: Match | None
    parts: tuple[str, ...] = ()  # the heading, from the uppermost band down


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its columns, the unit of money its unit line states, and the rows below its headings."""

    columns: tuple[Column, ...]
    heading_row: int  # the last of them
    money_unit: str | None
    unclear_units: str | None
    body: pl.DataFrame  # the sheet's cells below the headings, cleaned
    spread: tuple[str, ...] = ()  # letters of columns in which merged cells were read for each of their rows
    amounts_merged: tuple[
        tuple[str, int], ...
    ] = ()  # letter and first row of merged cells that hold an amount
    beside: tuple[str, ...] = ()  # headings of another table to the left or right

    @property
    def letters(self) -> list[str]:
        """The letters of its columns, left to right."""
        return [column.letter for column in self.columns]

    @cached_property
    def distinct(self) -> dict[str, "_Distinct"]:
        """The distinct texts of each column."""
        return {letter: _Distinct.of(self.body[letter]) for letter in self.letters}


@dataclass(frozen=True)
class _Distinct:
    """The distinct texts of a column, each beside its folded form: `text`, `folded`."""

    texts: pl.DataFrame

    @classmethod
    def of(cls, cells: pl.Series) -> "_Distinct":
        texts = cells.unique().drop_nulls().alias("text").to_frame()
        return cls(texts.with_columns(folded=folded(pl.col("text"))))

    def among(self, folded_texts: Set[str], *, without: str | None = None) -> list[str]:
        """The texts that are some others when folded, at the end of which `without` may stand."""
        form = pl.col("folded").str.replace(without, "") if without else pl.col("folded")
        return self.texts.filter(form.is_in(list(folded_texts)))["text"].to_list()


def has_table(sheet: RawSheet, *, content: Content, month: date) -> bool:
    """Whether the headings of a content are on a sheet."""
    return _heading_rows(_Grid(sheet), content=content, month=month) is not None


def find_table(sheet: RawSheet, *, content: Content, month: date) -> Table | None:
    """The table whose headings are those of a content, or None."""
    grid = _Grid(sheet)
    found = _heading_rows(grid, content=content, month=month)
    if found is None:
        return None
    first, count = _with_bands(grid, *found, content=content, month=month)
    last = first + count - 1
    columns = _columns(grid, first, count, content=content, month=month)
    body = cleaned(sheet.cells.filter(pl.col(ROW_NUMBER) > last + 1))
    columns, beside = _one_table(columns, body, content=content)
    unit, unclear = _unit_line(sheet.cells.head(first))
    table = Table(
        columns=columns,
        heading_row=last + 1,
        money_unit=unit,
        unclear_units=unclear,
        body=body,
        beside=beside,
    )
    return _with_merged_cells(table, sheet)


# Headings


class _Grid:
    """The texts at the top of a sheet, those of merged cells in each of their cells."""

    def __init__(self, sheet: RawSheet) -> None:
        self.letters = sheet.letters
        top = sheet.cells.head(_ROWS_SEARCHED)
        self.rows = [[" ".join((text or "").split()) for text in row[1:]] for row in top.rows()]
        for above, below, left, right in sheet.merged:
            if above > len(self.rows) or left >= len(self.letters):
                continue
            text = self.rows[above - 1][left]
            for row in self.rows[above - 1 : below]:
                row[left : right + 1] = [text] * len(row[left : right + 1])

    def parts(self, first: int, count: int) -> list[tuple[str, ...]]:
        """Per column the distinct texts of some rows, from above."""
        rows = [list(row) for row in self.rows[first : first + count]]
        # A band that is not merged stands over its first column alone.
        for upper, lower in pairwise(rows):
            for place in range(1, len(upper)):
                is_under_band = lower[place - 1] and lower[place - 1] != upper[place - 1]
                if not upper[place] and lower[place] and is_under_band:
                    upper[place] = upper[place - 1]
        return [tuple(text for text, _ in groupby(filter(None, stack))) for stack in zip(*rows, strict=True)]


def _columns(grid: _Grid, first: int, count: int, *, content: Content, month: date) -> tuple[Column, ...]:
    return tuple(
        Column(letter, "/".join(parts), match_headings(parts, content=content, month=month), parts)
        for letter, parts in zip(grid.letters, grid.parts(first, count), strict=True)
    )


def _heading_rows(grid: _Grid, *, content: Content, month: date) -> tuple[int, int] | None:
    """The first row of headings and how many there are: those that name the most, of as few rows as do."""
    required = {field.name for field in load_workbook_contract().by_content[content].required_fields}
    best: tuple[bool, int, int, int] = (False, _FEWEST_HEADINGS - 1, 0, 0)
    last = len(grid.rows)
    for first in range(len(grid.rows)):
        if first >= last:
            break
        for count in range(1, min(_MOST_BANDS, len(grid.rows) - first) + 1):
            columns = _columns(grid, first, count, content=content, month=month)
            names = {column.match.field.name for column in columns if column.match}
            is_whole = required <= names
            best = max(best, (is_whole, len(names), -count, -first))
            if is_whole:
                # A title above may be one of the rows of these; a table further down is another.
                last = min(last, first + _MOST_BANDS)
    _, name_count, minus_count, minus_first = best
    return (-minus_first, -minus_count) if name_count >= _FEWEST_HEADINGS else None


def _with_bands(grid: _Grid, first: int, count: int, *, content: Content, month: date) -> tuple[int, int]:
    """The rows of headings with the bands above, which may change what they mean, and what belongs to them below."""
    while count < _MOST_BANDS and first > 0 and _is_band(grid.rows[first - 1], grid.rows[first]):
        first, count = first - 1, count + 1
    while count < _MOST_BANDS and _is_below(grid, first + count, content=content, month=month):
        count += 1
    below = first + count
    if below < len(grid.rows) and _consists_of(grid.rows[below], _UNIT_CELL):
        count += 1
    return first, count


def _is_below(grid: _Grid, place: int, *, content: Content, month: date) -> bool:
    """Whether a row goes on with headings: all that it adds are some, be they of another period."""
    if place >= len(grid.rows):
        return False
    added = [
        text
        for text, above in zip(grid.rows[place], grid.rows[place - 1], strict=True)
        if text not in ("", above)
    ]
    return bool(added) and all(
        match_headings((text,), content=content, month=month)
        or match_other_period((text,), content=content, month=month)
        for text in added
    )


def _is_band(upper: Sequence[str], lower: Sequence[str]) -> bool:
    texts = set(filter(None, upper))
    over = [(text, below) for text, below in zip(upper, lower, strict=True) if below]
    # A title stands over all columns, or over the first alone.
    is_title = (len(texts) == 1 and bool(over) and bool(over[0][0])) or any(
        ":" in unicodedata.normalize("NFKC", text) or len(text) > _LONGEST_BAND or _TITLE.search(text)
        for text in texts
    )
    return not is_title and any(text and text != below for text, below in over)


def _consists_of(row: Sequence[str | None], pattern: re.Pattern[str]) -> bool:
    texts = [_folded_text(text) for text in row if text]
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)


def _one_table(
    columns: tuple[Column, ...], body: pl.DataFrame, *, content: Content
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns of one of several tables side by side, and the headings of the others.

    Columns beyond a blank one are another table where they name again what these name.
    """
    blocks = [
        tuple(block)
        for is_blank, block in groupby(
            columns, key=lambda column: not column.heading and body[column.letter].null_count() == body.height
        )
        if not is_blank
    ]
    required = {field.name for field in load_workbook_contract().by_content[content].required_fields}
    names = [{column.match.field.name for column in block if column.match} for block in blocks]
    if len(blocks) < 2:
        return columns, ()
    main = max(range(len(blocks)), key=lambda place: (required <= names[place], len(names[place]), -place))
    if not required <= names[main]:  # a blank column within the table
        return columns, ()
    others = [block for block, own in zip(blocks, names, strict=True) if own & names[main]]
    dropped = [column for block in others if block is not blocks[main] for column in block]
    kept = tuple(column for column in columns if column not in dropped)
    return kept, tuple(column.heading for column in dropped if column.heading)


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


# Merged cells


def _with_merged_cells(table: Table, sheet: RawSheet) -> Table:
    """Each row of a merged cell says what the cell says; but an amount over several rows is of the first alone."""
    by_letter = {column.letter: column for column in table.columns if column.match}
    names = _of(table.columns, "project_name")
    texts: dict[str, dict[int, str]] = {}
    amounts: list[tuple[str, int]] = []
    for above, below, left, right in sheet.merged:
        if above <= table.heading_row or below == above:
            continue
        column = next((by_letter[at] for at in by_letter if column_index(at) == left), None)
        text = table.body[column.letter][above - table.heading_row - 1] if column else None
        if column is None or column.match is None or text is None or right != left:
            continue
        if column.match.field.type in (CellType.MONEY, CellType.DECIMAL):
            amounts.append((column.letter, above))
        elif column.match.field.type not in _NEVER_SPREAD and column.letter not in names:
            texts.setdefault(column.letter, {}).update(dict.fromkeys(range(above + 1, below + 1), text))
    if not texts and not amounts:
        return table
    # A row without a name of its own is the second line of the project above it.
    is_named = (
        pl.any_horizontal(pl.col(letter).is_not_null() for letter in names) if names else pl.lit(value=True)
    )
    body = table.body.with_columns(
        pl.when(is_named & pl.col(letter).is_null())
        .then(pl.col(ROW_NUMBER).replace_strict(by_row, default=None, return_dtype=pl.String))
        .otherwise(pl.col(letter))
        .alias(letter)
        for letter, by_row in texts.items()
    )
    spread = tuple(letter for letter in texts if not body[letter].equals(table.body[letter], null_equal=True))
    return replace(table, body=body, spread=spread, amounts_merged=tuple(amounts))


# Rows


def skipped_rows(table: Table, *, content: Content, month: date) -> pl.Series:
    """Why each row below the headings is no item: blank, heading, total, group, note, other, differs; null for one.

    `other` is a row of another table, `differs` one below headings that stand in other columns than the first ones.
    """
    reasons = table.body.select(_reason(table).alias("reason")).to_series().to_list()
    row = table.body.select(table.letters).row  # few are looked at
    for place in range(min(_ROWS_BELOW_HEADINGS, len(reasons))):
        is_numbered = sum(cell is not None for cell in row(place)) >= _FEWEST_NUMBERED
        if (is_numbered and _consists_of(row(place), _NUMBER_CELL)) or _consists_of(row(place), _ADVICE_CELL):
            reasons[place] = "heading"
    for place, reason in _tables_below(table, row, reasons, content=content, month=month):
        reasons[place] = reason
    _mark_titles_and_notes(reasons, row, tells=[table.letters.index(letter) for letter in _telling(table)])
    return pl.Series("reason", reasons, dtype=pl.String)


def _reason(table: Table) -> pl.Expr:
    columns = table.columns
    letters = table.letters
    first = folded(pl.coalesce(letters))
    is_blank = pl.all_horizontal(
        pl.col(letter).is_null() for letter in letters if letter not in _of(columns, "serial")
    )
    headings = [column for column in columns if column.match]
    repeated = pl.sum_horizontal(
        pl.lit(0),
        *(
            pl.col(column.letter).is_in(texts).fill_null(value=False).cast(pl.Int32)
            for column in headings
            if (texts := table.distinct[column.letter].among(set(map(_folded_text, column.parts))))
        ),
    )
    # 合计 stands in the row's first cell, or under the name.
    is_total = pl.any_horizontal(
        label.str.contains(_TOTAL_ROW)
        for label in (first, *(folded(pl.col(letter)) for letter in _of(columns, "project_name")))
    )
    telling = _telling(table)
    is_bare = pl.all_horizontal(pl.col(letter).is_null() for letter in telling) if telling else pl.lit(False)
    return (
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


def _telling(table: Table) -> list[str]:
    """An item says at least one of the choices, flags and dates that it must; a group or a note never does."""
    return [
        column.letter
        for column in table.columns
        if column.match and column.match.field.is_required and column.match.field.type in _OF_ITEMS_ALONE
    ]


def _tables_below(
    table: Table,
    row: _Row,
    reasons: list[str | None],
    *,
    content: Content,
    month: date,
) -> Iterator[tuple[int, str]]:
    """Rows of headings further down, and the rows of the other tables that they open."""
    known = headings_known(content, month=month)
    required = {field.name for field in load_workbook_contract().by_content[content].required_fields}
    own = {column.match.field.name: column.letter for column in table.columns if column.match}
    is_candidate = pl.sum_horizontal(
        pl.lit(0),
        *(
            pl.col(letter).is_in(texts).fill_null(value=False).cast(pl.Int32)
            for letter in table.letters
            if (texts := table.distinct[letter].among(known, without=_UNIT_AT_END))
        ),
    )
    # A frame of one number alone has one row.
    candidates = table.body.select(ROW_NUMBER, is_candidate.alias("count"))["count"] >= _FEWEST_HEADINGS
    if not candidates.any():
        return
    inside: str | None = None
    for place, reason in enumerate(reasons):
        if reason == "heading":
            inside = None
            continue
        cells = row(place) if candidates[place] else ()
        if cells and not any(cell and _FIGURE.fullmatch(cell) for cell in cells):
            here = {
                match.field.name: letter
                for letter, cell in zip(table.letters, cells, strict=True)
                if cell and (match := match_headings((cell,), content=content, month=month))
            }
            is_same = all(own.get(name) == letter for name, letter in here.items())
            if required <= here.keys():
                inside = None if is_same else "differs"
                yield place, "heading"
                continue
            inside = "other"
        if inside and reason != "blank":
            yield place, inside


def _mark_titles_and_notes(reasons: list[str | None], row: _Row, *, tells: list[int]) -> None:
    """What else is no item for where it stands: titles over a table further down, lines that go on with a note."""

    def is_alone(place: int) -> bool:
        is_bare = bool(tells) and all(row(place)[column] is None for column in tells)
        return is_bare and sum(cell is not None for cell in row(place)) == 1

    for place, reason in enumerate(reasons):
        if reason in ("heading", "other") and (place == 0 or reasons[place - 1] != reason):
            above = place - 1
            while above >= 0 and reasons[above] in (None, "blank", "note"):
                if reasons[above] is None:
                    text = next((cell for cell in row(above) if cell), "")
                    is_title = bool(_TITLE.search(text)) or bool(
                        _units_in(unicodedata.normalize("NFKC", text))
                    )
                    if not (is_alone(above) and is_title):
                        break
                    reasons[above] = "note"
                above -= 1
        elif reason is None and place and reasons[place - 1] == "note" and is_alone(place):
            text = _folded_text(next(cell for cell in row(place) if cell))
            # 2.以上数据… goes on with 注：1.…
            if re.match(r"^\(?\d{1,2}[).、:]", text):
                reasons[place] = "note"


def _of(columns: tuple[Column, ...], name: str) -> list[str]:
    return [column.letter for column in columns if column.match and column.match.field.name == name]


def folded(text: pl.Expr) -> pl.Expr:
    """A text without blanks, in NFKC."""
    return text.str.normalize("NFKC").str.replace_all(r"\s+", "")


def _folded_text(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
