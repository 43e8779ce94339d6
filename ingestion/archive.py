"""The archive: all bytes ever received, all deliveries, all policy packs used. Nothing here ever changes.

Belongs here: immutable objects named by their SHA-256, and two append-only records, one JSON object a line.
Does not belong here: what the bytes say (`receive`), and anything that could be computed again (`landing`).
"""

import hashlib
import json
import os
import shutil
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, Protocol

from ingestion.durable import fsync_path, make_folder, new_folder, storing, sweep
from ingestion.lines import LineFile

_CHUNK = 1 << 20
# A copy of the largest file that is accepted takes seconds; a temporary of an hour ago is a crash's.
_ABANDONED_AFTER_S = 3600.0


class ArchiveError(Exception):
    """The archive is damaged, or is asked for what it does not hold."""


class PolicyPack(Protocol):
    """What the archive needs to know of a policy pack."""

    @property
    def name(self) -> str: ...
    @property
    def directory(self) -> Path: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, order=True, kw_only=True)
class Delivery:
    """One arrival of one file. The same file may arrive many times."""

    received_at: datetime
    file_name: str
    sha256: str
    recorded_at: datetime
    # The mapping file it is read by, an object of the archive; empty for a file of our own layout.
    mapping_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyUse:
    """A pack came into use at a time."""

    first_used_at: datetime
    name: str
    sha256: str


class Archive:
    """One archive folder. Any number of processes may use it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = root / "objects"
        self._policies = root / "policies"
        self._temporary = root / "tmp"
        self._deliveries = _Journal(root / "deliveries.jsonl")
        self._policy_uses = _Journal(root / "policies.jsonl")

    # Objects

    def store(self, path: Path) -> str:
        """Keep a file's bytes and give their SHA-256. Bytes already kept are not written again."""
        with storing("原件", "the file's bytes", where=self.root):
            make_folder(self._temporary)
            sweep(self._temporary, older_than_s=_ABANDONED_AFTER_S)
            copy = self._temporary / uuid.uuid4().hex
            try:
                sha256 = _copy_hashed(path, copy)
                target = self.object_path(sha256)
                if not target.exists():
                    make_folder(target.parent)
                    copy.chmod(0o444)
                    fsync_path(copy)
                    copy.rename(target)
                    fsync_path(target.parent)
            finally:
                copy.unlink(missing_ok=True)
        return sha256

    def object_path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie, or would lie."""
        return self._objects / sha256[:2] / sha256

    # Deliveries

    def record_delivery(self, *, sha256: str, file_name: str, received_at: datetime) -> Delivery:
        """Note that a kept file arrived; durable on return."""
        return self.record_deliveries([(sha256, file_name, received_at)])[0]

    def record_deliveries(
        self, arrivals: list[tuple[str, str, datetime]], *, mapping_sha256: str = ""
    ) -> list[Delivery]:
        """Note several arrivals (sha256, file name, received at) with one wait for the disk."""
        now = datetime.now(UTC)
        deliveries = []
        for sha256, file_name, received_at in arrivals:
            if received_at.tzinfo is None:
                raise ValueError(f"{file_name}: received_at without a zone")
            deliveries.append(
                Delivery(
                    received_at=received_at.astimezone(UTC),
                    # A name that is no valid UTF-8 would make the record unreadable.
                    file_name=os.fsencode(file_name).decode("utf-8", "replace"),
                    sha256=sha256,
                    recorded_at=now,
                    mapping_sha256=mapping_sha256,
                )
            )
        with storing("收件记录", "the record of the delivery", where=self.root):
            self._deliveries.append(
                [
                    {
                        "sha256": delivery.sha256,
                        "file_name": delivery.file_name,
                        "received_at": delivery.received_at.isoformat(),
                        "recorded_at": delivery.recorded_at.isoformat(),
                        **({"mapping_sha256": mapping_sha256} if mapping_sha256 else {}),
                    }
                    for delivery in deliveries
                ]
            )
        return deliveries

    def deliveries(self, as_of: datetime | None = None) -> list[Delivery]:
        """Every delivery received by `as_of`, in order of receipt."""
        found = [
            Delivery(
                received_at=datetime.fromisoformat(line["received_at"]),
                file_name=line["file_name"],
                sha256=line["sha256"],
                recorded_at=datetime.fromisoformat(line["recorded_at"]),
                mapping_sha256=line.get("mapping_sha256", ""),
            )
            for line in self._deliveries.read()
        ]
        return sorted(delivery for delivery in found if as_of is None or delivery.received_at <= as_of)

    # Policy packs

    def store_policy(self, policy: PolicyPack) -> None:
        """Keep a pack that is now in use, and note since when, unless it is the one in use already."""
        with storing("政策包", "the policy pack", where=self.root):
            target = self._policies / policy.sha256
            if not target.exists():
                with new_folder(target, temporary=self._temporary) as folder:
                    # Under its name, which a pack takes from its folder. What an editor or the system left
                    # beside the pack's files is no part of it.
                    shutil.copytree(
                        policy.directory,
                        folder / policy.name,
                        ignore=shutil.ignore_patterns(".*", "~$*"),
                    )
            with self._policy_uses.locked() as file:
                uses = self._policy_uses.read()
                if not uses or uses[-1]["sha256"] != policy.sha256:
                    self._policy_uses.write(
                        file,
                        [
                            {
                                "sha256": policy.sha256,
                                "name": policy.name,
                                "first_used_at": datetime.now(UTC).isoformat(),
                            }
                        ],
                    )

    def policy_uses(self) -> list[PolicyUse]:
        """Which pack came into use when, oldest first; a pack taken up again has a line again."""
        return [
            PolicyUse(
                first_used_at=datetime.fromisoformat(line["first_used_at"]),
                name=line["name"],
                sha256=line["sha256"],
            )
            for line in self._policy_uses.read()
        ]

    def policy_dir(self, sha256: str) -> Path:
        """The kept pack with this hash."""
        folder = next((self._policies / sha256).glob("*"), None)
        if folder is None:
            raise ArchiveError(f"归档中没有该政策包 / the archive holds no such policy pack: {sha256}")
        return folder

    def policy_dir_as_of(self, time: datetime) -> Path | None:
        """The pack in use at a time; null before the first use."""
        used = [use for use in self.policy_uses() if use.first_used_at <= time]
        return self.policy_dir(used[-1].sha256) if used else None


class _Journal:
    """An append-only record, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = LineFile(path)

    def read(self) -> list[dict[str, Any]]:
        found = []
        for number, line in enumerate(self._lines.read(), start=1):
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise ArchiveError(
                    f"归档记录第 {number} 行损坏，请从备份恢复 / "
                    f"line {number} is damaged, restore it from a backup: {self.path}"
                ) from error
        return found

    def append(self, records: list[dict[str, Any]]) -> None:
        with self.locked() as file:
            self.write(file, records)

    def locked(self) -> AbstractContextManager[FileIO]:
        """The file, opened for appending, while no other process writes to it."""
        return self._lines.locked()

    def write(self, file: FileIO, records: list[dict[str, Any]]) -> None:
        """Append whole lines to the locked file, or nothing."""
        self._lines.write(file, [json.dumps(record, ensure_ascii=False).encode() for record in records])


def _copy_hashed(source: Path, target: Path) -> str:
    """Copy a file and hash the very bytes that were copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            writer.write(chunk)
    return digest.hexdigest()
