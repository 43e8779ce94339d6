"""A first mapping from a file's headings, for a person to finish.

Belongs here: which headings are known, and how the rest is laid before the person. Does not belong here: guessing what
a heading may mean, or what a missing field is.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from ingestion.contract import Field, load_workbook_contract
from ingestion.mapping.apply import recoded
from ingestion.parsing.headings import match_heading
from ingestion.readers import read_files
from ingestion.readers.model import ROW_NUMBER, RawSheet

_ROWS_SEARCHED = 30
_FEWEST_TEXTS = 2


def draft_of(path: Path, *, month: date, encoding: str | None = None) -> tuple[str, dict[str, Any] | None]:
    """The draft for a file; or why the file cannot be read, as a finding."""
    with TemporaryDirectory(prefix="sanku-draft-") as folder:
        copy = Path(folder) / f"file{path.suffix}"
        refusal = recoded(path, copy, encoding=encoding) if encoding else None
        [result] = read_files([copy if copy.exists() else path])
    refusal = refusal or result.refusal
    if refusal is not None:
        return "", refusal.as_finding().row(0, named=True)
    return draft_mapping(result.sheets, file_name=path.name, month=month, encoding=encoding), None


def draft_mapping(
    sheets: Sequence[RawSheet], *, file_name: str, month: date, encoding: str | None = None
) -> str:
    """The text of a mapping file: what the headings say, what is missing, and the columns that are left.

    The sheet is the one with most headings; `month` is the one that headings with a month in them are read for.
    """
    sheet, row, headings = _headings(sheets, month)
    known: dict[str, str] = {}
    for heading in headings:
        match = match_heading(heading, content="ledger", month=month)
        if match is not None:
            known.setdefault(match.field.name, heading)
    left = [heading for heading in headings if heading not in known.values()]
    lines = [
        "# 映射草稿：请逐行核对，补上 TODO 处。A draft: check every line and fill in what says TODO.",
        f"name: {_quoted(PurePath(file_name).stem)}",
        "read:",
        f"  sheet: {_quoted(sheet)}",
        *([f"  encoding: {encoding}"] if encoding else []),
        f"  header_row: {row}",
        "unit: {value: TODO}          # 报送单位 the reporting unit; or {column: …, values: {…}}",
        'month: {value: TODO}         # 报送月份 such as 2025-01; or {column: …, format: "%Y/%m/%d"}',
        "kind: {value: full}",
        "fields:",
        *(
            _line(field, known.get(field.name))
            for field in _fields()
            if field.name in known or field.is_required
        ),
        "# 没有用到的列（按文字保存）。Columns left over, kept as text:",
        *(f"#   {_quoted(heading)}" for heading in left),
    ]
    return "\n".join(lines) + "\n"


def _fields() -> tuple[Field, ...]:
    return load_workbook_contract().by_content["ledger"].landed_fields


def _line(field: Field, heading: str | None) -> str:
    if heading is not None:
        return f"  {field.name}: {{column: {_quoted(heading)}}}  # {field.heading}"
    choices = "｜".join(field.choices)
    return f"  {field.name}: {{value: TODO}}  # 必填 required: {field.heading} {choices}".rstrip()


def _headings(sheets: Sequence[RawSheet], month: date) -> tuple[str, int, list[str]]:
    """Sheet, row and texts of the row that looks most like headings: most known ones, then most texts."""
    best: tuple[tuple[int, int], str, int, list[str]] = ((0, 0), "", 1, [])
    for sheet in sheets:
        for cells in sheet.cells.head(_ROWS_SEARCHED).iter_rows(named=True):
            texts = [
                " ".join(text.split()) for letter, text in cells.items() if letter != ROW_NUMBER and text
            ]
            texts = list(dict.fromkeys(text for text in texts if text))
            matched = sum(match_heading(text, content="ledger", month=month) is not None for text in texts)
            score = (matched if matched >= _FEWEST_TEXTS else 0, len(texts))
            if score > best[0]:
                best = (score, sheet.name, cells[ROW_NUMBER], texts)
    return best[1], best[2], best[3]


def _quoted(text: str) -> str:
    """A YAML scalar that stays a text."""
    return json.dumps(text, ensure_ascii=False)
