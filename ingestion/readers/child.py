"""The process that reads files: `python -m ingestion.readers.child`, never imported by the rest.

Belongs here: taking limits on itself, reading one file after the other, and leaving the result where the parent finds
it. Does not belong here: deciding what to do when it dies (`batch`).

The job is a JSON file, named on the first line of standard input: limits, a folder for results, paths. For file N the
child prints `start N`, writes `N.json` and `N.<sheet>.arrow`, and prints `done N`. It may be aborted at any point by
the library or by its limits.
"""

import json
import resource
import sys
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingestion.readers.delimited import read_delimited
from ingestion.readers.document import read_document
from ingestion.readers.guard import check_workbook, kind_of
from ingestion.readers.legacy import check_legacy
from ingestion.readers.model import Limits, Notice, RawSheet, RefusedError
from ingestion.readers.workbook import read_workbook


def read_one(path: Path, *, limits: Limits) -> tuple[list[RawSheet], list[Notice]]:
    """The visible sheets of a file and remarks about it; RefusedError where it is refused."""
    kind = kind_of(path, limits=limits)
    if kind == "delimited":
        return [read_delimited(path, limits=limits)], []
    if kind == "document":
        return read_document(path, limits=limits), []
    facts = check_legacy(path) if kind == "legacy" else check_workbook(path, limits=limits)
    remarks = [Notice(rule_id="MACROS_IGNORED")] if facts.has_macros else []
    for sheet in facts.sheets:
        if sheet.is_hidden:
            remarks.append(Notice(rule_id="HIDDEN_SHEET", sheet=sheet.name, words={"sheet": sheet.name}))
        elif sheet.hidden_row_count:
            words = {"sheet": sheet.name, "value": str(sheet.hidden_row_count)}
            remarks.append(Notice(rule_id="HIDDEN_ROWS", sheet=sheet.name, words=words))
    return read_workbook(path, facts=facts), remarks


def _report(path: Path, *, limits: Limits, stem: Path) -> None:
    answer: dict[str, Any]
    try:
        sheets, remarks = read_one(path, limits=limits)
    except RefusedError as refused:
        answer = {"refusal": asdict(refused.notice)}
    except OSError as problem:
        answer = {
            "refusal": asdict(Notice(rule_id="FILE_UNREADABLE", words={"value": problem.strerror or ""}))
        }
    except zlib.error:
        answer = {"refusal": asdict(Notice(rule_id="FILE_DAMAGED"))}
    except MemoryError:
        answer = {"refusal": asdict(Notice(rule_id="READER_STOPPED"))}
    else:
        for number, sheet in enumerate(sheets):
            sheet.cells.write_ipc(f"{stem}.{number}.arrow")
        answer = {
            "sheets": [{"name": sheet.name, "merged": sheet.merged} for sheet in sheets],
            "remarks": [asdict(remark) for remark in remarks],
        }
    Path(f"{stem}.json").write_text(json.dumps(answer), encoding="utf-8")


def main(job: dict[str, Any]) -> None:
    """Reads every file of a job."""
    limits = Limits(**job["limits"])
    _limit_this_process(limits, files=len(job["paths"]))
    for number, path in job["paths"]:
        _say(f"start {number}")
        _report(Path(path), limits=limits, stem=Path(job["folder"]) / str(number))
        _say(f"done {number}")


def _limit_this_process(limits: Limits, *, files: int) -> None:
    seconds = limits.seconds_per_file * max(1, files)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    job_path = sys.stdin.readline().rstrip("\n")
    if job_path:  # else who started it has ended, or had nothing to read
        main(json.loads(Path(job_path).read_text(encoding="utf-8")))
