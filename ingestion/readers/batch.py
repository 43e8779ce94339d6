"""Reads many files in child processes, and outlives whatever a file does to one.

Belongs here: starting a child per batch, its deadline, and going on after its end with the rest.
Does not belong here: reading (`child` and what it calls).
"""

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

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
        errors = folder / "stderr"
        with errors.open("wb") as stderr, _start(job, stderr=stderr.fileno()) as child:
            lines = _Lines(child)
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


def _start(job: Path, *, stderr: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE_HOME), os.environ.get("PYTHONPATH")])),
        # Threads reserve address space, which is what is limited.
        "POLARS_MAX_THREADS": "2",
        "MALLOC_ARENA_MAX": "2",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "ingestion.readers.child", str(job)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=environment,
    )


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


def _tail(errors: Path) -> str:
    return errors.read_text(encoding="utf-8", errors="replace")[-500:]
