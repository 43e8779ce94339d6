"""What a reader gives back, and how far it goes.

Belongs here: raw sheets, refusals and remarks, limits, and column letters.
Does not belong here: reading (`workbook`, `delimited`), and checks of bytes (`guard`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ingestion.feedback.messages import finding, no_findings

ROW_NUMBER = "row_number"
# A CSV holds the ledger alone, so its one sheet is called so.
CSV_SHEET = "项目台账"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a file is read; beyond it the file is refused."""

    max_file_bytes: int = 64 * 2**20
    max_text_bytes: int = 128 * 2**20
    max_unpacked_bytes: int = 512 * 2**20
    max_ratio: int = 250  # of one large part: XML of a table packs 10 to 60 times
    max_parts: int = 5_000
    max_rows: int = 200_000
    max_columns: int = 512
    max_cells: int = 20_000_000
    memory_bytes: int = 3 * 2**30
    seconds_per_file: int = 60
    files_per_child: int = 64


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something a reader has to say of a file: a rule of the catalogue, and the words that fill its text."""

    rule_id: str
    sheet: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def as_finding(self) -> pl.DataFrame:
        """The notice as one finding."""
        return finding(self.rule_id, sheet=self.sheet, raw_value=self.words.get("value"), words=self.words)


class RefusedError(Exception):
    """A file is refused whole; raised inside a reader only, and never reaches its caller."""

    def __init__(self, rule_id: str, *, sheet: str | None = None, **words: str) -> None:
        super().__init__(rule_id)
        self.notice = Notice(rule_id=rule_id, sheet=sheet, words=words)


@dataclass(frozen=True, kw_only=True)
class RawSheet:
    """A visible sheet as text.

    `cells` has `row_number` as a person sees it, from 1 without gaps, then a text column per column of the sheet, named
    by its letter. A formula without a saved result is its text (`=A1+B1`), an error its name (`#REF!`).
    """

    name: str
    cells: pl.DataFrame
    # Each from row to row, as numbered above, and from column to column, 0 for A; the text is the first cell's alone.
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def letters(self) -> list[str]:
        """The letters of the columns that hold something, left to right."""
        return self.cells.columns[1:]


@dataclass(frozen=True, kw_only=True)
class ReadResult:
    """What became of one file: its sheets, or why it is refused; and what else is worth saying."""

    path: Path
    sheets: tuple[RawSheet, ...] = ()
    refusal: Notice | None = None
    remarks: tuple[Notice, ...] = ()

    @property
    def findings(self) -> pl.DataFrame:
        """Refusal and remarks as findings."""
        notices = [*([self.refusal] if self.refusal else []), *self.remarks]
        return pl.concat([no_findings(), *(notice.as_finding() for notice in notices)])


def column_letter(index: int) -> str:
    """The letter of a column, 0 for A."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def column_index(letters: str) -> int:
    """The place of a column, 0 for A."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
