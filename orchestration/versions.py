"""The published versions on disk: which is current, making another current, removing what is no longer wanted.

Belongs here: folders, the symlink `current`, `version.json`; loads no database. A reader resolves `current`
once and reads the folder it led to, which never changes.
Does not belong here: what is in a version (`publish`).
"""

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from ingestion.durable import fsync_path, make_folder
from orchestration.inputs import Inputs

CURRENT = "current"
VERSION_FILE = "version.json"
WAREHOUSE_FILE = "warehouse.duckdb"
DEFAULT_VERSIONS_KEPT = 5
_LINK_PREFIX = ".current-"


@dataclass(frozen=True, kw_only=True)
class Version:
    """What `version.json` says: the row of `meta_version`, the inputs, and the rows of each mart."""

    version_id: str
    built_at: str
    as_of: str | None
    policy_pack: str
    policy_sha256: str
    submission_set_sha256: str
    code_version: str
    content_sha256: str
    inputs: Inputs
    tables: Mapping[str, int]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The version in a folder."""
        content: dict[str, Any] = json.loads((folder / VERSION_FILE).read_text("utf-8"))
        known = {field.name: content[field.name] for field in fields(cls)}
        return cls(**{**known, "inputs": Inputs(**content["inputs"])})

    def write(self, folder: Path) -> None:
        """Put it into a folder that nobody reads yet."""
        (folder / VERSION_FILE).write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", "utf-8"
        )


def current_folder(published: Path) -> Path | None:
    """The folder of the current version; None where nothing is published."""
    link = published / CURRENT
    folder = link.resolve()
    return folder if link.is_symlink() and (folder / VERSION_FILE).is_file() else None


def current_version(published: Path) -> Version | None:
    """The current version, if it is there and whole enough to be read."""
    folder = current_folder(published)
    if folder is None or not (folder / WAREHOUSE_FILE).is_file():
        return None
    try:
        return Version.read(folder)
    except (ValueError, KeyError, TypeError):  # written by another release: build anew
        return None


def put_in_place(build: Path, target: Path) -> None:
    """Move a finished folder to its final place, durably: whole or not at all."""
    for path in [*build.rglob("*"), build]:
        fsync_path(path)
    make_folder(target.parent)
    build.rename(target)
    fsync_path(target.parent)
    fsync_path(build.parent)


def make_current(folder: Path) -> None:
    """Flip `current` to a published folder beside it in one step: a reader sees the old one or this one."""
    published = folder.parent
    link = published / f"{_LINK_PREFIX}{uuid.uuid4().hex}"
    link.symlink_to(folder.name, target_is_directory=True)
    link.replace(published / CURRENT)
    fsync_path(published)


def prune(published: Path, *, keep: int) -> list[str]:
    """Remove all but the newest `keep` versions, never the current one; gives what went."""
    current = current_folder(published)
    versions = sorted(path for path in published.iterdir() if _is_version(path) and not path.is_symlink())
    gone = [path for path in versions[: max(0, len(versions) - keep)] if path != current]
    for folder in gone:
        _remove(folder)
    return [folder.name for folder in gone]


def sweep(*, published: Path, builds: Path) -> None:
    """Remove what a crash left. Only for who holds the refresh lock: a build at work looks just the same."""
    if builds.is_dir():
        for path in builds.iterdir():
            _remove(path)
    if not published.is_dir():
        return
    kept = (published / CURRENT, (published / CURRENT).resolve())
    for path in published.iterdir():
        if path.name.startswith(_LINK_PREFIX):
            path.unlink()
        elif path.is_dir() and path not in kept and not _is_version(path):
            _remove(path)


def _is_version(folder: Path) -> bool:
    return (folder / VERSION_FILE).is_file()


def _remove(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    # First of all: a folder half removed must not pass for a version.
    (path / VERSION_FILE).unlink(missing_ok=True)
    fsync_path(path)
    shutil.rmtree(path)


def disk_free(data_dir: Path) -> tuple[int, int]:
    """Free and total bytes where the data folder lies."""
    place = data_dir
    while not place.exists():
        place = place.parent
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize, status.f_blocks * status.f_frsize
