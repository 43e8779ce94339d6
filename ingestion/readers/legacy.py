"""Looks at an .xls (Excel 97 to 2003) before the library reads it, as `guard` does for the later format.

Belongs here: the compound file, bounded by its own sectors, and a scan of the workbook's records for what the library
does not tell: hidden sheets and rows, merged cells, errors, formulas without a result, passwords, links.
Does not belong here: reading cells (`workbook`); running anything: macros are noticed and left alone.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from ingestion.readers.guard import WorkbookFacts
from ingestion.readers.model import RefusedError
from ingestion.readers.scan import SheetFacts

_FREE = 0xFFFFFFFA  # sector numbers from here on are none
_DIRECTORY_ENTRY = 128
_BIFF8 = 0x0600
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x0809, 0x000A, 0x002F, 0x0085, 0x01AE
_ROW, _FORMULA, _STRING, _ERROR, _MERGED = 0x0208, 0x0006, 0x0207, 0x0205, 0x00E5
_SHARED = (0x04BC, 0x0221, 0x0236)  # a formula shared by several cells stands between a formula and its text
_OWN_BOOK, _ADD_INS = b"\x01\x04", b"\x01\x3a"
_HIDDEN_ROW = 0x20
# Every spreadsheet program writes it; a library that only writes formulas, and leaves the empty text for a result,
# does not.
_SUMMARY = "\x05SummaryInformation"
_WORKSHEET = 0
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# Its text is stored as tokens, which nobody could read.
_FORMULA_TEXT = "=（公式）"


def check_legacy(path: Path) -> WorkbookFacts:
    """What is known of an .xls before it is read; RefusedError where it must not be."""
    try:
        streams = _Compound(path.read_bytes()).streams()
        if not streams:  # its directory lies behind the cut
            raise RefusedError("FILE_DAMAGED")
        book = streams.get("Workbook")
        if book is None:
            # Excel 95 kept its workbook as `Book`; a Word document has neither.
            raise (
                RefusedError("FORMAT_UNSUPPORTED", value=".xls (Excel 95)")
                if "Book" in streams
                else RefusedError("NOT_A_SPREADSHEET", value=path.suffix.lower())
            )
        return WorkbookFacts(
            sheets=tuple(_sheets(book, saves_results=_SUMMARY in streams)),
            has_macros=any(name.startswith("_VBA_PROJECT") for name in streams),
            is_legacy=True,
        )
    # What is cut short ends in the middle of a number or of a sector.
    except (struct.error, IndexError, UnicodeDecodeError):
        raise RefusedError("FILE_DAMAGED") from None


class _Compound:
    """The streams of a compound file. A chain that is longer than the file has sectors goes in a circle."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift >= shift:
            raise RefusedError("FILE_DAMAGED")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._cutoff, first_mini = struct.unpack_from("<II", content, 56)
        self._fat = self._numbers(self._fat_sectors())
        self._mini_fat = self._numbers(self._chain(first_mini, self._fat))

    def streams(self) -> dict[str, bytes]:
        """Every stream by its name, and every folder as an empty one."""
        (first,) = struct.unpack_from("<I", self._content, 48)
        directory = b"".join(map(self._sector, self._chain(first, self._fat)))
        found: dict[str, bytes] = {}
        small = b""
        for at in range(0, len(directory), _DIRECTORY_ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:  # the root, whose stream holds the small ones
                small = self._large(start)
            elif kind == 2 and size < self._cutoff:
                found[name] = self._small(small, start)[:size]
            elif kind == 2:
                found[name] = self._large(start)[:size]
            elif kind == 1:
                found[name] = b""
        return found

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, count = struct.unpack_from("<II", self._content, 68)
        for _ in range(min(count, len(self._content) // self._size)):
            if following >= _FREE:
                break
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            sectors += more
        return [sector for sector in sectors if sector < _FREE]

    def _numbers(self, sectors: list[int]) -> list[int]:
        return [
            number
            for sector in sectors
            for number in struct.unpack(f"<{self._size // 4}I", self._sector(sector))
        ]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise RefusedError("FILE_DAMAGED")
        return self._content[start : start + self._size].ljust(self._size, b"\x00")

    @staticmethod
    def _chain(first: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while first < _FREE:
            chain.append(first)
            if len(chain) > len(table):
                raise RefusedError("FILE_DAMAGED")
            first = table[first]
        return chain

    def _large(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first, self._fat)))

    def _small(self, container: bytes, first: int) -> bytes:
        size = self._mini_size
        return b"".join(
            container[number * size : (number + 1) * size] for number in self._chain(first, self._mini_fat)
        )


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the workbook, to its end; charts within it are left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", book, at)
        data = book[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, data


def _sheets(book: bytes, *, saves_results: bool) -> Iterator[SheetFacts]:
    (version,) = struct.unpack_from("<H", book, 4)
    if version != _BIFF8:
        raise RefusedError("FORMAT_UNSUPPORTED", value=".xls (Excel 95)")
    listed: list[tuple[int, SheetFacts]] = []
    for kind, data in _records(book, 0):
        if kind == _FILEPASS:
            raise RefusedError("FILE_ENCRYPTED")
        if kind == _SUPBOOK and data[2:4] not in (_OWN_BOOK, _ADD_INS):
            raise RefusedError("EXTERNAL_LINKS")
        if kind == _BOUNDSHEET:
            offset, visibility, sort, length, is_wide = struct.unpack_from("<IBBBB", data)
            encoding = "utf-16-le" if is_wide & 1 else "latin-1"
            name = data[8 : 8 + length * (2 if is_wide & 1 else 1)].decode(encoding)
            if sort == _WORKSHEET:
                listed.append((offset, SheetFacts(name=name, is_hidden=visibility & 3 != 0)))
    for offset, facts in listed:
        if not facts.is_hidden:  # it is not read
            _scan(book, offset, facts, saves_results=saves_results)
        yield facts


def _scan(book: bytes, offset: int, facts: SheetFacts, *, saves_results: bool) -> None:
    waiting: tuple[int, int] | None = None  # a formula whose text, its result, should come next
    merged: list[tuple[int, int, int, int]] = []
    for kind, data in _records(book, offset):
        if waiting is not None and kind not in (_STRING, *_SHARED):
            facts.unread_cells[waiting] = _FORMULA_TEXT
        if kind not in _SHARED:
            waiting = None
        if kind == _ROW:
            (options,) = struct.unpack_from("<H", data, 12)
            facts.hidden_row_count += bool(options & _HIDDEN_ROW)
        elif kind == _ERROR:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
            if is_error:
                facts.unread_cells[row + 1, column] = _ERRORS.get(value, "#N/A")
        elif kind == _FORMULA:
            row, column, _, sort, value, mark = struct.unpack_from("<HHHBxB3xH", data)
            if mark == 0xFFFF and sort == 2:
                facts.unread_cells[row + 1, column] = _ERRORS.get(value, "#N/A")
            elif mark == 0xFFFF and sort == 3 and not saves_results:
                facts.unread_cells[row + 1, column] = _FORMULA_TEXT
            elif mark == 0xFFFF and sort == 0:
                waiting = (row + 1, column)
        elif kind == _MERGED:
            merged += struct.iter_unpack("<4H", data[2 : 2 + len(data[2:]) // 8 * 8])
    facts.merged += [(top + 1, bottom + 1, left, right) for top, bottom, left, right in merged]
