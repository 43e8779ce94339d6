"""The corpus of broken and hostile files: each refused with the right reason, and nothing else harmed."""

import re
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from ingestion.feedback.messages import load_catalogue
from ingestion.readers import Limits, ReadResult, read_files
from ingestion.readers.guard import check_workbook, kind_of
from ingestion.readers.model import RefusedError
from tests.hostile.corpus import Case, Folder, Good, corpus, good_files, in_sheet, part_of, with_parts

GIGABYTE = 2**30
CHINESE = re.compile("[一-龥]")


@pytest.fixture(scope="module")
def good() -> Good:
    return good_files()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, good: Good) -> list[Case]:
    return corpus(tmp_path_factory.mktemp("hostile"), good)


def read(paths: Sequence[Path]) -> list[ReadResult]:
    results = list(read_files(paths))
    assert [result.path for result in results] == list(paths)
    return results


def cells(result: ReadResult) -> pl.DataFrame:
    assert result.refusal is None, result.refusal
    (sheet,) = result.sheets
    return sheet.cells


def peak_of_children() -> int:
    """The memory of the largest child so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def wrong(case: Case, result: ReadResult, whole: pl.DataFrame) -> str | None:
    """What is not as promised of a case."""
    if result.refusal is None:
        if not case.may_read:
            return f"{case.name}: read"
        return None if cells(result).equals(whole) else f"{case.name}: read otherwise than it was written"
    rule = result.refusal.rule_id
    return None if rule in case.rules else f"{case.name}: {rule}, not {sorted(case.rules)}"


def test_each_is_refused_for_its_reason_and_the_good_file_after_it_is_read(
    cases: list[Case], good: Good, tmp_path: Path
) -> None:
    assert len(cases) >= 220
    assert len({case.name for case in cases}) == len(cases)
    whole_path = Folder(tmp_path).case("good", good.xlsx, "").path
    whole = cells(read([whole_path])[0])
    assert whole.height == 41
    results = read([path for case in cases for path in (case.path, whole_path)])
    faults = [wrong(case, result, whole) for case, result in zip(cases, results[::2], strict=True)]
    assert [fault for fault in faults if fault] == []
    assert all(cells(result).equals(whole) for result in results[1::2])
    # A third of the changes at random hit nothing that is read; more would say that nothing notices them.
    read_right = [
        case.name for case, result in zip(cases, results[::2], strict=True) if result.refusal is None
    ]
    assert 0 < len(read_right) < 20, read_right
    assert peak_of_children() < 3 * GIGABYTE


def test_each_refusal_says_what_is_wrong_and_what_to_do_in_chinese(cases: list[Case], good: Good) -> None:
    rules = load_catalogue()
    for case in cases:
        for rule in case.rules:
            assert CHINESE.search(rules[rule].message_zh), case.name
            assert CHINESE.search(rules[rule].advice_zh), case.name
            assert rules[rule].severity == "error"


def test_bombs_and_far_cells_are_refused_within_a_second(cases: list[Case]) -> None:
    prompt = [case for case in cases if case.is_prompt]
    assert len(prompt) >= 40
    limits = Limits()
    for case in prompt:
        started = time.process_time()
        assert kind_of(case.path, limits=limits) == "workbook"
        with pytest.raises(RefusedError) as refused:
            check_workbook(case.path, limits=limits)
        assert time.process_time() - started < 1, case.name
        assert refused.value.notice.rule_id in case.rules, case.name


def test_what_looks_odd_and_is_in_order_is_read(tmp_path: Path, good: Good) -> None:
    """Neighbours of the hostile ones: the guard refuses no file for being unusual."""
    files = Folder(tmp_path)
    sheet = part_of(good, "xl/worksheets/sheet1.xml")
    turned = re.sub(rb'<c r="([A-Z]+[0-9]+)"( t="s")?>', rb"<c\n t='s' r='\1'>", sheet)
    turned = re.sub(rb"<c\n t='s' (r='C[0-9]+')>(?!<v>2<)", rb"<c \1>", turned)
    bare = re.sub(rb'(<c|<row) r="[A-Z0-9]+"', rb"\1", sheet)
    merged = sheet.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    odd = {
        "other-dimension": re.sub(rb'<dimension ref="[^"]*"', rb'<dimension ref="A1:XFD1048576"', sheet),
        "no-dimension": re.sub(rb"<dimension [^>]*>", b"", sheet),
        "attributes-turned": turned,
        "no-addresses": bare,
        "merged-over-everything": merged,
        "rows-behind": in_sheet(good, b'<row r="90"/><row r="100" ht="12"/>'),
    }
    paths = [
        files.case(name, with_parts(good, {"xl/worksheets/sheet1.xml": xml}), "").path
        for name, xml in odd.items()
    ]
    whole, *results = read([files.case("good", good.xlsx, "").path, *paths])
    for name, result in zip(odd, results, strict=True):
        assert cells(result).equals(cells(whole)), name


@pytest.mark.slow
def test_a_gigabyte_of_text_and_what_is_just_within_the_limits(tmp_path: Path, good: Good) -> None:
    """The largest that are looked at all: under 3 GB and a minute each, and the good file after each is read."""
    sizes = {
        "gigabyte.csv": (b"a,b,c,d\n" * 2**17, 1024, "FILE_TOO_LARGE"),
        "gigabyte.txt": (b"x" * 2**20, 1024, "FILE_TOO_LARGE"),
        "gigabyte.json": (b"[" * 2**20, 1024, "FILE_TOO_LARGE"),
        "gigabyte.xlsx": (b"PK\x03\x04" + bytes(2**20 - 4), 1024, "FILE_TOO_LARGE"),
        "gigabyte.xls": (good.xls.ljust(2**20, b"\x00"), 1024, "FILE_TOO_LARGE"),
        "line.csv": (b"x" * 2**20, 120, "CSV_MALFORMED"),
        "rows.csv": (b"a,b,c,d\n" * 2**17, 120, "TOO_MANY_ROWS"),
        "lines.csv": (b"\n" * 2**20, 120, "TOO_MANY_ROWS"),
        "cells.csv": (b"," * 2**20, 120, "FAR_CELL"),
        "quotes.csv": (b'"a' * 2**19, 120, "CSV_MALFORMED"),
        "list.json": (b'{"a":1},' * 2**17, 120, "JSON_MALFORMED"),
        "deep.json": (b"[" * 2**20, 120, "JSON_SHAPE"),
    }
    good_path = Folder(tmp_path).case("good", good.xlsx, "").path
    for name, (block, count, rule) in sizes.items():
        path = tmp_path / name
        with path.open("wb") as file:
            for _ in range(count):
                file.write(block)
        started = time.monotonic()
        result, after = read([path, good_path])
        assert time.monotonic() - started < 60, name
        assert result.refusal is not None, name
        assert result.refusal.rule_id == rule, name
        assert cells(after).height == 41
        path.unlink()
    assert peak_of_children() < 3 * GIGABYTE


@pytest.mark.slow
def test_sheets_just_within_the_limits_harm_nobody(tmp_path: Path, good: Good) -> None:
    """What is let past the guard may be large, and costs the child no more than its limits."""
    files = Folder(tmp_path)
    cell = b'<c r="A%d" t="inlineStr"><is><t>%s</t></is></c>'
    large = {
        "formulas": b'<row r="50">' + b'<c r="A50"><f>A1</f></c>' * 200_000 + b"</row>",
        "formulas-of-no-cell": b"<f/>" * 1_000_000,
        "errors": b'<row r="50">' + b'<c r="A50" t="e"><v>#N/A</v></c>' * 200_000 + b"</row>",
        "rows": b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(50, 200_000)),
        "corners": b'<row r="39000"><c r="SR39000"><v>1</v></c></row>',
        "text": b"".join(b'<row r="%d">' % n + cell % (n, b"%d " % n * 4_000) + b"</row>" for n in range(50, 2_000)),
        "merged": b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 500_000 + b"</mergeCells><sheetData>",
    }  # fmt: skip
    good_path = files.case("good", good.xlsx, "").path
    for name, xml in large.items():
        content = with_parts(good, {"xl/worksheets/sheet1.xml": in_sheet(good, xml)})
        path = files.case(name, content, "").path
        started = time.monotonic()
        result, after = read([path, good_path])
        assert time.monotonic() - started < 70, name
        assert result.refusal is None or CHINESE.search(result.findings["advice"][0]), name
        assert cells(after).height == 41
    assert peak_of_children() < 3 * GIGABYTE
