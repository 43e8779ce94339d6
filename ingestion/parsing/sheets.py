"""Which sheet of a workbook holds what.

Belongs here: matching sheets to the contract by their names, and the ledger by its headings where no name says it.
Does not belong here: reading a sheet (`sheet`), the cover (`identify`).
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ingestion.contract import COVER_SHEET, Content, load_workbook_contract
from ingestion.feedback.messages import finding, no_findings
from ingestion.parsing.cells import spelled
from ingestion.parsing.layout import find_table, has_table
from ingestion.readers.model import RawSheet

# The return file opens with the findings of the time before.
RESULTS = "校验结果"
# It comes with the template, as 字典 did with others.
INSTRUCTIONS = "填报说明"
NEVER_DATA = (COVER_SHEET, RESULTS, INSTRUCTIONS, "字典")


def assign_sheets(sheets: Sequence[RawSheet], *, month: date) -> tuple[dict[Content, RawSheet], pl.DataFrame]:
    """The sheet of each content that is there, and findings; an error among them rejects the file.

    A ledger that is missing is no finding here: whether one is needed is a matter of the submission's kind.
    """
    found: list[pl.DataFrame] = [no_findings()]
    assigned: dict[Content, RawSheet] = {}
    data = [sheet for sheet in sheets if spelled(sheet.name) not in NEVER_DATA]
    for expected in load_workbook_contract().sheets:
        named = _with_table(_named(expected.title, data), data, content=expected.content, month=month)
        if len(named) > 1:
            found.append(_ambiguous(expected.title, named))
        elif named:
            assigned[expected.content] = named[0]
    rest = [sheet for sheet in data if all(sheet is not used for used in assigned.values())]
    if "ledger" not in assigned and not any(frame.height for frame in found):
        candidates = _ledgers(rest, month=month)
        if len(candidates) > 1:
            found.append(_ambiguous(load_workbook_contract().by_content["ledger"].title, candidates))
        elif candidates:
            assigned["ledger"] = candidates[0]
    found.extend(
        finding("UNKNOWN_SHEET", sheet=sheet.name, words={"sheet": sheet.name})
        for sheet in rest
        if sheet.cells.height and all(sheet is not used for used in assigned.values())
    )
    return assigned, pl.concat(found)


def _named(title: str, sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """The sheet of exactly that name, else those whose name contains it (附件1 项目台账)."""
    exactly = [sheet for sheet in sheets if spelled(sheet.name) == title]
    return exactly or [sheet for sheet in sheets if title in spelled(sheet.name)]


def _with_table(
    named: list[RawSheet], sheets: Sequence[RawSheet], *, content: Content, month: date
) -> list[RawSheet]:
    """The named sheets; but of a ledger those alone with a table, where one stands on any sheet."""
    if content != "ledger" or not named:
        return named
    with_table = [sheet for sheet in named if has_table(sheet, content=content, month=month)]
    return with_table or ([] if _ledgers(sheets, month=month) else named)


def _ledgers(sheets: Sequence[RawSheet], *, month: date) -> list[RawSheet]:
    """The sheets with a table whose headings are most those of a ledger: all of its required ones, else the most."""
    required = {field.name for field in load_workbook_contract().by_content["ledger"].required_fields}
    fields: list[tuple[set[str], RawSheet]] = []
    for sheet in sheets:
        table = find_table(sheet, content="ledger", month=month)
        if table is not None:
            fields.append(({column.match.field.name for column in table.columns if column.match}, sheet))
    complete = [sheet for names, sheet in fields if required <= names]
    if complete or not fields:
        return complete
    return [max(fields, key=lambda entry: len(entry[0]))[1]]


def _ambiguous(title: str, sheets: Sequence[RawSheet]) -> pl.DataFrame:
    names = "、".join(sheet.name for sheet in sheets)
    return finding("SHEET_AMBIGUOUS", raw_value=names, words={"sheet": title})
