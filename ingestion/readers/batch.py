"""Reads many files in child processes, and outlives whatever a file does to one.

Belongs here: starting a child per batch, its deadline, and going on after its end with the rest.
Does not belong here: reading (`child` and what it calls).
"""

import contextlib
import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import polars as pl

from ingestion.readers.model import Limits, Notice, RawSheet, ReadResult

_LOG = logging.getLogger(__name__)
_PACKAGE_HOME = Path(__file__).resolve().parents[2]
_START_SECONDS = 60  # for the child's imports on a busy machine


def read_files(paths: Iterable[Path], *, limits: Limits | None = None) -> Iterator[ReadResult]:
    """What each file holds, or why it is refused, in the order of `paths`."""
    limits = limits or Limits()
    waiting = list(paths)
    while waiting:
        finished = 0
        for result in _read_in_child(waiting[: limits.files_per_child], limits=limits):
            finished += 1
            yield result
        del waiting[:finished]


def _read_in_child(paths: Sequence[Path], *, limits: Limits) -> Iterator[ReadResult]:
    """The results of one child: all of them, or up to and including the file that ended it (at least one)."""
    with tempfile.TemporaryDirectory(prefix="sanku-read-") as name:
        folder = Path(name)
        job = folder / "job.json"
        numbered = [(number, str(path.absolute())) for number, path in enumerate(paths)]
        job.write_text(
            json.dumps({"limits": asdict(limits), "folder": name, "paths": numbered}), encoding="utf-8"
        )
        started = _AHEAD.pop() if _AHEAD else _start()
        with started.errors as errors, started.process as child:
            lines = _Lines(child)
            _give(child, job)
            try:
                for number, path in enumerate(paths):
                    end = _wait_for(f"done {number}", lines, limits=limits, is_first=number == 0)
                    if end is not None:
                        _LOG.warning("reading %s ended the child: %s", path, _tail(errors))
                        yield ReadResult(path=path, refusal=end)
                        return
                    yield _result(path, stem=folder / str(number))
            finally:
                child.kill()


@dataclass(frozen=True, kw_only=True)
class _Started:
    """A child that waits for its job, and the file its complaints go to."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]


# A child without a job; it ends with the process that started it.
_AHEAD: list[_Started] = []


def start_ahead() -> None:
    """Start a child before there is a file to read, for who still has something to load meanwhile."""
    if not _AHEAD:
        _AHEAD.append(_start())


def _start() -> _Started:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE_HOME), os.environ.get("PYTHONPATH")])),
        # Threads reserve address space, which is what is limited.
        "POLARS_MAX_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    errors = tempfile.TemporaryFile(prefix="sanku-read-")  # noqa: SIM115 - it is closed with the child
    process = subprocess.Popen(
        [sys.executable, "-m", "ingestion.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        # Ctrl-C in a terminal is not for the child: its end would look like the fault of the file it reads.
        process_group=0,
    )
    return _Started(process=process, errors=errors)


def _give(child: subprocess.Popen[bytes], job: Path) -> None:
    """Tell a child where its job is; one that has died already is noticed where its answer is awaited."""
    if child.stdin is None:
        raise ValueError("the child has no pipe")
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(os.fsencode(job) + b"\n")
        child.stdin.close()


class _Lines:
    """The lines a child prints, with a deadline for each."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdout is None:
            raise ValueError("the child has no pipe")
        self._descriptor = child.stdout.fileno()
        self._pending = b""

    def next_line(self, *, deadline: float) -> str | None:
        """The next line; None at the end; TimeoutError after the deadline."""
        while b"\n" not in self._pending:
            with selectors.DefaultSelector() as selector:
                selector.register(self._descriptor, selectors.EVENT_READ)
                if not selector.select(timeout=max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
            chunk = os.read(self._descriptor, 65536)
            if not chunk:
                return None
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode()


def _wait_for(line: str, lines: _Lines, *, limits: Limits, is_first: bool) -> Notice | None:
    """None once the child says `line`; else how it failed."""
    deadline = time.monotonic() + limits.seconds_per_file + (_START_SECONDS if is_first else 0)
    try:
        while (said := lines.next_line(deadline=deadline)) is not None:
            if said == line:
                return None
    except TimeoutError:
        return Notice(rule_id="READER_TIMED_OUT", words={"limit": str(limits.seconds_per_file)})
    return Notice(rule_id="READER_STOPPED")


def _result(path: Path, *, stem: Path) -> ReadResult:
    answer = json.loads(Path(f"{stem}.json").read_text(encoding="utf-8"))
    if "refusal" in answer:
        return ReadResult(path=path, refusal=Notice(**answer["refusal"]))
    sheets = []
    for number, told in enumerate(answer["sheets"]):
        file = Path(f"{stem}.{number}.arrow")
        merged = tuple((top, bottom, left, right) for top, bottom, left, right in told["merged"])
        sheets.append(RawSheet(name=told["name"], cells=pl.read_ipc(file.read_bytes()), merged=merged))
        file.unlink()
    remarks = tuple(Notice(**remark) for remark in answer["remarks"])
    return ReadResult(path=path, sheets=tuple(sheets), remarks=remarks)


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode("utf-8", "replace")[-500:]
