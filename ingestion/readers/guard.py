"""Looks at a file's bytes before any library reads them, and refuses what would hurt or mislead.

Belongs here: what kind of file it is, the structure of its zip, and a bounded scan of each sheet's XML for what the
reading library does not tell (cells far away, errors, formulas without a result, hidden rows).
Does not belong here: reading cells (`workbook`, `delimited`). A part is never unpacked beyond its declared size, whose
sum is bounded first; a size that lies meets the memory limit of the process.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

from ingestion.readers.model import Limits, RefusedError, column_index, column_letter

Kind = Literal["workbook", "legacy", "delimited", "document"]

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITED_SUFFIXES = (".csv", ".txt", ".tsv")
DOCUMENT_SUFFIXES = (".json",)
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LARGE_PART = 20 * 2**20
_LONGEST_LIST_OF_SHEETS = 4 * 2**20
_CHUNK = 4 * 2**20
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_DIGITS = b"0123456789"
_PREFIX = re.compile(rb"<(\w+:)?worksheet[\s>]")
_ROW_NUMBER = re.compile(rb'(?:^|\s)r="([0-9]+)"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_WELL_FORMED = re.compile(rb"[A-Z]{1,3}[1-9][0-9]{0,6}")
_REFERENCE = re.compile(rb'\sr="([^"]*)"')
_LONGEST_CELL = 2 * 2**20  # 32,767 characters, escaped at worst, and a formula


@dataclass(frozen=True)
class _Patterns:
    """What to look for in a sheet's XML, whose elements may carry a prefix: <x:c r="A1">.

    They start with literals, which is what makes a scan of 100 MB a matter of seconds.
    """

    cell: bytes
    row: re.Pattern[bytes]
    usual_reference: re.Pattern[bytes]
    any_cell: re.Pattern[bytes]
    formula: bytes
    formula_without_value: re.Pattern[bytes]
    end_of_cell: bytes
    value: re.Pattern[bytes]
    merged: re.Pattern[bytes]

    @classmethod
    def of(cls, prefix: bytes) -> "_Patterns":
        """The patterns of a sheet whose elements have this prefix."""
        p = re.escape(prefix)
        return cls(
            cell=b"<" + prefix + b"c ",
            row=re.compile(rb"<" + p + rb"row\s([^>]*)>"),
            usual_reference=re.compile(rb"<" + p + rb'c r="([A-Z]{1,3}[1-9][0-9]{0,6})"'),
            any_cell=re.compile(rb"<" + p + rb"c(\s[^>]*)?>"),
            formula=b"<" + prefix + b"f",
            formula_without_value=re.compile(
                rb"<%bf(?:\s[^>]*?)?(?:/>|>([^<]*)</%bf>)\s*(?!\s*<%bv[^>]*>[^<])" % (p, p, p)
            ),
            end_of_cell=b"</" + prefix + b"c>",
            value=re.compile(rb"<" + p + rb"v[^>]*>([^<]+)<"),
            merged=re.compile(
                rb"<" + p + rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
            ),
        )


@dataclass
class SheetFacts:
    """What the scan of a sheet found: cells that no library reads, hidden rows, merged cells."""

    name: str
    is_hidden: bool
    hidden_row_count: int = 0
    # (row number, column index) -> the error's name, or the formula's text
    unread_cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # as `RawSheet.merged`


@dataclass(frozen=True, kw_only=True)
class WorkbookFacts:
    """What is known of a workbook before it is read."""

    sheets: tuple[SheetFacts, ...]
    has_macros: bool
    is_legacy: bool = False


def kind_of(path: Path, *, limits: Limits) -> Kind:
    """What reads the file, by its content; RefusedError where nothing does."""
    size = path.stat().st_size
    suffix = path.suffix.lower()
    if size == 0:
        raise RefusedError("FILE_EMPTY")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(ZIP_MAGIC):
        _check_size(size, limits.max_file_bytes)
        return "workbook"
    if head == OLE_MAGIC:
        _check_size(size, limits.max_file_bytes)
        if _ENCRYPTED_STREAM in path.read_bytes():
            raise RefusedError("FILE_ENCRYPTED")
        return "legacy"
    if suffix in WORKBOOK_SUFFIXES:
        raise RefusedError("NOT_A_SPREADSHEET", value=suffix)
    if suffix not in DELIMITED_SUFFIXES + DOCUMENT_SUFFIXES:
        raise RefusedError("FORMAT_UNSUPPORTED", value=suffix or path.name)
    _check_size(size, limits.max_text_bytes)
    return "document" if suffix in DOCUMENT_SUFFIXES else "delimited"


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise RefusedError("FILE_TOO_LARGE", value=_megabytes(size), limit=_megabytes(limit))


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MB"


def check_workbook(path: Path, *, limits: Limits) -> WorkbookFacts:
    """Checks a workbook's zip and scans its sheets; RefusedError where it must not be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _check_parts(archive, limits=limits, suffix=path.suffix.lower())
            sheets = tuple(
                _scan(archive, part, facts, limits=limits) for part, facts in _sheet_parts(archive, parts)
            )
    # zipfile raises these for what it cannot make sense of, ET.ParseError comes from the list of sheets.
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        ET.ParseError,
        NotImplementedError,
        ValueError,
    ):
        raise RefusedError("FILE_DAMAGED") from None
    has_macros = any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in parts)
    return WorkbookFacts(sheets=sheets, has_macros=has_macros)


def _check_parts(archive: zipfile.ZipFile, *, limits: Limits, suffix: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if (
        total > limits.max_unpacked_bytes
        or len(infos) > limits.max_parts
        or _is_bomb(infos, limits.max_ratio)
    ):
        raise RefusedError(
            "UNPACKS_TOO_LARGE", value=_megabytes(total), limit=_megabytes(limits.max_unpacked_bytes)
        )
    if any(info.flag_bits & 1 for info in infos):
        raise RefusedError("FILE_ENCRYPTED")
    parts = {info.filename: info for info in infos}
    if len(parts) < len(infos):  # two parts of one name: libraries differ in which they take
        raise RefusedError("FILE_DAMAGED")
    if "xl/workbook.bin" in parts:
        raise RefusedError("FORMAT_UNSUPPORTED", value=".xlsb")
    if "mimetype" in parts and "content.xml" in parts:
        raise RefusedError("FORMAT_UNSUPPORTED", value=".ods")
    if "xl/workbook.xml" not in parts:
        raise RefusedError("NOT_A_SPREADSHEET", value=suffix)
    if any(name.startswith("xl/externalLinks/") for name in parts):
        raise RefusedError("EXTERNAL_LINKS")
    return parts


def _is_bomb(infos: list[zipfile.ZipInfo], max_ratio: int) -> bool:
    return any(
        info.file_size > _LARGE_PART and info.file_size > max_ratio * max(1, info.compress_size)
        for info in infos
    )


def _sheet_parts(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> Iterator[tuple[zipfile.ZipInfo, SheetFacts]]:
    """The worksheets in the workbook's order, each with the part that holds it."""
    targets = {
        element.get("Id", ""): element.get("Target", "")
        for element in _xml(archive, "xl/_rels/workbook.xml.rels", parts).iter()
        if element.get("Type", "").endswith("/worksheet")
    }
    for element in _xml(archive, "xl/workbook.xml", parts).iter():
        if not element.tag.endswith("}sheet"):
            continue
        relation = next((value for key, value in element.items() if key.endswith("}id")), "")
        if relation not in targets:  # a chart or a dialogue
            continue
        part = _resolve(targets[relation])
        if part not in parts:
            raise RefusedError("FILE_DAMAGED")
        is_hidden = element.get("state", "visible") != "visible"
        yield parts[part], SheetFacts(name=element.get("name", ""), is_hidden=is_hidden)


def _resolve(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"


def _xml(archive: zipfile.ZipFile, name: str, parts: dict[str, zipfile.ZipInfo]) -> ET.Element:
    if name not in parts or parts[name].file_size > _LONGEST_LIST_OF_SHEETS:
        raise RefusedError("FILE_DAMAGED")
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # no workbook has them; an attack does
        raise RefusedError("FILE_DAMAGED")
    return ET.fromstring(text)


def _scan(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, facts: SheetFacts, *, limits: Limits
) -> SheetFacts:
    if facts.is_hidden:  # it is not read
        return facts
    last_row = last_column = 0
    patterns = None
    with archive.open(part) as stream:
        for piece in _pieces(iter(lambda: stream.read(_CHUNK), b"")):
            if patterns is None:
                root = _PREFIX.search(piece)
                patterns = _Patterns.of((root[1] or b"") if root else b"")
            rows = patterns.row.findall(piece)
            facts.hidden_row_count += sum(1 for row in rows if _HIDDEN.search(row))
            numbers = {match[1] for row in rows if (match := _ROW_NUMBER.search(row))}
            references = b" ".join(_references(piece, patterns, sheet=facts.name))
            # All at once, by leaving out the digits or the letters: a loop over millions of cells takes too long.
            numbers |= set(references.translate(None, _LETTERS).split())
            columns = set(references.translate(None, _DIGITS).split())
            last_row = max([last_row, *map(int, numbers)])
            last_column = max([last_column, *(column_index(column.decode()) for column in columns)])
            _check_extent(facts.name, last_row=last_row, last_column=last_column, limits=limits)
            facts.unread_cells.update(_unread(piece, patterns, facts.name))
            facts.merged.extend(_merged(piece, patterns))
    return facts


def _merged(piece: bytes, patterns: _Patterns) -> Iterator[tuple[int, int, int, int]]:
    for left, top, right, bottom in patterns.merged.findall(piece):
        yield int(top), int(bottom), column_index(left.decode()), column_index(right.decode())


def _references(piece: bytes, patterns: _Patterns, *, sheet: str) -> list[bytes]:
    """The addresses of all cells in a piece; RefusedError where one is no address."""
    references = patterns.usual_reference.findall(piece)
    if len(references) == piece.count(patterns.cell):
        return references
    # Some have their attributes in another order, none, or a bad address.
    found = [_REFERENCE.search(attributes) for attributes in patterns.any_cell.findall(piece)]
    references = [match[1] for match in found if match]
    bad = next((reference for reference in references if not _WELL_FORMED.fullmatch(reference)), None)
    if bad is not None:
        raise RefusedError("BAD_CELL_REFERENCE", sheet=sheet, value=bad.decode("utf-8", "replace"))
    return references


def _check_extent(sheet: str, *, last_row: int, last_column: int, limits: Limits) -> None:
    if last_column >= limits.max_columns or last_row * (last_column + 1) > limits.max_cells:
        raise RefusedError(
            "FAR_CELL",
            sheet=sheet,
            value=f"{column_letter(last_column)}{last_row}",
            limit=f"{column_letter(limits.max_columns - 1)}{limits.max_rows}",
        )
    if last_row > limits.max_rows:
        raise RefusedError("TOO_MANY_ROWS", sheet=sheet, value=f"{last_row:,}", limit=f"{limits.max_rows:,}")


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The text of a sheet in pieces that end between rows, or at least between cells."""
    carry = b""
    for chunk in chunks:
        piece = carry + chunk
        cut = max(piece.rfind(b"<row"), piece.rfind(b":row"))
        if cut <= 0:
            cut = max(piece.rfind(b"<c "), piece.rfind(b":c "))
        cut = piece.rfind(b"<", 0, cut + 1)
        if cut <= 0 and len(piece) < 2 * _CHUNK:
            carry = piece
            continue
        cut = cut if cut > 0 else len(piece)
        yield piece[:cut]
        carry = piece[cut:]
    if carry:
        yield carry


def _unread(piece: bytes, patterns: _Patterns, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Errors and formulas without a result: the reading library gives both as blank cells."""
    at = piece.find(b't="e"')
    while at >= 0:
        cell = _cell_around(piece, at, patterns)
        if cell is not None and at < cell.end():
            value = patterns.value.search(piece, cell.end(), _end(piece, cell, patterns))
            yield _position(cell, sheet), value[1].decode("utf-8", "replace") if value else "#N/A"
        at = piece.find(b't="e"', at + 1)
    if patterns.formula not in piece:
        return
    for match in patterns.formula_without_value.finditer(piece):
        cell = _cell_around(piece, match.start(), patterns)
        # An empty result of type "str" is the empty text, which is a result.
        if cell is not None and not any(mark in cell[0] for mark in (b't="str"', b't="e"')):
            yield _position(cell, sheet), "=" + unescape((match[1] or b"").decode("utf-8", "replace"))


def _cell_around(piece: bytes, at: int, patterns: _Patterns) -> re.Match[bytes] | None:
    """The tag of the cell that a place lies in or under, None where it lies in none."""
    since = max(0, at - _LONGEST_CELL)
    start = max(piece.rfind(patterns.cell, since, at), piece.rfind(patterns.cell[:-1] + b">", since, at))
    cell = patterns.any_cell.match(piece, start) if start >= 0 else None
    return cell if cell is not None and at < _end(piece, cell, patterns) else None


def _end(piece: bytes, cell: re.Match[bytes], patterns: _Patterns) -> int:
    end = piece.find(patterns.end_of_cell, cell.end())
    return end if end >= 0 else len(piece)


def _position(cell: re.Match[bytes], sheet: str) -> tuple[int, int]:
    reference = _REFERENCE.search(cell[0])
    if reference is None:
        raise RefusedError("BAD_CELL_REFERENCE", sheet=sheet, value="")
    return int(reference[1].lstrip(_LETTERS)), column_index(reference[1].rstrip(_DIGITS).decode())
