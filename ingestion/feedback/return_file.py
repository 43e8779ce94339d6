"""The return file: what was sent, with what is wrong marked on its cells and listed on a first sheet 校验结果.

Belongs here: what the list says, which cells are marked, and which workbook they are marked in. Does not belong here:
writing it (`marking`, in a process of its own), and which findings there are.

A workbook (.xlsx, .xlsm) comes back as it was: values, formulas with their results, formats, merged cells, widths,
validations, names and pictures stay. openpyxl, which writes it, does not keep charts, shapes, text boxes, controls,
slicers, macros, and validations that Excel stores as extensions (lists on another sheet, in some versions); the first
sheet says so where the file has such. Every other form (.csv, .xls, .json) comes back as a new workbook of its rows as
typed. A file that was refused is not opened: it comes back as the list alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import polars as pl

from ingestion.contract import COVER_LABELS
from ingestion.feedback.groups import SEVERITIES, group_findings, rows_in_words
from ingestion.feedback.texts import text
from ingestion.identify import KIND_WORDS
from ingestion.parsing.sheets import RESULTS
from ingestion.readers import read_files
from ingestion.readers.guard import ZIP_MAGIC
from ingestion.readers.model import Limits
from ingestion.settings import Language

if TYPE_CHECKING:
    from ingestion.landing import SubmissionRecord

_PACKAGE_HOME = Path(__file__).resolve().parents[2]
# Marking builds the whole workbook in Python; a ledger of 150 rows takes a second, the largest that is read minutes.
_SECONDS = 300
_LONGEST_SUFFIX = 16
# Beyond these, Excel itself gets slow; every cell is coloured all the same.
_MOST_COMMENTS = 5_000
_MOST_LINES = 5_000
_WIDTHS = (8, 18, 18, 8, 24, 30, 56, 56)
_LINK_COLUMN = 3
_COLUMNS = ("severity", "sheet", "row", "column", "heading", "value", "problem", "advice")
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Parts of a workbook that openpyxl does not write again.
_LOST_PARTS = ("xl/charts/", "xl/ctrlProps/", "xl/activeX/", "xl/embeddings/", "xl/slicers/", "xl/diagrams/")


class ReturnFileError(Exception):
    """Not even the list of findings could be written: a fault of the program."""


def return_file(
    path: Path,
    findings: pl.DataFrame,
    *,
    record: "SubmissionRecord | None" = None,
    unit_name: str | None = None,
    file_name: str | None = None,
    lang: Language = "zh",
    limits: Limits | None = None,
) -> bytes:
    """The return file of a file and its findings (`FINDING_SCHEMA`, as landed or before), as .xlsx.

    `record` adds what the file was understood as, and the headings as typed; `unit_name` is its unit's, `file_name`
    the name it came with where `path` has another.
    """
    limits = limits or Limits()
    name = file_name or path.name
    with tempfile.TemporaryDirectory(prefix="sanku-return-") as folder:
        link = Path(folder) / f"file{PurePath(name).suffix[:_LONGEST_SUFFIX]}"
        link.symlink_to(path.absolute())
        columns = record.source_column_frame() if record else None
        out = Path(folder) / "out.xlsx"
        about = _about(link, name, record=record, unit_name=unit_name, lang=lang)
        job = {
            "limits": asdict(limits),
            "title": RESULTS,
            "widths": _WIDTHS,
            "lines": [*about, *_list(findings, columns, lang)],
            "marks": list(_cell_marks(findings, columns, lang)),
            "headings": list(_heading_marks(findings, columns, lang)),
            "out": str(out),
        }
        for source in _sources(link, Path(folder), limits):
            if _run({**job, **source}, Path(folder)):
                return out.read_bytes()
    raise ReturnFileError(name)


def _sources(path: Path, folder: Path, limits: Limits) -> Iterator[dict[str, object]]:
    """What to mark, best first: the workbook itself, a new one of its rows, nothing but the list."""
    with path.open("rb") as file:
        is_workbook = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    if is_workbook:
        yield {"workbook": str(path), "sheets": []}
    [result] = read_files([path], limits=limits)
    sheets = []
    for number, sheet in enumerate(result.sheets):
        cells = folder / f"{number}.arrow"
        sheet.cells.write_ipc(cells)
        sheets.append({"name": _sheet_name(sheet.name), "cells": str(cells)})
    if sheets:
        yield {"workbook": None, "sheets": sheets}
    yield {"workbook": None, "sheets": []}


def _run(job: Mapping[str, object], folder: Path) -> bool:
    """Whether the marking process did the job."""
    file = folder / "job.json"
    file.write_text(json.dumps(job), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE_HOME), os.environ.get("PYTHONPATH")])),
    }
    command = [sys.executable, "-m", "ingestion.feedback.marking", str(file)]
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _sheet_name(name: str) -> str:
    return name.translate(_NOT_IN_SHEET_NAMES)[:_LONGEST_SHEET_NAME]


# Marks


def _cell_marks(
    findings: pl.DataFrame, columns: pl.DataFrame | None, lang: Language
) -> Iterator[dict[str, str]]:
    of_rows = findings.filter(pl.col("row_number").is_not_null() & pl.col("sheet").is_not_null())
    names = _name_columns(columns)
    for number, row in enumerate(of_rows.iter_rows(named=True)):
        letter = row["column_letter"] or names.get(row["sheet"], "A")
        yield {
            "sheet": _sheet_name(row["sheet"]),
            "cell": f"{letter}{row['row_number']}",
            "severity": row["severity"],
            "note": _note(row, lang) if number < _MOST_COMMENTS else "",
        }


def _heading_marks(
    findings: pl.DataFrame, columns: pl.DataFrame | None, lang: Language
) -> Iterator[dict[str, object]]:
    of_columns = findings.filter(
        pl.col("row_number").is_null() & pl.col("sheet").is_not_null() & pl.col("column_letter").is_not_null()
    )
    if columns is None:
        return
    for (sheet,), part in of_columns.partition_by("sheet", as_dict=True, maintain_order=True).items():
        known = columns.filter(pl.col("sheet") == sheet)
        yield {
            "sheet": _sheet_name(str(sheet)),
            "known": dict(known.select("column_letter", "heading").iter_rows()),
            "marks": [
                {"letter": row["column_letter"], "severity": row["severity"], "note": _note(row, lang)}
                for row in part.iter_rows(named=True)
            ],
        }


def _name_columns(columns: pl.DataFrame | None) -> dict[str, str]:
    """The column of the project's name on each sheet: where a finding about a whole row is marked."""
    if columns is None:
        return {}
    names = columns.filter(pl.col("field") == "project_name")
    return dict(names.select("sheet", "column_letter").iter_rows())


def _note(row: Mapping[str, Any], lang: Language) -> str:
    suffix = "" if lang == "zh" else "_en"
    message, advice = row[f"message{suffix}"], row[f"advice{suffix}"]
    return text("return.note", lang, severity=_severity(row, lang), message=message, advice=advice)


# The list


def _line(
    *cells: str | int | None,
    severity: str | None = None,
    target: tuple[str, str] | None = None,
    is_strong: bool = False,
    is_wrapped: bool = False,
) -> dict[str, object]:
    return {
        "cells": cells,
        "severity": severity,
        "target": target,
        "link_column": _LINK_COLUMN,
        "is_strong": is_strong,
        "is_wrapped": is_wrapped,
    }


def _about(
    path: Path, name: str, *, record: "SubmissionRecord | None", unit_name: str | None, lang: Language
) -> Iterator[dict[str, object]]:
    """What the file was understood as. Its unit, month and kind are read again where it has no cover."""
    yield _line(text("return.title", lang), is_strong=True)
    yield _line(text("return.file", lang), None, name)
    if record is not None:
        kinds: dict[str, str] = {kind: word for word, kind in reversed(list(KIND_WORDS.items()))}
        stated = {
            "unit": unit_name or record.reporting_unit_code,
            "month": f"{record.report_month:%Y-%m}" if record.report_month else None,
            "kind": kinds.get(record.kind) if record.kind else None,
        }
        for name_of, value in stated.items():
            if value:
                yield _line(COVER_LABELS[name_of], None, value)
        counts = text(
            "return.counts",
            lang,
            accepted=record.accepted_row_count,
            rejected=record.rejected_row_count,
            skipped=record.skipped_row_count,
        )
        yield _line(
            text("return.outcome", lang), None, text(f"return.outcome.{record.outcome}", lang) + counts
        )
    yield _line(text("return.how", lang))
    if _is_poorer(path):
        yield _line(text("return.lost", lang))
    yield _line()


def _is_poorer(path: Path) -> bool:
    """Whether the workbook has something that will not be in the return file."""
    try:
        with zipfile.ZipFile(path) as book:
            return any(part.startswith(_LOST_PARTS) for part in book.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _list(
    findings: pl.DataFrame, columns: pl.DataFrame | None, lang: Language
) -> Iterator[dict[str, object]]:
    """Every problem with its rows; then, where a problem has several cells, every cell."""
    groups = group_findings(findings, columns=columns)
    if groups.is_empty():
        yield _line(text("return.nothing", lang), is_strong=True)
        return
    counts = {name: groups.filter(pl.col("severity") == name)["finding_count"].sum() for name in SEVERITIES}
    yield _line(text("return.problems", lang, **counts), is_strong=True)
    yield _head(lang)
    names = _name_columns(columns)
    for group in groups.iter_rows(named=True):
        yield _group_line(group, names, lang)
    if groups["finding_count"].max() == 1:
        return
    yield _line()
    yield _line(text("return.cells", lang), is_strong=True)
    yield _head(lang)
    headings = _headings(columns)
    ordered = findings.sort(pl.col("severity").cast(pl.Enum(SEVERITIES)), maintain_order=True)
    for row in ordered.head(_MOST_LINES).iter_rows(named=True):
        yield _cell_line(row, names, headings, lang)
    if findings.height > _MOST_LINES:
        yield _line(text("return.more", lang, count=findings.height - _MOST_LINES))


def _head(lang: Language) -> dict[str, object]:
    return _line(*(text(f"return.head.{name}", lang) for name in _COLUMNS), is_strong=True)


def _group_line(group: Mapping[str, Any], names: Mapping[str, str], lang: Language) -> dict[str, object]:
    suffix = "" if lang == "zh" else "_en"
    join = text("list.join", lang).join
    letters, rows = group["column_letters"], group["rows"]
    return _line(
        _severity(group, lang),
        group["sheet"],
        rows_in_words(rows, lang) if rows else None,
        join(letters) or None,
        group["heading"] if letters else None,
        join(group["values"]) or None,
        group[f"message{suffix}"],
        group[f"advice{suffix}"],
        severity=group["severity"],
        target=_target(group["sheet"], letters[0] if letters else None, rows[0] if rows else None, names),
        is_wrapped=True,
    )


def _cell_line(
    row: Mapping[str, Any], names: Mapping[str, str], headings: Mapping[tuple[str, str], str], lang: Language
) -> dict[str, object]:
    suffix = "" if lang == "zh" else "_en"
    return _line(
        _severity(row, lang),
        row["sheet"],
        row["row_number"],
        row["column_letter"],
        headings.get((row["sheet"], row["column_letter"])),
        row["raw_value"],
        row[f"message{suffix}"],
        row[f"advice{suffix}"],
        severity=row["severity"],
        target=_target(row["sheet"], row["column_letter"], row["row_number"], names),
        is_wrapped=True,
    )


def _headings(columns: pl.DataFrame | None) -> dict[tuple[str, str], str]:
    if columns is None:
        return {}
    return {
        (sheet, letter): heading
        for sheet, letter, heading in columns.select("sheet", "column_letter", "heading").iter_rows()
    }


def _target(
    sheet: str | None, letter: str | None, row: int | None, names: Mapping[str, str]
) -> tuple[str, str] | None:
    """The cell a line leads to."""
    if sheet is None or (letter is None and row is None):
        return None
    return _sheet_name(sheet), f"{letter or names.get(sheet, 'A')}{row or 1}"


def _severity(row: Mapping[str, Any], lang: Language) -> str:
    return text(f"severity.{row['severity']}", lang)
