"""The corpus: each case is one bad file and the rules of which one must refuse it.

Belongs here: families of cases, each a function that writes its files into a folder.
Does not belong here: what a reader does with them.

A case that may also turn out readable says so (`may_read`): the change lies where no cell is, and what is read must
then equal the good file, cell for cell.
"""

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msoffcrypto
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

HEADINGS = ("项目名称", "投资类型", "总投资", "所在库")
PROJECTS = tuple((f"第{n}号产业园项目", "企业投资", 1200 + n, "储备库") for n in range(40))
DAMAGED = frozenset({"FILE_DAMAGED"})
# What a library stumbles over in the middle of a part shows as one of these.
BROKEN = frozenset({"FILE_DAMAGED", "READER_STOPPED"})
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A bad file, the rules that may refuse it, and what else is promised of it."""

    name: str
    path: Path
    rules: frozenset[str]
    may_read: bool = False
    is_prompt: bool = False  # refused within a second


@dataclass(frozen=True, kw_only=True)
class Good:
    """One ledger in each format, from which the bad files are made."""

    xlsx: bytes
    xls: bytes
    csv: bytes
    json: bytes


class Folder:
    """Where the files of the corpus are written; names stay short and unique."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def case(
        self,
        name: str,
        content: bytes,
        rules: str | frozenset[str],
        *,
        suffix: str = ".xlsx",
        may_read: bool = False,
        is_prompt: bool = False,
    ) -> Case:
        path = self.path / f"{name}{suffix}"
        path.write_bytes(content)
        return Case(
            name=f"{name}{suffix}",
            path=path,
            rules=frozenset({rules}) if isinstance(rules, str) else rules,
            may_read=may_read,
            is_prompt=is_prompt,
        )


def good_files() -> Good:
    """The good ledger."""
    rows = (HEADINGS, *PROJECTS)
    records = [dict(zip(HEADINGS, project, strict=True)) for project in PROJECTS]
    document = {"unit": "嘉鱼县", "month": "2020-07", "kind": "全量", "sheets": {"项目台账": records}}
    return Good(
        xlsx=_xlsx(),
        xls=_xls(),
        csv="\n".join(",".join(map(str, row)) for row in rows).encode(),
        json=json.dumps(document, ensure_ascii=False).encode(),
    )


def corpus(folder: Path, good: Good) -> list[Case]:
    """Every case that is made in a moment."""
    files = Folder(folder)
    families: tuple[Callable[[Folder, Good], Iterator[Case]], ...] = (
        truncated,
        mutated,
        other_types,
        locked,
        bombs,
        far_cells,
        bad_references,
        broken_xml,
        missing_parts,
        entities,
        bad_texts,
        bad_documents,
        bad_legacy,
    )
    return [case for family in families for case in family(files, good)]


# Families


def truncated(files: Folder, good: Good) -> Iterator[Case]:
    """Half a file: what a broken upload leaves."""
    for percent in (2, 10, 25, 40, 50, 60, 75, 85, 90, 95, 98, 99):
        content = good.xlsx[: len(good.xlsx) * percent // 100]
        yield files.case(f"truncated-{percent}", content, DAMAGED)
    for left_out in (1, 2, 10, 21, 22, 46):
        yield files.case(f"truncated-by-{left_out}", good.xlsx[:-left_out], DAMAGED)
    yield files.case("first-byte", good.xlsx[:1], "NOT_A_SPREADSHEET")
    yield files.case("magic-alone", good.xlsx[:4], DAMAGED)
    yield files.case("head-missing", good.xlsx[100:], "NOT_A_SPREADSHEET")
    yield files.case("empty", b"", "FILE_EMPTY")
    yield files.case("empty", b"", "FILE_EMPTY", suffix=".csv")
    yield files.case("empty", b"", "FILE_EMPTY", suffix=".xls")
    yield files.case("empty", b"", "FILE_EMPTY", suffix=".json")
    for percent in (1, 5, 20, 40, 60, 80, 95):
        content = good.xls[: len(good.xls) * percent // 100]
        yield files.case(f"truncated-{percent}", content, BROKEN, suffix=".xls")
    for percent in (10, 50, 90, 99):
        content = good.json[: len(good.json) * percent // 100]
        rules = frozenset({"JSON_MALFORMED", "ENCODING_UNKNOWN"})  # a character may be cut in two
        yield files.case(f"truncated-{percent}", content, rules, suffix=".json")


def mutated(files: Folder, good: Good) -> Iterator[Case]:
    """Bytes changed at random: the checksums of a zip notice, or the change lies where nothing is."""
    rules = DAMAGED | {
        "NOT_A_SPREADSHEET",
        "FILE_ENCRYPTED",
        "UNPACKS_TOO_LARGE",
        "FILE_EMPTY",
        "READER_STOPPED",
    }
    for seed in range(40):
        chance = random.Random(seed)
        content = bytearray(good.xlsx)
        for _ in range(1 + seed % 4):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield files.case(f"mutated-{seed}", bytes(content), rules, may_read=True)
    for seed in range(6):
        chance = random.Random(seed)
        content = bytearray(good.xlsx)
        start = chance.randrange(len(content) - 300)
        content[start : start + 300] = chance.randbytes(300)
        yield files.case(f"scrambled-{seed}", bytes(content), rules, may_read=True)


def other_types(files: Folder, good: Good) -> Iterator[Case]:
    """Something else under a spreadsheet's name."""
    others = {
        "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64),
        "html": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "exe": b"MZ\x90\x00" + bytes(128),
        "gzip": b"\x1f\x8b\x08" + bytes(64),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(64),
        "seven-zip": b"7z\xbc\xaf\x27\x1c" + bytes(64),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(64),
        "xml": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "rtf": b"{\\rtf1\\ansi hello}",
    }
    for name, content in others.items():
        yield files.case(f"really-{name}", content, "NOT_A_SPREADSHEET")
    for name in ("png", "exe", "elf", "gzip"):
        yield files.case(f"really-{name}", others[name], "TEXT_HAS_NUL", suffix=".csv")
    yield files.case(
        "really-jpg", others["jpg"], frozenset({"TEXT_HAS_NUL", "ENCODING_UNKNOWN"}), suffix=".csv"
    )
    yield files.case("really-pdf", others["pdf"], "JSON_MALFORMED", suffix=".json")
    yield files.case("really-png", others["png"], "NOT_A_SPREADSHEET", suffix=".xls")
    zipped = {
        "docx": {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"},
        "pptx": {"ppt/presentation.xml": b"<p/>"},
        "jar": {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0"},
        "zip": {"嘉鱼县.xlsx": good.xlsx},
    }
    for name, parts in zipped.items():
        yield files.case(f"really-{name}", packed(parts), "NOT_A_SPREADSHEET")
    yield files.case(
        "really-ods", packed({"mimetype": b"a", "content.xml": b"<a/>"}), "FORMAT_UNSUPPORTED", suffix=".ods"
    )
    yield files.case(
        "really-xlsb", packed({"xl/workbook.bin": b"\x00"}), "FORMAT_UNSUPPORTED", suffix=".xlsb"
    )
    for suffix in (".pdf", ".doc", ".et", ".zzz", ""):
        yield files.case(f"suffix{suffix}", b"a,b\n1,2\n", "FORMAT_UNSUPPORTED", suffix=suffix)


def locked(files: Folder, good: Good) -> Iterator[Case]:
    """Passwords, and links to what is not there."""
    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(good.xlsx)).encrypt("秘密", encrypted)
    assert msoffcrypto.OfficeFile(encrypted).is_encrypted()
    yield files.case("password", encrypted.getvalue(), "FILE_ENCRYPTED")
    yield files.case("password", encrypted.getvalue(), "FILE_ENCRYPTED", suffix=".xls")
    flagged = bytearray(good.xlsx)
    flagged[good.xlsx.index(b"PK\x01\x02") + 8] |= 1  # in the first entry of the zip's list
    yield files.case("zip-password", bytes(flagged), "FILE_ENCRYPTED")
    yield files.case(
        "external-link", with_parts(good, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "EXTERNAL_LINKS"
    )


def bombs(files: Folder, good: Good) -> Iterator[Case]:
    """Small files that unpack to what no machine holds."""
    blanks = b" " * (64 * 2**20)
    for name, parts in {
        "bomb-sheet": {_SHEET: in_sheet(good, blanks)},
        "bomb-strings": {"xl/sharedStrings.xml": b"<sst>" + blanks + b"</sst>"},
        "bomb-styles": {"xl/styles.xml": b"<styleSheet>" + blanks + b"</styleSheet>"},
        "bomb-nobody-reads": {"xl/media/image1.png": blanks},
        "bomb-nested": {"xl/embeddings/inner.xlsx": packed({"a.xml": blanks}) + blanks},
    }.items():
        yield files.case(name, with_parts(good, parts), "UNPACKS_TOO_LARGE", is_prompt=True)
    yield files.case(
        "bomb-many-parts",
        with_parts(good, {f"xl/media/{n}.xml": b"" for n in range(6_000)}),
        "UNPACKS_TOO_LARGE",
        is_prompt=True,
    )
    twenty = b" " * (19 * 2**20)
    yield files.case(
        "bomb-of-small-parts",
        with_parts(good, {f"xl/media/{n}.xml": twenty for n in range(30)}),
        "UNPACKS_TOO_LARGE",
        is_prompt=True,
    )
    twice = with_parts(good, {"xl/worksheets/sheet2.xml": b"<worksheet/>"}).replace(
        b"sheet2.xml", b"sheet1.xml"
    )
    yield files.case("part-twice", twice, DAMAGED)


def far_cells(files: Folder, good: Good) -> Iterator[Case]:
    """Sheets that reach further than any table, which the library would lay out in memory."""
    far = {
        "far": (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "FAR_CELL"),
        "far-in-near-row": (b'<row r="50"><c r="XFD50"><v>1</v></c></row>', "FAR_CELL"),
        "far-without-row": (b'<c r="XFD1048576"><v>1</v></c>', "FAR_CELL"),
        "far-attributes-turned": (b'<row r="50"><c t="n" r="XFD50"><v>1</v></c></row>', "FAR_CELL"),
        "far-single-quotes": (b"<row r='50'><c r='XFD50'><v>1</v></c></row>", "FAR_CELL"),
        "far-tab": (b'<row\tr="50"><c\tr="XFD50"><v>1</v></c></row>', "FAR_CELL"),
        "far-line-break": (b'<row\nr="50"><c\nr="XFD50"\n><v>1</v></c></row>', "FAR_CELL"),
        "far-empty-cell": (b'<row r="50"><c r="XFD50"/></row>', "FAR_CELL"),
        "far-zzz": (b'<row r="50"><c r="ZZZ50"><v>1</v></c></row>', "FAR_CELL"),
        "far-column-513": (b'<row r="50"><c r="SS50"><v>1</v></c></row>', "FAR_CELL"),
        "far-without-addresses": (b"<row>" + b"<c><v>1</v></c>" * 17_000 + b"</row>", "FAR_CELL"),
        "low": (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "TOO_MANY_ROWS"),
        "low-cell-alone": (b'<row r="50"><c r="A1048576"><v>1</v></c></row>', "TOO_MANY_ROWS"),
        "below-the-last-row": (b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>', "FAR_CELL"),
        "row-beyond-numbers": (b'<row r="99999999999999999999"/>', "FAR_CELL"),
        "large-area": (b'<row r="150000"><c r="SA50"><v>1</v></c></row>', "FAR_CELL"),
        "blank-rows": (b"".join(b'<row r="%d"/>' % n for n in range(50, 250_000)), "TOO_MANY_ROWS"),
        "styled-rows": (
            b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(50, 250_000)),
            "TOO_MANY_ROWS",
        ),
        "blank-rows-unnumbered": (b"<row/>" * 250_000, "TOO_MANY_ROWS"),
    }
    for name, (cells, rules) in far.items():
        content = with_parts(good, {_SHEET: in_sheet(good, cells)})
        yield files.case(name, content, rules, is_prompt=True)
    row = b'<x:row r="1"><x:c r="XFD1"/></x:row>'
    prefixed = b'<x:worksheet xmlns:x="%s"><x:sheetData>' + row + b"</x:sheetData></x:worksheet>"
    yield files.case("far-prefixed", with_parts(good, {_SHEET: prefixed % _MAIN}), "FAR_CELL", is_prompt=True)


def bad_references(files: Folder, good: Good) -> Iterator[Case]:
    """Cells whose address is none: the library aborts on some."""
    for number, reference in enumerate(
        (
            "A0",
            "0A",
            "A",
            "1",
            "",
            "A-1",
            "a1",
            "R1C1",
            "A1:B2",
            "ABCD1",
            "A99999999",
            "甲1",
            "A1.5",
            "$A$1",
            " A1",
        )
    ):
        cells = b'<row r="50"><c r="%s"><v>1</v></c></row>' % reference.encode()
        content = with_parts(good, {_SHEET: in_sheet(good, cells)})
        yield files.case(f"reference-{number}", content, "BAD_CELL_REFERENCE", is_prompt=True)


def broken_xml(files: Folder, good: Good) -> Iterator[Case]:
    """A zip in order around XML that is not."""
    sheet = part_of(good, _SHEET)
    broken = {
        "unclosed": sheet[: len(sheet) * 2 // 3],
        "no-root": b"hello",
        "nothing": b"",
        "bytes": random.Random(1).randbytes(5_000),
        "utf-16": sheet.decode().encode("utf-16"),
        "other-root": b'<html xmlns="%s"/>' % _MAIN,
        "string-beyond": in_sheet(good, b'<row r="50"><c r="A50" t="s"><v>999999</v></c></row>'),
        "string-below": in_sheet(good, b'<row r="50"><c r="A50" t="s"><v>-1</v></c></row>'),
        "string-no-number": in_sheet(good, b'<row r="50"><c r="A50" t="s"><v>x</v></c></row>'),
        "unknown-type": in_sheet(good, b'<row r="50"><c r="A50" t="zz"><v>1</v></c></row>'),
        "string-with-more": in_sheet(good, b'<row r="50"><c t="s" r="A50"><v>1x</v></c></row>'),
    }
    for name, content in broken.items():
        yield files.case(f"xml-{name}", with_parts(good, {_SHEET: content}), BROKEN)
    crossed = with_parts(good, {_SHEET: sheet.replace(b"</row>", b"</c>", 1)})
    yield files.case("xml-crossed", crossed, BROKEN, may_read=True)
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"):
        whole = part_of(good, name)
        for kind, content in {"cut": whole[: len(whole) // 2], "text": b"hello"}.items():
            yield files.case(f"{Path(name).stem}-{kind}", with_parts(good, {name: content}), BROKEN)


def missing_parts(files: Folder, good: Good) -> Iterator[Case]:
    """A zip that lacks what its lists name."""
    for name, rules in {
        "xl/workbook.xml": frozenset({"NOT_A_SPREADSHEET"}),
        "xl/_rels/workbook.xml.rels": DAMAGED,
        _SHEET: DAMAGED,
        "xl/sharedStrings.xml": BROKEN,
    }.items():
        yield files.case(f"without-{Path(name).stem}", with_parts(good, {name: None}), rules)
    yield files.case(
        "sheet-elsewhere",
        with_parts(
            good,
            {
                "xl/_rels/workbook.xml.rels": part_of(good, "xl/_rels/workbook.xml.rels").replace(
                    b"worksheets/sheet1.xml", b"../../etc/passwd"
                )
            },
        ),
        DAMAGED,
    )


def entities(files: Folder, good: Good) -> Iterator[Case]:
    """XML that defines its own words: harmless ones, a thousand million laughs, and other people's files."""
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    definitions = {
        "laughs": b'<!DOCTYPE a [<!ENTITY a0 "lol">%s]>' % laughs,
        "file": b'<!DOCTYPE a [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
        "address": b'<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd">',
    }
    for part in ("xl/workbook.xml", _SHEET, "xl/sharedStrings.xml"):
        whole = part_of(good, part)
        head, _, rest = whole.partition(b"?>") if whole.startswith(b"<?xml") else (b"", b"", whole)
        for name, definition in definitions.items():
            used = rest.replace(b"<t>", b"<t>&a9;", 1)
            content = (head + b"?>" if head else b"") + definition + used
            yield files.case(f"entities-{name}-{Path(part).stem}", with_parts(good, {part: content}), DAMAGED)


def bad_texts(files: Folder, good: Good) -> Iterator[Case]:
    """Text files that are none, or no table."""
    text = good.csv
    cases: Mapping[str, tuple[bytes, str | frozenset[str]]] = {
        "nul": (text.replace(b"1200", b"12\x0000"), "TEXT_HAS_NUL"),
        "nuls": (bytes(4_096), "TEXT_HAS_NUL"),
        "no-encoding": (
            b"caf\xff\xe9,\xff\xff\n" + b"\xff\xfd",
            frozenset({"ENCODING_UNKNOWN", "TEXT_HAS_NUL"}),
        ),
        "half-a-character": (text[:5] + b"\xff\n" + text, "ENCODING_UNKNOWN"),
        "two-encodings": (text + "\n乙项目".encode("gb18030") + b"\xff", "ENCODING_UNKNOWN"),
        "utf-32": (text.decode().encode("utf-32"), frozenset({"TEXT_HAS_NUL", "ENCODING_UNKNOWN"})),
        "utf-16-odd": (text.decode().encode("utf-16")[:-1], frozenset({"TEXT_HAS_NUL", "ENCODING_UNKNOWN"})),
        "open-quote": (text + b'\n"a,b,c,d\n' + text, "CSV_MALFORMED"),
        "quote-inside": (text + b'\n"a"b,c\n', "CSV_MALFORMED"),
        "endless-cell": (text + b'\n"' + b"x" * 50_000 + b'"\n', "CSV_MALFORMED"),
        "endless-line": (b"x" * (2 * 2**20), "CSV_MALFORMED"),
        "wide": (b"," * 20_000 + b"x\n", "FAR_CELL"),
        "wide-once": (text + b"\n" + b"," * 600 + b"x\n", "FAR_CELL"),
        "long": (b"a,b\n" * 250_000, "TOO_MANY_ROWS"),
        "blank-lines": (b"\n" * 1_000_000, frozenset({"FILE_EMPTY", "TOO_MANY_ROWS"})),
        "blank-cells": (b",,,\n" * 100, "FILE_EMPTY"),
        "mark-alone": (b"\xef\xbb\xbf", "FILE_EMPTY"),
        "spaces": (b" \t \n  \n", "FILE_EMPTY"),
    }
    for name, (content, rules) in cases.items():
        yield files.case(name, content, rules, suffix=".csv")


def bad_documents(files: Folder, good: Good) -> Iterator[Case]:
    """JSON that is none, too deep, or not a submission."""
    document = good.json.decode()
    cases: Mapping[str, tuple[bytes, str]] = {
        "deep-lists": (b"[" * 200_000, "JSON_SHAPE"),
        "deep-objects": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "JSON_SHAPE"),
        "list": (b"[]", "JSON_SHAPE"),
        "text": (b'"hello"', "JSON_SHAPE"),
        "nan": (document.replace("1200", "NaN").encode(), "JSON_SHAPE"),
        "list-as-cell": (document.replace("1200", "[1]").encode(), "JSON_SHAPE"),
        "sheets-a-list": (b'{"unit":"a","month":"b","sheets":[]}', "JSON_SHAPE"),
        "two-values": (b'{"unit":"a","unit":"b","month":"c","sheets":{}}', "JSON_SHAPE"),
        "trailing": (good.json + b"}", "JSON_MALFORMED"),
        "comma": (b'{"unit":"a",}', "JSON_MALFORMED"),
        "nothing-in-it": (b" \n", "JSON_MALFORMED"),
    }
    for name, (content, rule) in cases.items():
        yield files.case(f"json-{name}", content, rule, suffix=".json")


def bad_legacy(files: Folder, good: Good) -> Iterator[Case]:
    """An .xls whose own file system is out of order."""
    rules = BROKEN | {"NOT_A_SPREADSHEET", "FORMAT_UNSUPPORTED", "FILE_ENCRYPTED", "EXTERNAL_LINKS"}
    header = {
        "sector-size": (30, b"\xff\xff"),
        "directory-beyond": (48, b"\x00\xff\xff\x00"),
        "table-beyond": (76, b"\x00\xff\xff\x00"),
        "tables-without-end": (68, b"\x00\x00\x00\x00\xff\xff\xff\x0f"),
        "small-table-beyond": (60, b"\x01\x00\x00\x00"),
    }
    for name, (at, content) in header.items():
        changed = bytearray(good.xls)
        changed[at : at + len(content)] = content
        yield files.case(f"legacy-{name}", bytes(changed), rules, suffix=".xls", may_read=True)
    yield files.case("legacy-magic-alone", good.xls[:8], rules, suffix=".xls")
    yield files.case("legacy-zeros", good.xls[:8] + bytes(20_000), rules, suffix=".xls")
    yield files.case(
        "legacy-noise", good.xls[:512] + random.Random(2).randbytes(20_000), rules, suffix=".xls"
    )
    table = struct.unpack_from("<I", good.xls, 76)[0]
    circle = bytearray(good.xls)
    start = (table + 1) * 512
    circle[start : start + 512] = struct.pack("<128I", *([1, 0] * 64))
    yield files.case("legacy-circle", bytes(circle), rules, suffix=".xls")


# Parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def part_of(good: Good, name: str) -> bytes:
    """A part of the good workbook."""
    with zipfile.ZipFile(io.BytesIO(good.xlsx)) as archive:
        return archive.read(name)


def with_parts(good: Good, parts: Mapping[str, bytes | None]) -> bytes:
    """The good workbook with parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(good.xlsx)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: content for name, content in (kept | dict(parts)).items() if content is not None})


def in_sheet(good: Good, xml: bytes) -> bytes:
    """The good sheet with more behind its rows."""
    return part_of(good, _SHEET).replace(b"</sheetData>", xml + b"</sheetData>")


def _xlsx() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC)})  # the same bytes every time
        sheet = book.add_worksheet("项目台账")
        for row, values in enumerate((HEADINGS, *PROJECTS)):
            sheet.write_row(row, 0, values)
    return buffer.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("项目台账")
    for row, values in enumerate((HEADINGS, *PROJECTS)):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
