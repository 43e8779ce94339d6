"""What a version is made of, as hashes: the deliveries, the policy pack, what people decided, the code.

Belongs here: telling, in well under a second and without loading the stack, whether a build would make
anything new. Does not belong here: reading what the inputs say.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.archive import Archive, Delivery
from ingestion.arrivals import walk
from ingestion.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = ROOT / "dbt_project"

# Written by editors, file managers and dbt itself.
_IGNORED_FOLDERS = {"__pycache__", "target", "logs"}
_IGNORED_PREFIXES = (".", "~$")
# What shapes the figures. Packs count as policy; the sample's maker and the pages make no figure.
_CODE = (
    ROOT / "ingestion",
    DBT_PROJECT,
    ROOT / "orchestration" / "identity.py",
    ROOT / "orchestration" / "load.py",
    ROOT / "orchestration" / "publish.py",
    ROOT / "uv.lock",
)
_NOT_CODE = (ROOT / "ingestion" / "policy" / "packs", ROOT / "ingestion" / "sample")


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Equal inputs make equal content."""

    deliveries_sha256: str
    policy_files_sha256: str
    code_version: str
    # Of what people decided about similar names; empty where nobody did.
    decisions_sha256: str = ""


def current_inputs(settings: Settings) -> Inputs:
    """The inputs as they are now, the inbox left aside."""
    return Inputs(
        deliveries_sha256=deliveries_sha256(Archive(settings.archive).deliveries()),
        policy_files_sha256=files_sha256([settings.policy_dir]),
        code_version=code_version(),
        decisions_sha256=decisions_sha256(settings),
    )


def inbox_files(settings: Settings) -> list[Path]:
    """The files that wait in the inbox, in order; those that are no submissions are left aside."""
    return walk(settings.inbox)[0] if settings.inbox.is_dir() else []


def deliveries_sha256(deliveries: Iterable[Delivery]) -> str:
    """Which files arrived when; not in which order, nor when that was written down."""
    lines = {
        f"{delivery.sha256} {delivery.received_at.isoformat()} {delivery.file_name} {delivery.mapping_sha256}".rstrip()
        for delivery in deliveries
    }
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def decisions_sha256(settings: Settings) -> str:
    """The hash of the decisions as they are now."""
    return _sha256(settings.decisions) if settings.decisions.is_file() else ""


def code_version() -> str:
    """A short hash of all code and data of ours that shape a figure, and of the versions of the libraries."""
    return files_sha256(_CODE, leave_out=_NOT_CODE)[:12]


def files_sha256(places: Iterable[Path], *, leave_out: tuple[Path, ...] = ()) -> str:
    """A hash over the names and bytes of files and of all files in folders."""
    digest = hashlib.sha256()
    for place in places:
        # A pack of the same content in another folder is the same pack: the place's own name is left out.
        named = (
            {path.relative_to(place): path for path in place.rglob("*")}
            if place.is_dir()
            else {Path(): place}
        )
        for name, path in sorted(named.items()):
            if path.is_file() and not _is_ignored(name) and not any(map(path.is_relative_to, leave_out)):
                content = path.read_bytes()
                digest.update(f"{name.as_posix()}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    """Of a file's bytes alone, as the archive names them."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_ignored(name: Path) -> bool:
    return any(part in _IGNORED_FOLDERS or part.startswith(_IGNORED_PREFIXES) for part in name.parts)
