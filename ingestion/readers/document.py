"""Reads a JSON document as the sheets it stands for, so that one contract holds for both.

Belongs here: the shape `{"unit", "month", "kind", "sheets": {title: [{heading: value}]}}` and what each value is as a
cell's text. Does not belong here: what headings and cells mean (`parsing`), what unit and month are (`identify`), the
published schema (`contract.schema`).

The n-th record of a sheet stands in row n + 1, under the headings in row 1, as in the same table saved as a workbook;
columns are lettered in the order in which headings are first named.
"""

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from ingestion.contract import COVER_LABELS, COVER_SHEET
from ingestion.readers.model import ROW_NUMBER, Limits, RawSheet, RefusedError, column_letter
from ingestion.readers.texts import decoded

_REQUIRED = ("unit", "month", "sheets")
_LARGEST_EXPONENT = 30


def read_document(path: Path, *, limits: Limits) -> list[RawSheet]:
    """The cover and the sheets of a document; RefusedError where it has not the shape of a submission."""
    text = decoded(path.read_bytes())
    try:
        document = json.loads(
            text,
            parse_int=_Number,
            parse_float=_plain,
            parse_constant=_no_number,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as problem:
        raise RefusedError("JSON_MALFORMED", value=str(problem.lineno)) from None
    except RecursionError:
        raise RefusedError("JSON_SHAPE", value="嵌套过深 / nested too deeply") from None
    _check_shape(document)
    if not (document["sheets"] or "kind" in document):
        raise RefusedError("FILE_EMPTY")
    return [
        _cover(document),
        *(_sheet(title, records, limits=limits) for title, records in document["sheets"].items()),
    ]


class _Number(str):
    """A number, as it is written: its value is the cell's text."""

    __slots__ = ()


def _plain(number: str) -> _Number:
    """A number without an exponent, digit for digit."""
    try:
        exact = Decimal(number)
    except InvalidOperation:  # an exponent beyond all measure
        return _Number(number)
    is_moderate = abs(exact.adjusted()) <= _LARGEST_EXPONENT
    return _Number(f"{exact:f}" if is_moderate else number)


def _no_number(word: str) -> NoReturn:
    raise RefusedError("JSON_SHAPE", value=word)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands twice would hide a value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RefusedError("JSON_SHAPE", value=f"“{twice}” ×2")
    return found


def _check_shape(document: Any) -> None:
    if not isinstance(document, dict):
        raise RefusedError("JSON_SHAPE", value="{…}")
    unknown = document.keys() - {*COVER_LABELS, "sheets"}
    missing = [key for key in _REQUIRED if key not in document]
    for key in [*missing, *sorted(unknown)]:
        raise RefusedError("JSON_SHAPE", value=key)
    for key in [key for key in COVER_LABELS if key in document]:
        is_text = isinstance(document[key], str) and (
            key == "version" or not isinstance(document[key], _Number)
        )
        if not is_text or not document[key].strip():
            raise RefusedError("JSON_SHAPE", value=key)
    if not isinstance(document["sheets"], dict):
        raise RefusedError("JSON_SHAPE", value="sheets")
    for title, records in document["sheets"].items():
        if not isinstance(records, list):
            raise RefusedError("JSON_SHAPE", value=f"sheets.{title}")
        for number, record in enumerate(records):
            if not isinstance(record, dict):
                raise RefusedError("JSON_SHAPE", value=f"sheets.{title}[{number}]")
            for heading, value in record.items():
                if not _is_cell(value):
                    raise RefusedError("JSON_SHAPE", value=f"sheets.{title}[{number}].{heading}")


def _is_cell(value: Any) -> bool:
    return value is None or isinstance(value, str | bool)


def _cover(document: dict[str, Any]) -> RawSheet:
    rows = [(label, document[key]) for key, label in COVER_LABELS.items() if key in document]
    return _raw(COVER_SHEET, {"A": [label for label, _ in rows], "B": [text for _, text in rows]})


def _sheet(title: str, records: list[dict[str, Any]], *, limits: Limits) -> RawSheet:
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    if len(records) + 1 > limits.max_rows:
        raise RefusedError(
            "TOO_MANY_ROWS", sheet=title, value=f"{len(records):,}", limit=f"{limits.max_rows:,}"
        )
    if len(headings) > limits.max_columns or len(headings) * len(records) > limits.max_cells:
        value, limit = column_letter(len(headings) - 1), column_letter(limits.max_columns - 1)
        raise RefusedError("FAR_CELL", sheet=title, value=value, limit=limit)
    columns = {
        column_letter(place): [heading, *(_text(record.get(heading)) for record in records)]
        for place, heading in enumerate(headings)
    }
    return _raw(title, columns)


def _text(value: str | bool | None) -> str | None:  # noqa: FBT001 - a cell
    return str(value).lower() if isinstance(value, bool) else value


def _raw(name: str, columns: dict[str, list[str | None]]) -> RawSheet:
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    numbered = cells.with_row_index(ROW_NUMBER, offset=1).with_columns(pl.col(ROW_NUMBER).cast(pl.Int32))
    return RawSheet(name=name, cells=numbered)
