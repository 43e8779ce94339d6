"""Looks at a file's bytes before any library reads them, and refuses what would hurt or mislead.

Belongs here: what kind of file it is, and the structure of its zip.
Does not belong here: the XML of its sheets (`scan`), reading cells (`workbook`, `delimited`). A part is never unpacked
beyond its declared size, whose sum is bounded first; a size that lies meets the memory limit of the process.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from xml.etree import ElementTree as ET

from ingestion.readers.model import Limits, RefusedError
from ingestion.readers.scan import SheetFacts, refuse_definitions, scan_sheet

Kind = Literal["workbook", "legacy", "delimited", "document"]

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITED_SUFFIXES = (".csv", ".txt", ".tsv")
DOCUMENT_SUFFIXES = (".json",)
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LARGE_PART = 20 * 2**20
_LONGEST_LIST_OF_SHEETS = 4 * 2**20
# Beside the list of sheets and the sheets. What a part defines stands before its first element.
_READ_BY_LIBRARY = frozenset({"xl/sharedStrings.xml", "xl/styles.xml"})
_HEAD = 64 * 2**10


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
    for name in _READ_BY_LIBRARY & parts.keys():
        with archive.open(name) as part:
            refuse_definitions(part.read(_HEAD))
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
    refuse_definitions(text)
    return ET.fromstring(text)


def _scan(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, facts: SheetFacts, *, limits: Limits
) -> SheetFacts:
    if facts.is_hidden:  # it is not read
        return facts
    with archive.open(part) as stream:
        return scan_sheet(stream, facts, limits=limits)
