"""A bounded scan of a sheet's XML, for what the reading library does not tell or would not survive.

Belongs here: cells far away, addresses that are none, errors, formulas without a result, hidden rows, merged cells.
Does not belong here: the zip around it (`guard`), and reading values (`workbook`).
Bytes are compared by whole arrays: a loop over millions of cells takes longer than reading them.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import IO, TypeAlias
from xml.sax.saxutils import unescape

import numpy as np
from numpy.typing import NDArray

from ingestion.readers.model import Limits, RefusedError, column_index, column_letter

_CHUNK = 4 * 2**20
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_PREFIX = re.compile(rb"<(\w+:)?worksheet[\s>]")
_ROW_NUMBER = re.compile(rb'(?:^|\s)r="([0-9]+)"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_WELL_FORMED = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_REFERENCE = re.compile(rb"""\sr=(?:"([^"]*)"|'([^']*)')""")
_SHARED = b't="s"'
_SHARED_AND_TAG = b't="s"><'
_ADDRESS = b' r="'
_FOUR_BYTES, _SEVEN_BYTES = 2**32 - 1, 2**56 - 1
# An address has up to three letters, seven digits and a quote; what lies behind the end of a piece is none of it.
_LONGEST_LETTERS, _LONGEST_NUMBER = 3, 7
_BEHIND = bytes(16)
# Which bytes end the name of an element.
_ENDS_NAME = np.isin(np.arange(256), list(b" \t\n\r>/"))

_Codes: TypeAlias = NDArray[np.uint8]
_Places: TypeAlias = NDArray[np.intp]


@dataclass
class SheetFacts:
    """What the scan of a sheet found: cells that no library reads, hidden rows, merged cells."""

    name: str
    is_hidden: bool
    hidden_row_count: int = 0
    # (row number, column index) -> the error's name, or the formula's text
    unread_cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # as `RawSheet.merged`


@dataclass(frozen=True)
class _Patterns:
    """What to look for in a sheet's XML, whose elements may carry a prefix: <x:c r="A1">."""

    prefix: bytes
    cell: bytes
    row: bytes
    attributes: re.Pattern[bytes]
    any_cell: re.Pattern[bytes]
    row_or_cell: re.Pattern[bytes]
    formula_without_value: re.Pattern[bytes]
    end_of_cell: bytes
    value: re.Pattern[bytes]
    text_without_number: re.Pattern[bytes]
    merged: re.Pattern[bytes]

    @classmethod
    def of(cls, prefix: bytes) -> "_Patterns":
        """The patterns of a sheet whose elements have this prefix."""
        p = re.escape(prefix)
        return cls(
            prefix=prefix,
            cell=b"<" + prefix + b"c",
            row=b"<" + prefix + b"row",
            attributes=re.compile(rb"[^>]*"),
            any_cell=re.compile(rb"<" + p + rb"c(\s[^>]*|/)?>"),
            row_or_cell=re.compile(rb"<" + p + rb"(row|c)((?:\s[^>]*|/)?)>"),
            formula_without_value=re.compile(
                rb"<%bf(?:\s[^>]*?)?(?:/>|>([^<]*)</%bf>)\s*(?!\s*<%bv[^>]*>[^<])" % (p, p, p)
            ),
            end_of_cell=b"</" + prefix + b"c>",
            value=re.compile(rb"<" + p + rb"v[^>]*>([^<]+)<"),
            text_without_number=re.compile(
                rb"""<%bc\s[^>]*t=["']s["'](?:[^>]*[^>/])?>\s*<%bv[^>]*>(?!\s*[0-9]+\s*<)""" % (p, p)
            ),
            merged=re.compile(
                rb"<" + p + rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
            ),
        )


@dataclass
class _Extent:
    """How far a sheet reaches, and where in it the scan is: a row or cell without an address follows the last."""

    last_row: int = 0
    last_column: int = 0
    row: int = 0
    column: int = -1

    def reach(self, *, row: int, column: int) -> None:
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def scan_sheet(stream: IO[bytes], facts: SheetFacts, *, limits: Limits) -> SheetFacts:
    """Adds to `facts` what a visible sheet's XML says; RefusedError where it must not be read."""
    chunks = _read_ahead(stream)
    first = next(chunks, b"")
    refuse_definitions(first)
    root = _PREFIX.search(first)
    if root is None:
        raise RefusedError("FILE_DAMAGED")
    patterns = _Patterns.of(root[1] or b"")
    extent = _Extent()
    for piece in _pieces(chain([first], chunks), patterns):
        tags = _Tags(piece, patterns.prefix)
        _follow_rows(piece, tags, patterns, extent, facts)
        _follow_cells(piece, tags, patterns, extent, sheet=facts.name)
        _check_extent(facts.name, extent, limits=limits)
        _check_shared(piece, tags, patterns)
        errors = chain(_found(piece, b't="e"'), _found(piece, b"t='e'"))
        has_formulas = tags.opening(b"f").size > 0
        facts.unread_cells.update(
            _unread(piece, tags, patterns, errors=errors, has_formulas=has_formulas, sheet=facts.name)
        )
        if tags.opening(b"m").size:
            facts.merged.extend(_merged(piece, patterns))
    return facts


class _Tags:
    """Where the tags of a piece open whose elements carry the sheet's prefix, by the first letter of their names."""

    def __init__(self, piece: bytes, prefix: bytes) -> None:
        padded = piece + bytes(len(prefix)) + _BEHIND
        self.codes = np.frombuffer(padded, dtype=np.uint8)
        # Eight bytes from each place on, as one number.
        self.words = np.ndarray(len(padded) - 7, dtype="<u8", buffer=padded, strides=(1,))
        opens = np.flatnonzero(self.codes[: len(piece)] == ord("<"))
        for place, code in enumerate(prefix, start=1):
            opens = opens[self.codes[opens + place] == code]
        self._names: _Places = opens + 1 + len(prefix)
        self._initials = self.codes[self._names]

    def opening(self, initial: bytes) -> _Places:
        """Where the names begin that begin with a letter."""
        return np.asarray(self._names[self._initials == initial[0]])

    @cached_property
    def cells(self) -> _Places:
        """Where the attributes of cells begin."""
        places = self.opening(b"c") + len(b"c")
        return np.asarray(places[_ENDS_NAME[self.codes[places]]])  # not <cols>


def _found(piece: bytes, text: bytes) -> Iterator[int]:
    """Where a text stands that hardly ever does."""
    place = piece.find(text)
    while place >= 0:
        yield place
        place = piece.find(text, place + 1)


def _read_ahead(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in chunks, the next of which is unpacked while one is looked at."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(stream.read, _CHUNK)
        while chunk := coming.result():
            coming = pool.submit(stream.read, _CHUNK)
            yield chunk


def _merged(piece: bytes, patterns: _Patterns) -> Iterator[tuple[int, int, int, int]]:
    for left, top, right, bottom in patterns.merged.findall(piece):
        yield int(top), int(bottom), column_index(left.decode()), column_index(right.decode())


def refuse_definitions(head: bytes) -> None:
    """RefusedError where a part defines words of its own: no workbook does, an attack does."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise RefusedError("FILE_DAMAGED")


def _check_shared(piece: bytes, tags: _Tags, patterns: _Patterns) -> None:
    """RefusedError where a cell's text has no number: the library takes the workbook's first text for it."""
    names = tags.opening(b"v")
    before = names - len(patterns.prefix) - len(_SHARED_AND_TAG)
    names, before = names[before >= 0], before[before >= 0]
    names = names[tags.words[before] & _SEVEN_BYTES == int.from_bytes(_SHARED_AND_TAG, "little")]
    digit = tags.codes[names + 2]
    is_usual = (tags.codes[names + 1] == ord(">")) & (digit >= ord("0")) & (digit <= ord("9"))
    if int(is_usual.sum()) != piece.count(_SHARED) and patterns.text_without_number.search(piece):
        raise RefusedError("FILE_DAMAGED")


# How far it reaches


def _follow_rows(piece: bytes, tags: _Tags, patterns: _Patterns, extent: _Extent, facts: SheetFacts) -> None:
    names = tags.opening(b"r")
    is_row = (tags.codes[names + 1] == ord("o")) & (tags.codes[names + 2] == ord("w"))
    places = names[is_row] + len(b"row")
    places = places[_ENDS_NAME[tags.codes[places]]]  # not rowBreaks
    if not places.size:
        return
    numbers = _usual_numbers(tags, places)
    extent.column = -1
    if numbers is not None and b"hidden" not in piece:
        extent.row = int(numbers[-1])
        extent.last_row = max(extent.last_row, int(numbers.max()))
        return
    for place in places.tolist():
        match = patterns.attributes.match(piece, place)
        attributes = match[0] if match else b""
        number = _ROW_NUMBER.search(attributes)
        extent.row = int(number[1]) if number else extent.row + 1
        extent.last_row = max(extent.last_row, extent.row)
        facts.hidden_row_count += _HIDDEN.search(attributes) is not None


def _follow_cells(piece: bytes, tags: _Tags, patterns: _Patterns, extent: _Extent, *, sheet: str) -> None:
    """Take in the addresses of all cells; RefusedError where one is no address."""
    if not tags.cells.size:
        return
    usual = _usual_addresses(tags, tags.cells)
    if usual is not None:
        extent.reach(row=usual[0], column=usual[1])
        extent.column = -1
        return
    # Some have their attributes in another order, no address, or a bad one.
    for match in patterns.row_or_cell.finditer(piece):
        if match[1] == b"row":
            extent.column = -1
            continue
        # Rows have been followed to the end of the piece already: how far it reaches is the same.
        row, extent.column = _address(match[2], extent, sheet=sheet)
        extent.reach(row=row, column=extent.column)


def _usual_numbers(tags: _Tags, places: _Places) -> NDArray[np.int32] | None:
    """The numbers of rows where every row begins like <row r="1"; None where one does not."""
    number, at = _whole_number(tags.codes, places + len(_ADDRESS))
    is_usual = _begins_with_address(tags, places) & (number > 0) & (tags.codes[at] == ord('"'))
    return number if bool(is_usual.all()) else None


def _usual_addresses(tags: _Tags, places: _Places) -> tuple[int, int] | None:
    """The last row and column where every cell begins like <c r="A1"; None where one does not."""
    at = places + len(_ADDRESS)
    column = np.zeros(len(at), dtype=np.int32)
    for _ in range(_LONGEST_LETTERS):
        letter = tags.codes[at] - np.uint8(ord("A"))  # what is before A wraps around
        is_letter = letter < len(_LETTERS)
        if not is_letter.any():
            break
        column = np.where(is_letter, column * 26 + letter + 1, column)
        at = at + is_letter
    row, at = _whole_number(tags.codes, at)
    is_usual = _begins_with_address(tags, places) & (column > 0) & (row > 0) & (tags.codes[at] == ord('"'))
    return (int(row.max()), int(column.max()) - 1) if bool(is_usual.all()) else None


def _begins_with_address(tags: _Tags, places: _Places) -> NDArray[np.bool_]:
    return np.asarray(tags.words[places] & _FOUR_BYTES == int.from_bytes(_ADDRESS, "little"))


def _whole_number(codes: _Codes, at: _Places) -> tuple[NDArray[np.int32], _Places]:
    """The numbers that stand at some places, 0 for none or a leading zero, and the places behind them."""
    number = np.zeros(len(at), dtype=np.int32)
    for _ in range(_LONGEST_NUMBER):
        digit = codes[at] - np.uint8(ord("0"))
        is_digit = digit < len(_DIGITS)
        if not is_digit.any():
            break
        is_leading_zero = (number == 0) & (digit == 0)
        is_digit &= ~is_leading_zero
        number = np.where(is_digit, number * 10 + digit, number)
        at = at + is_digit
    return number, at


def _address(attributes: bytes, extent: _Extent, *, sheet: str) -> tuple[int, int]:
    """Row and column of a cell: those it states, else those after the last."""
    stated = _REFERENCE.search(attributes)
    if stated is None:
        return max(extent.row, 1), extent.column + 1
    reference = stated[1] if stated[1] is not None else stated[2]
    match = _WELL_FORMED.fullmatch(reference)
    if match is None:
        raise RefusedError("BAD_CELL_REFERENCE", sheet=sheet, value=reference.decode("utf-8", "replace"))
    return int(match[2]), column_index(match[1].decode())


def _check_extent(sheet: str, extent: _Extent, *, limits: Limits) -> None:
    last_row, last_column = extent.last_row, extent.last_column
    if last_column >= limits.max_columns or last_row * (last_column + 1) > limits.max_cells:
        raise RefusedError(
            "FAR_CELL",
            sheet=sheet,
            value=f"{column_letter(last_column)}{last_row}",
            limit=f"{column_letter(limits.max_columns - 1)}{limits.max_rows}",
        )
    if last_row > limits.max_rows:
        raise RefusedError("TOO_MANY_ROWS", sheet=sheet, value=f"{last_row:,}", limit=f"{limits.max_rows:,}")


def _pieces(chunks: Iterator[bytes], patterns: _Patterns) -> Iterator[bytes]:
    """The text of a sheet in pieces that end between rows, or at least between cells."""
    carry = b""
    for chunk in chunks:
        piece = carry + chunk
        cut = piece.rfind(patterns.row)
        if cut <= 0:
            cut = piece.rfind(patterns.cell)
        if cut <= 0 and len(piece) < 2 * _CHUNK:
            carry = piece
            continue
        cut = cut if cut > 0 else len(piece)
        yield piece[:cut]
        carry = piece[cut:]
    if carry:
        yield carry


# What no library reads


def _unread(
    piece: bytes,
    tags: _Tags,
    patterns: _Patterns,
    *,
    errors: Iterable[int],
    has_formulas: bool,
    sheet: str,
) -> Iterator[tuple[tuple[int, int], str]]:
    """Errors and formulas without a result: the reading library gives both as blank cells."""
    for at in errors:
        cell = _cell_around(piece, at, tags, patterns)
        if cell is not None and at < cell.end():
            value = patterns.value.search(piece, cell.end(), _end(piece, cell, patterns))
            yield _position(cell, sheet), value[1].decode("utf-8", "replace") if value else "#N/A"
    if not has_formulas:
        return
    for match in patterns.formula_without_value.finditer(piece):
        cell = _cell_around(piece, match.start(), tags, patterns)
        # An empty result of type "str" is the empty text, which is a result.
        if cell is not None and not any(mark in cell[0] for mark in (b't="str"', b't="e"')):
            yield _position(cell, sheet), "=" + unescape((match[1] or b"").decode("utf-8", "replace"))


def _cell_around(piece: bytes, at: int, tags: _Tags, patterns: _Patterns) -> re.Match[bytes] | None:
    """The tag of the cell that a place lies in or under, None where it lies in none."""
    before = int(np.searchsorted(tags.cells, at, side="right"))
    start = int(tags.cells[before - 1]) - len(patterns.cell) if before else -1
    cell = patterns.any_cell.match(piece, start) if start >= 0 else None
    return cell if cell is not None and at < _end(piece, cell, patterns) else None


def _end(piece: bytes, cell: re.Match[bytes], patterns: _Patterns) -> int:
    end = piece.find(patterns.end_of_cell, cell.end())
    return end if end >= 0 else len(piece)


def _position(cell: re.Match[bytes], sheet: str) -> tuple[int, int]:
    stated = _REFERENCE.search(cell[0])
    match = _WELL_FORMED.fullmatch((stated[1] or stated[2] or b"") if stated else b"")
    if match is None:
        raise RefusedError("BAD_CELL_REFERENCE", sheet=sheet, value="")
    return int(match[2]), column_index(match[1].decode())
