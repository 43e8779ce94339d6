import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ingestion.feedback.messages import FINDING_SCHEMA
from ingestion.readers import Limits, ReadResult, read_files
from ingestion.readers.model import column_index, column_letter

HEADINGS = ["项目名称", "投资类型", "总投资", "所在库"]
PROJECT = ["甲项目", "企业投资", 1200, "储备库"]
SMALL = Limits(seconds_per_file=20, max_unpacked_bytes=100 * 2**20)


def read(*paths: Path, limits: Limits = SMALL) -> list[ReadResult]:
    return list(read_files(paths, limits=limits))


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目台账"
    for row in rows or (HEADINGS, PROJECT):
        sheet.append(row)
    book.save(path)
    return path


def changed(path: Path, source: Path, **parts: bytes | Callable[[bytes], bytes] | None) -> Path:
    """A copy of a workbook with parts replaced, changed, added, or left out; names by their last component."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = Path(name).stem
            if key not in parts:
                new.writestr(name, old.read(name))
                continue
            change = parts.pop(key)
            if change is not None:
                new.writestr(name, change if isinstance(change, bytes) else change(old.read(name)))
    return path


def refusal(result: ReadResult) -> str | None:
    return result.refusal.rule_id if result.refusal else None


def test_a_workbook_is_read_as_text_with_true_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("项目台账")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        chinese = book.add_format({"num_format": 'yyyy"年"m"月"'})
        share = book.add_format({"num_format": "0.0%"})
        sheet.write(2, 1, "甲\n项目")
        sheet.write_number(2, 2, 0.1 + 0.2)
        sheet.write_number(2, 3, 1234567890123.25)
        sheet.write_boolean(2, 4, True)
        sheet.write_number(2, 5, 43983)
        sheet.write_datetime(2, 6, datetime(2020, 7, 15), day)  # noqa: DTZ001  # a cell has no zone
        sheet.write_datetime(2, 7, datetime(2020, 7, 1), chinese)  # noqa: DTZ001  # as above
        sheet.write_number(2, 8, 0.955, share)
        sheet.write_formula(2, 9, "=1+1.5", None, 2.5)
        sheet.write_formula(2, 10, '="文字"', None, "文字")
        sheet.write_formula(2, 11, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 12, "007")
        sheet.write_number(2, 13, 1e-7)
        sheet.write_string(5, 1, "末")
    (result,) = read(path)
    assert result.refusal is None
    (raw,) = result.sheets
    assert raw.name == "项目台账"
    assert raw.cells["row_number"].to_list() == [1, 2, 3, 4, 5, 6]
    assert raw.letters == [column_letter(n) for n in range(14)]
    assert raw.cells.row(2)[1:] == (
        None, "甲\n项目", "0.3", "1234567890123.25", "true", "43983", "2020-07-15", "2020-07-01", "0.955", "2.5",
        "文字", "#DIV/0!", "007", "0.0000001",
    )  # fmt: skip
    assert raw.cells["B"].to_list() == [None, None, "甲\n项目", None, None, "末"]


def test_formulas_without_a_result_and_errors_are_not_blank(tmp_path: Path) -> None:
    # openpyxl saves formulas without their results.
    path = workbook(
        tmp_path / "a.xlsx",
        HEADINGS,
        ["甲", "企业投资", '=SUM(1,2)&"<"', "储备库"],
        [None, None, None, "=D2"],
    )
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    error = sheet.replace(
        b"</row></sheetData>",
        b'<c r="F3" t="e"><v>#REF!</v></c><c r="G3" t="str"><f>""</f><v></v></c></row></sheetData>',
    )
    assert error != sheet
    (result,) = read(changed(tmp_path / "b.xlsx", path, sheet1=error))
    cells = result.sheets[0].cells
    assert cells["C"][1] == '=SUM(1,2)&"<"'
    assert cells["D"][2] == "=D2"
    assert cells["F"].to_list() == [None, None, "#REF!"]
    assert cells["G"].to_list() == [None, None, ""]


def test_elements_with_a_prefix_and_attributes_in_any_order(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx")
    prefixed = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row r="1" hidden="1"><x:c t="inlineStr" r="A1"><x:is><x:t>t="e" &lt;c</x:t></x:is></x:c>'
        b'<x:c t="e" r="B1"><x:v>#N/A</x:v></x:c><x:c r="C1"><x:f>A1</x:f></x:c>'
        b'<x:c r="D1"><x:f>1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    (result,) = read(changed(tmp_path / "a.xlsx", good, sheet1=prefixed))
    assert result.sheets[0].cells.rows() == [(1, 't="e" <c', "#N/A", "=A1", "1")]
    assert [remark.rule_id for remark in result.remarks] == ["HIDDEN_ROWS"]


def test_hidden_sheets_are_not_read_hidden_rows_are_and_both_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("项目台账")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, PROJECT)
        sheet.set_row(1, None, None, {"hidden": True})
        for name, hide in (("旧台账", "hide"), ("底稿", "very_hidden")):
            getattr(other := book.add_worksheet(name), hide)()
            other.write(0, 0, "x")
    (result,) = read(path)
    assert [sheet.name for sheet in result.sheets] == ["项目台账"]
    assert result.sheets[0].cells.height == 2
    assert [(remark.rule_id, remark.sheet) for remark in result.remarks] == [
        ("HIDDEN_ROWS", "项目台账"),
        ("HIDDEN_SHEET", "旧台账"),
        ("HIDDEN_SHEET", "底稿"),
    ]
    assert result.findings.schema == FINDING_SCHEMA
    assert set(result.findings["severity"]) == {"info"}


def test_an_empty_sheet_and_a_chart_do_not_disturb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("项目台账")
        sheet.write_row(0, 0, HEADINGS)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=项目台账!$C$1:$C$1"})
        book.add_chartsheet("图").set_chart(chart)
    (result,) = read(path)
    assert [(sheet.name, sheet.cells.height) for sheet in result.sheets] == [("空", 0), ("项目台账", 1)]


def test_macros_are_not_run_and_said(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx")
    path = tmp_path / "b.xlsm"
    path.write_bytes(source.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    (result,) = read(path)
    assert [remark.rule_id for remark in result.remarks] == ["MACROS_IGNORED"]
    assert result.sheets[0].cells.height == 2


@pytest.mark.parametrize(
    ("content", "first_cell"),
    [
        ("项目名称,备注\n甲,\n".encode(), "项目名称"),
        ("项目名称,备注\n甲,\n".encode("utf-8-sig"), "项目名称"),
        ("项目名称,备注\r\n甲,\r\n".encode("gb18030"), "项目名称"),
        ('标题\n项目名称,备注,又\n\n甲,"两\n行"\n'.encode(), "标题"),
    ],
)
def test_csv_in_its_encodings(tmp_path: Path, content: bytes, first_cell: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (result,) = read(path)
    (raw,) = result.sheets
    assert raw.name == "项目台账"
    assert raw.cells["A"][0] == first_cell


def test_rows_of_a_csv_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('标题\n\n项目名称,备注,又\n甲,"两\n行"\n乙,,丙\n', encoding="utf-8")
    (result,) = read(path)
    assert result.sheets[0].cells.rows() == [
        (1, "标题", None, None),
        (2, None, None, None),
        (3, "项目名称", "备注", "又"),
        (4, "甲", "两\n行", None),
        (5, "乙", "", "丙"),
    ]


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def _with_cells(cells: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"</sheetData>", cells + b"</sheetData>")


def hostile(folder: Path) -> dict[str, tuple[Path, str]]:
    """Bad files by what is bad about them, and the rule that refuses each."""
    good = workbook(folder / "good.xlsx")
    content = good.read_bytes()

    def raw(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    def cells(name: str, xml: bytes) -> Path:
        return changed(folder / name, good, sheet1=_with_cells(xml))

    blank_rows = b"".join(b'<row r="%d" s="1"/>' % row for row in range(3, 250_003))
    dense = b"".join(b'<row r="%d"><c r="SA%d"><v>1</v></c></row>' % (row, row) for row in (3, 150_000))
    huge = folder / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2**30)  # a hole: it takes no room
    linked = folder / "linked.xlsx"
    linked.write_bytes(content)
    with zipfile.ZipFile(linked, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    return {
        "empty": (raw("empty.xlsx", b""), "FILE_EMPTY"),
        "empty csv": (raw("empty.csv", b""), "FILE_EMPTY"),
        "blank csv": (raw("blank.csv", b"\xef\xbb\xbf,,\r\n \r\n"), "FILE_EMPTY"),
        "text named xlsx": (raw("text.xlsx", b"hello"), "NOT_A_SPREADSHEET"),
        "picture named csv": (raw("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00"), "TEXT_HAS_NUL"),
        "nul in utf-16": (raw("utf16.csv", "项目名称,a\x00\n".encode("utf-16")), "TEXT_HAS_NUL"),
        "no encoding": (raw("latin.csv", b"caf\xff\xe9,\xff\xff\n"), "ENCODING_UNKNOWN"),
        "open quote": (raw("quote.csv", '项目名称,备注\n甲,"乙\n丙,丁\n'.encode()), "CSV_MALFORMED"),
        "endless cell": (raw("cell.csv", b'a,b\nc,"' + b"d" * 50_000 + b'"\n'), "CSV_MALFORMED"),
        "wide csv": (raw("wide.csv", b"," * 5_000 + b"x\n"), "FAR_CELL"),
        "long csv": (raw("long.csv", b"a,b\n" * 250_000), "TOO_MANY_ROWS"),
        "truncated": (raw("truncated.xlsx", content[: len(content) // 2]), "FILE_DAMAGED"),
        "truncated tail": (raw("tail.xlsx", content[:-30]), "FILE_DAMAGED"),
        "other zip": (raw("other.xlsx", _zip(word__document_xml=b"<a/>")), "NOT_A_SPREADSHEET"),
        "ods": (raw("a.ods", _zip(mimetype=b"x", content_xml=b"<a/>")), "FORMAT_UNSUPPORTED"),
        "no xls": (raw("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)), "FILE_DAMAGED"),
        "page named xls": (raw("page.xls", b"<html><table></table></html>"), "NOT_A_SPREADSHEET"),
        "bare json": (raw("a.json", b"{}"), "JSON_SHAPE"),
        "cut json": (raw("cut.json", b'{"unit": "a", "month'), "JSON_MALFORMED"),
        "no suffix": (raw("台账", b"a,b\n"), "FORMAT_UNSUPPORTED"),
        "encrypted": (
            raw("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
            "FILE_ENCRYPTED",
        ),
        "bomb": (
            changed(folder / "bomb.xlsx", good, sheet1=_with_cells(b" " * (110 * 2**20))),
            "UNPACKS_TOO_LARGE",
        ),
        "small bomb": (
            changed(folder / "bomb2.xlsx", good, sheet1=_with_cells(b" " * (30 * 2**20))),
            "UNPACKS_TOO_LARGE",
        ),
        "far cell": (cells("far.xlsx", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "FAR_CELL"),
        "far cell in a near row": (cells("far2.xlsx", b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), "FAR_CELL"),
        "low cell": (cells("low.xlsx", b'<row r="3"><c r="A1048576"><v>1</v></c></row>'), "TOO_MANY_ROWS"),
        "large area": (cells("dense.xlsx", dense), "FAR_CELL"),
        "blank rows": (cells("blank.xlsx", blank_rows), "TOO_MANY_ROWS"),
        "bad reference": (cells("ref.xlsx", b'<row r="3"><c r="A0"><v>1</v></c></row>'), "BAD_CELL_REFERENCE"),
        "no reference": (cells("ref2.xlsx", b'<row r="3"><c r="ABCDEF9"><v>1</v></c></row>'), "BAD_CELL_REFERENCE"),
        "external links": (linked, "EXTERNAL_LINKS"),
        "no list of sheets": (changed(folder / "nolist.xlsx", good, workbook=b"<workbook"), "FILE_DAMAGED"),
        "entities": (
            changed(folder / "dtd.xlsx", good, workbook=b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'),
            "FILE_DAMAGED",
        ),
        "no sheet part": (changed(folder / "nosheet.xlsx", good, sheet1=None), "FILE_DAMAGED"),
        "huge": (huge, "FILE_TOO_LARGE"),
        "missing": (folder / "missing.xlsx", "FILE_UNREADABLE"),
    }  # fmt: skip


def test_hostile_files_are_refused_and_the_good_ones_between_them_are_read(tmp_path: Path) -> None:
    bad = hostile(tmp_path)
    good = tmp_path / "good.xlsx"
    paths = [path for entry, _ in bad.values() for path in (entry, good)]
    results = read(*paths)
    assert [result.path for result in results] == paths
    assert {name: refusal(result) for name, result in zip(bad, results[::2], strict=True)} == {
        name: rule_id for name, (_, rule_id) in bad.items()
    }
    assert {refusal(result) for result in results[1::2]} == {None}
    for result in results[::2]:
        assert result.findings["severity"].to_list() == ["error"]
        assert "{" not in result.findings["message"][0]


def test_a_file_that_aborts_the_library_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = changed(tmp_path / "far.xlsx", good, sheet1=_with_cells(far))
    # Let past the guard, it makes the library ask for more memory than there is, and abort.
    blind = Limits(max_rows=2**21, max_columns=2**15, max_cells=2**40, seconds_per_file=20)
    results = read(good, path, good, path, limits=blind)
    assert [refusal(result) for result in results] == [None, "READER_STOPPED", None, "READER_STOPPED"]


def test_a_child_out_of_time_is_no_end(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx")
    results = read(good, good, limits=Limits(seconds_per_file=0))
    assert len(results) == 2
    # A child has a second of processor time at least, within which the first may be read.
    assert {refusal(result) for result in results} & {"READER_STOPPED", "READER_TIMED_OUT"}


def test_a_part_larger_than_its_declared_size_is_stopped(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx")
    path = changed(tmp_path / "liar.xlsx", good, sheet1=_with_cells(b" " * (30 * 2**20)))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    real = info.file_size.to_bytes(4, "little")
    lie = (5_000).to_bytes(4, "little")
    content = bytearray(bytes(content).replace(real, lie))
    path.write_bytes(content)
    results = read(path, good)
    assert refusal(results[0]) is not None
    assert refusal(results[1]) is None


def test_many_batches_keep_their_order(tmp_path: Path) -> None:
    paths = []
    for number in range(5):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"{number},a\n", encoding="utf-8")
        paths.append(path)
    results = read(*paths, limits=Limits(files_per_child=2))
    assert [result.sheets[0].cells["A"][0] for result in results] == ["0", "1", "2", "3", "4"]


def test_no_file_is_no_child() -> None:
    assert read() == []


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_column_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter
    assert column_index(letter) == index


def test_dates_of_a_workbook_from_1904_are_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("项目台账")
        sheet.write_datetime(0, 0, date(2020, 7, 15), book.add_format({"num_format": "yyyy-mm-dd"}))
    (result,) = read(path)
    assert result.sheets[0].cells["A"].to_list() == ["2020-07-15"]
