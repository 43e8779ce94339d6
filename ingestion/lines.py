"""A file of whole lines that only grows: what people and programs noted, one line each, never changed.

Belongs here: appending lines all or none, durably, while others do the same; reading those that are whole.
Does not belong here: what a line says (`archive`, `decisions`).
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from ingestion.durable import fsync_path, make_folder

_CHUNK = 1 << 20


class LineFile:
    """An append-only file. A line counts once its line feed is there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[bytes]:
        """Every whole line, without its line feed."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return content.split(b"\n")[:-1]  # what follows the last line feed is a write that never ended

    @contextmanager
    def locked(self) -> Iterator[FileIO]:
        """The file, opened for appending, while no other process writes to it."""
        is_new = not self.path.exists()
        make_folder(self.path.parent)
        # Unbuffered: a buffer would try again on closing what a full disk refused and `write` took back.
        with self.path.open("a+b", buffering=0) as file:
            if is_new:
                fsync_path(self.path.parent)
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def write(self, file: FileIO, lines: Sequence[bytes]) -> None:
        """Append whole lines to the locked file, or nothing; a line that a crash tore goes first."""
        end = _end_of_last_line(file)
        file.truncate(end)
        content = b"".join(line + b"\n" for line in lines)
        try:
            written = 0
            while written < len(content):
                written += file.write(content[written:])
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(end)
            raise


def _end_of_last_line(file: FileIO) -> int:
    """The offset after the last line feed."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _CHUNK)
        file.seek(start)
        position = file.read(end - start).rfind(b"\n")
        if position >= 0:
            return start + position + 1
        end = start
    return 0
