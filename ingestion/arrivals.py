"""Which files arrive, and when: named files and folders, a manifest of past arrivals, the inbox.

Belongs here: walking folders, passing over what is no submission, reading a manifest, waiting for a file that is
still being written, taking a file out of the inbox.
Does not belong here: keeping or reading the files (`archive`, `receive`).
"""

import csv
import io
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

Reason = Literal["hidden", "temporary", "still_written", "not_a_file", "unreadable", "stuck"]

_TEMPORARY_PREFIXES = ("~$", "~", ".~")
_TEMPORARY_SUFFIXES = ("~", ".tmp", ".temp", ".part", ".crdownload", ".swp")
_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini"}
_MANIFEST_COLUMNS = ["file", "received_at"]
_SETTLE_S = 2.0
_TAKEN_SUFFIX = ".taken"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A file that arrives. Without `received_at` it arrives when its turn comes."""

    path: Path
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """A file that is not taken in, and why."""

    path: Path
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with what was asked to be received. `row` counts as a spreadsheet does."""

    file: str
    row: int | None
    message: str
    message_en: str


class ArrivalError(ValueError):
    """What was asked cannot be received; nothing has been. Tells all that is wrong at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{_place(p)}{p.message} / {p.message_en}" for p in problems))


def find_arrivals(
    paths: Iterable[Path], *, received_at: datetime | None = None, manifest: Path | None = None
) -> tuple[list[Arrival], list[PassedOver]]:
    """The files to receive, in order, and those passed over. With a manifest alone: all that it lists.

    Files named beside a manifest must be in it: one of a past year must not pass as received today.
    """
    problems: list[Problem] = []
    found: list[Path] = []
    passed_over: list[PassedOver] = []
    for path in paths:
        if path.is_dir():
            files, others = walk(path)
            found += files
            passed_over += others
        elif path.is_file():
            found.append(path)
        else:
            problems.append(_problem(path, "文件不存在", "no such file"))
    listed = _read_manifest(manifest, problems) if manifest is not None else []
    if received_at is not None:
        problems += _time_problems(received_at, str(received_at), where="received_at", row=None)
    if manifest is None:
        arrivals = [Arrival(path=path, received_at=received_at) for path in found]
    elif not found:
        arrivals = listed
    else:
        known = {arrival.path.resolve() for arrival in listed}
        wanted = {path.resolve() for path in found} - {manifest.resolve()}
        problems += [
            _problem(path, "清单中没有这个文件", "the manifest does not list this file")
            for path in sorted(wanted - known)
        ]
        arrivals = [arrival for arrival in listed if arrival.path.resolve() in wanted]
    problems += [
        _problem(arrival.path, "没有读取权限", "not allowed to read it")
        for arrival in arrivals
        if not os.access(arrival.path, os.R_OK)
    ]
    if problems:
        raise ArrivalError(problems)
    return arrivals, passed_over


def walk(folder: Path) -> tuple[list[Path], list[PassedOver]]:
    """The files of a folder and its folders, by name, and those passed over."""
    files: list[Path] = []
    passed_over: list[PassedOver] = []
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        reason = _reason_to_pass_over(path, folder)
        if reason is None:
            files.append(path)
        else:
            passed_over.append(PassedOver(path=path, reason=reason))
    return files, passed_over


def inbox_arrivals(inbox: Path) -> tuple[list[Arrival], list[PassedOver]]:
    """The files that lie in the inbox complete, by time and name; those still being written wait.

    A file of this moment is looked at again after two seconds; one that has changed meanwhile is still written.
    """
    _put_back_what_a_crash_left(inbox)
    files, passed_over = walk(inbox) if inbox.is_dir() else ([], [])
    before = {path: _stamp(path) for path in files}
    newest = max((stamp[0] for stamp in before.values() if stamp), default=0) / 1e9
    if (age := time.time() - newest) < _SETTLE_S:
        time.sleep(min(_SETTLE_S, _SETTLE_S - age))
    arrivals = []
    for path, stamp in before.items():
        now = _stamp(path)
        if now is None:
            continue  # another process took it in
        if now != stamp:
            passed_over.append(PassedOver(path=path, reason="still_written"))
        elif not os.access(path, os.R_OK):
            passed_over.append(PassedOver(path=path, reason="unreadable"))
        else:
            modified = datetime.fromtimestamp(now[0] / 1e9, UTC)
            arrivals.append(Arrival(path=path, received_at=min(modified, datetime.now(UTC))))
    return sorted(arrivals, key=lambda arrival: (str(arrival.received_at), str(arrival.path))), passed_over


def take_out(path: Path, *, unless_changed_since: tuple[int, int] | None) -> bool:
    """Remove a kept file from the inbox, unless it was written to meanwhile: then it arrives anew."""
    taken = path.with_name(f".{path.name}{_TAKEN_SUFFIX}")
    try:
        path.rename(taken)
    except FileNotFoundError:
        return False
    if _stamp(taken) == unless_changed_since:
        taken.unlink()
        return True
    _put_back(taken)
    return False


def stamp(path: Path) -> tuple[int, int] | None:
    """Changes when a file is written to: its modification time and size; null when it is gone."""
    return _stamp(path)


def _put_back_what_a_crash_left(inbox: Path) -> None:
    for taken in inbox.rglob(f".*{_TAKEN_SUFFIX}"):
        _put_back(taken)


def _put_back(taken: Path) -> None:
    path = taken.with_name(taken.name[1:].removesuffix(_TAKEN_SUFFIX))
    if path.exists():
        # What lies under its name by now came later; the name may say unit and month, so the folder differs.
        path = path.parent / uuid.uuid4().hex / path.name
        path.parent.mkdir()
    taken.rename(path)


def _reason_to_pass_over(path: Path, folder: Path) -> Reason | None:
    name = path.name.lower()
    if name.startswith(_TEMPORARY_PREFIXES) or name.endswith(_TEMPORARY_SUFFIXES):
        return "temporary"
    if name in _OF_THE_SYSTEM or any(part.startswith(".") for part in path.relative_to(folder).parts):
        return "hidden"
    return None if path.is_file() else "not_a_file"


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _read_manifest(manifest: Path, problems: list[Problem]) -> list[Arrival]:
    try:
        text = manifest.read_bytes().decode("utf-8-sig")
    except OSError:
        problems.append(_problem(manifest, "无法读取清单", "the manifest cannot be read"))
        return []
    except UnicodeDecodeError:
        problems.append(_problem(manifest, "清单不是 UTF-8 编码", "the manifest is not in UTF-8"))
        return []
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [cell.strip() for cell in rows[0]] if rows else []
    if sorted(header) != sorted(_MANIFEST_COLUMNS):
        problems.append(
            Problem(
                file=manifest.name,
                row=1,
                message=f"清单的表头应为 {','.join(_MANIFEST_COLUMNS)}，现为“{','.join(header)}”",
                message_en=f"the manifest must be headed {','.join(_MANIFEST_COLUMNS)}, not “{','.join(header)}”",
            )
        )
        return []
    arrivals: list[Arrival] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        arrivals += _read_line(dict(zip(header, row, strict=False)), manifest, number, problems)
    return arrivals


def _read_line(
    line: dict[str, str], manifest: Path, number: int, problems: list[Problem]
) -> Iterator[Arrival]:
    name, written = line.get("file", "").strip(), line.get("received_at", "").strip()
    path = manifest.parent / name
    if not name or not path.is_file():
        problems.append(
            Problem(
                file=manifest.name,
                row=number,
                message=f"文件不存在：“{name}”",
                message_en=f"no such file: “{name}”",
            )
        )
        return
    try:
        received_at = datetime.fromisoformat(written)
    except ValueError:
        problems.append(
            Problem(
                file=manifest.name,
                row=number,
                message=f"收到时间“{written}”不是 ISO 8601 格式，应如 2020-08-05T17:30:00+08:00",
                message_en=f"“{written}” is not ISO 8601; write it like 2020-08-05T17:30:00+08:00",
            )
        )
        return
    wrong = _time_problems(received_at, written, where=manifest.name, row=number)
    problems += wrong
    if not wrong:
        yield Arrival(path=path, received_at=received_at)


def _time_problems(received_at: datetime, written: str, *, where: str, row: int | None) -> list[Problem]:
    if received_at.tzinfo is None:
        return [
            Problem(
                file=where,
                row=row,
                message=f"收到时间“{written}”没有时区，应如 2020-08-05T17:30:00+08:00",
                message_en=f"“{written}” has no time zone; write it like 2020-08-05T17:30:00+08:00",
            )
        ]
    # A minute for clocks that differ.
    if received_at > datetime.now(UTC) + timedelta(minutes=1):
        return [
            Problem(
                file=where,
                row=row,
                message=f"收到时间“{written}”晚于现在",
                message_en=f"“{written}” lies in the future",
            )
        ]
    return []


def _problem(path: Path, message: str, message_en: str) -> Problem:
    return Problem(file=str(path), row=None, message=message, message_en=message_en)


def _place(problem: Problem) -> str:
    row = f" 第 {problem.row} 行" if problem.row else ""
    return f"{problem.file}{row}："
