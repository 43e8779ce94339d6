"""How the last refresh ended, kept for `sanku status` and monitors.

Belongs here: one small JSON file in the data folder. Does not belong here: history (Dagster's own store).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from ingestion.durable import write_atomic
from ingestion.settings import Language, Settings
from orchestration.errors import Trouble

Severity = Literal["error", "warning"]
_FILE = "last_refresh.json"


@dataclass(frozen=True, kw_only=True)
class CheckOutcome:
    """An asset check that did not pass."""

    name: str
    asset: str
    severity: Severity
    message: str


@dataclass(frozen=True, kw_only=True)
class Journal:
    """One refresh that did something. `trouble` has the failure in both languages."""

    started_at: str
    finished_at: str
    status: Literal["published", "failed"]
    version_id: str | None
    checks: tuple[CheckOutcome, ...]
    trouble: Mapping[Language, Trouble]


def write_journal(settings: Settings, journal: Journal) -> None:
    """Remember it in place of the one before."""
    content = json.dumps(asdict(journal), ensure_ascii=False, indent=2, default=str) + "\n"
    write_atomic(settings.data_dir / _FILE, content.encode())


def read_journal(settings: Settings) -> Journal | None:
    """The last one; None before the first, or when another release wrote it."""
    try:
        content = json.loads((settings.data_dir / _FILE).read_bytes())
        return Journal(
            **content
            | {
                "checks": tuple(CheckOutcome(**check) for check in content["checks"]),
                "trouble": {lang: Trouble(**told) for lang, told in content["trouble"].items()},
            }
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
