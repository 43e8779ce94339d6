"""What the steps of one refresh share: settings, the build's folder, the policy pack, what has happened so far.

Belongs here: `RefreshSession`, and the Dagster resource that makes one for runs which Dagster itself starts.
`sanku refresh` hands in its own instead. Does not belong here: what the steps do.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from ingestion.decisions import Decision
from ingestion.policy import Policy, load_policy
from ingestion.settings import Settings
from orchestration.inputs import Inputs
from orchestration.journal import CheckOutcome, Journal, write_journal
from orchestration.load import FirstDelivery
from orchestration.lock import refresh_lock
from orchestration.progress import Progress, silent
from orchestration.versions import DEFAULT_VERSIONS_KEPT, WAREHOUSE_FILE, Version, sweep

if TYPE_CHECKING:
    from ingestion.receive import Receipt

# A sensor's run waits for the nightly one to end rather than be lost.
_WAIT_FOR_OTHERS_S = 3600.0


@dataclass(kw_only=True)
class RefreshSession:
    """One refresh, from its start to its published version."""

    settings: Settings
    run_id: str
    started_at: datetime
    as_of: datetime | None = None
    progress: Progress = silent
    # What the first step does before anything else; `sanku refresh` has done it already.
    begin: Callable[[], None] = lambda: None
    versions_kept: int = DEFAULT_VERSIONS_KEPT
    inputs: Inputs | None = None
    submissions: list[FirstDelivery] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    receipts: "list[Receipt]" = field(default_factory=list)
    checks: list[CheckOutcome] = field(default_factory=list)
    published: Version | None = None
    published_folder: Path | None = None

    @property
    def version_id(self) -> str:
        """When and by which run."""
        return f"{self.started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.run_id.replace('-', '')[:8]}"

    @property
    def build_folder(self) -> Path:
        """What is to be published, and nothing else."""
        return self.settings.builds / self.version_id

    @property
    def warehouse(self) -> Path:
        """The build file."""
        return self.build_folder / WAREHOUSE_FILE

    @property
    def scratch(self) -> Path:
        """Compiled SQL and the log of dbt: kept until the next build, to look a failure up."""
        return self.settings.data_dir / "dbt"

    @property
    def target_folder(self) -> Path:
        """Where the finished build goes: beside the current versions when it shows an earlier time."""
        if self.as_of is None:
            return self.settings.published / self.version_id
        return (
            self.settings.data_dir / "asof" / f"{self.as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}" / self.version_id
        )

    @property
    def folder(self) -> Path:
        """Where the build is now: its own place, or where it was published to."""
        return self.published_folder or self.build_folder

    @cached_property
    def policy(self) -> Policy:
        """The pack, checked whole (PolicyError)."""
        return load_policy(self.settings.policy_dir)

    def journal(self) -> Journal:
        """What is to be remembered of this refresh when it has ended well."""
        return Journal(
            started_at=self.started_at.isoformat(),
            finished_at=datetime.now(UTC).isoformat(),
            status="published" if self.published else "failed",
            version_id=self.published.version_id if self.published else None,
            checks=tuple(self.checks),
            trouble={},
        )


@dg.resource
def session_of_environment(context: dg.InitResourceContext) -> Iterator[RefreshSession]:
    """A session for a run of the daemon or the web server, with the environment's settings.

    Dagster makes a resource also where no step will ask for it: nothing happens before the session begins.
    """
    settings = Settings.from_env(os.environ)
    with ExitStack() as held:

        def begin() -> None:
            held.enter_context(refresh_lock(settings.data_dir, wait_s=_WAIT_FOR_OTHERS_S))
            sweep(published=settings.published, builds=settings.builds)
            held.callback(end)
            # Of the wait for the lock a version knows nothing: it is younger than what was published meanwhile.
            session.started_at = datetime.now(UTC)

        def end() -> None:
            write_journal(settings, session.journal())
            sweep(published=settings.published, builds=settings.builds)

        session = RefreshSession(
            settings=settings, run_id=context.run_id or "", started_at=datetime.now(UTC), begin=begin
        )
        yield session
