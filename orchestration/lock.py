"""One refresh at a time: a lock on the data folder that ends with its process, however that ends.

Belongs here: taking the lock, saying who holds it. Does not belong here: what is done under it.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from ingestion.durable import make_folder
from orchestration.errors import SankuError

_POLL_S = 0.5


@contextmanager
def refresh_lock(data_dir: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock; SankuError `busy` names the holder where it stays taken for `wait_s`."""
    make_folder(data_dir)
    # Opened for appending: nobody may cut what the holder wrote before holding the lock himself.
    with (data_dir / "refresh.lock").open("a+b", buffering=0) as file:
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise _busy(file, data_dir) from None
                time.sleep(_POLL_S)
        holder = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        file.truncate(0)
        file.write(json.dumps(holder).encode())
        try:
            yield
        finally:
            file.truncate(0)


def is_locked(data_dir: Path) -> bool:
    """Whether a refresh is at work now."""
    try:
        with (data_dir / "refresh.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _busy(file: FileIO, data_dir: Path) -> SankuError:
    file.seek(0)
    try:
        holder = json.loads(file.read())
    except ValueError:  # between taking the lock and saying so
        holder = {"pid": "?", "since": "?"}
    return SankuError("busy", pid=holder["pid"], since=holder["since"], where=data_dir)
