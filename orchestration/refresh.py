"""One refresh from the command line: the lock, seeing that nothing is new, the Dagster job in this process.

Belongs here: what happens around the job, and how it ended. Does not belong here: the steps (assets), printing.
Importing this loads neither Dagster nor dbt: with nothing new they are never needed.
"""

import contextlib
import logging
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, get_args

from ingestion.archive import Archive
from ingestion.durable import make_folder
from ingestion.settings import Language, Settings
from orchestration.daemon import NO_TELEMETRY
from orchestration.errors import SankuError, Trouble, told
from orchestration.inputs import current_inputs, inbox_files
from orchestration.journal import CheckOutcome, write_journal
from orchestration.lock import refresh_lock
from orchestration.progress import Progress, silent
from orchestration.versions import DEFAULT_VERSIONS_KEPT, Version, current_folder, current_version, sweep

if TYPE_CHECKING:
    from ingestion.receive import Receipt
    from orchestration.resources import RefreshSession

_VERSIONS_KEPT = "SANKU_VERSIONS_KEPT"

Status = Literal["published", "unchanged", "busy", "failed"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a refresh ended. `version` and `folder` are what is published now, also after a failure."""

    status: Status
    seconds: float
    version: Version | None
    folder: Path | None
    receipts: "tuple[Receipt, ...]" = ()
    checks: tuple[CheckOutcome, ...] = ()
    # In both languages; empty when all went well.
    trouble: Mapping[Language, Trouble] = field(default_factory=dict)


def refresh(settings: Settings, *, as_of: datetime | None = None, progress: Progress = silent) -> Outcome:
    """Take in the inbox, rebuild, publish; or see that there is nothing to do. Raises nothing foreseeable.

    With `as_of` the warehouse as known then is built beside the current one, from the pack used then.
    """
    started = time.monotonic()
    try:
        with refresh_lock(settings.data_dir):
            outcome = _refresh(settings, as_of=as_of, progress=progress)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told in words and leaves what is published
        trouble = _told(error, settings)
        status: Status = "busy" if trouble["en"].code == "busy" else "failed"
        outcome = _ended(settings, status, trouble=trouble)
    return replace(outcome, seconds=round(time.monotonic() - started, 2))


def versions_kept() -> int:
    """How many published versions stay on disk (SANKU_VERSIONS_KEPT)."""
    asked = os.environ.get(_VERSIONS_KEPT, "")
    if not asked:
        return DEFAULT_VERSIONS_KEPT
    if not asked.isdecimal() or int(asked) < 1:
        raise SankuError("versions_kept", value=asked)
    return int(asked)


def _refresh(settings: Settings, *, as_of: datetime | None, progress: Progress) -> Outcome:
    # Whoever has the lock is alone: what lies here was left by a refresh that did not end.
    sweep(published=settings.published, builds=settings.builds)
    if as_of is None:
        version = current_version(settings.published)
        if version and not inbox_files(settings) and version.inputs == current_inputs(settings):
            return _ended(settings, "unchanged")
    else:
        settings = _settings_as_of(settings, as_of)

    from orchestration.resources import RefreshSession

    session = RefreshSession(
        settings=settings,
        run_id=str(uuid.uuid4()),
        started_at=datetime.now(UTC),
        as_of=as_of,
        progress=progress,
        versions_kept=versions_kept(),
    )
    try:
        # The job checks the pack first of all; doing it here tells of a wrong one before Dagster is even loaded.
        _ = session.policy
        _run_job(session)
    except Exception as error:  # noqa: BLE001  # as above; here also remembered for `sanku status`
        trouble = _told(error, settings)
        outcome = replace(_ended(settings, "failed", trouble=trouble), receipts=tuple(session.receipts))
        journal = replace(session.journal(), status="failed", version_id=None, trouble=trouble)
    else:
        outcome = Outcome(
            status="published",
            seconds=0.0,
            version=session.published,
            folder=session.published_folder,
            receipts=tuple(session.receipts),
            checks=tuple(session.checks),
        )
        journal = session.journal()
    # On a disk so full that not even this can be written, the outcome is still told.
    with contextlib.suppress(OSError):
        if as_of is None:
            write_journal(settings, journal)
        sweep(published=settings.published, builds=settings.builds)
    return outcome


def _run_job(session: "RefreshSession") -> None:
    """The very job that Dagster's schedule runs, in this process.

    Dagster's record of the run is kept in memory: writing each of its events to a database on disk takes longer
    than everything else together. What a person asks afterwards, the journal and the versions answer.
    """
    import dagster as dg

    from orchestration.build import build_defs
    from orchestration.jobs import refresh_job

    with _quiet(session.settings), dg.DagsterInstance.ephemeral(settings=NO_TELEMETRY) as instance:
        job = build_defs(resource_overrides={"session": session}).resolve_job_def(refresh_job.name)
        try:
            job.execute_in_process(
                instance=instance,
                run_id=session.run_id,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=True,
            )
        except dg.DagsterError as error:
            # Our own errors come through as they are; what is Dagster's is a check that blocks, or a bug.
            broken = [check.name for check in session.checks if check.severity == "error"]
            if broken:
                raise SankuError("checks", names=", ".join(broken)) from error
            raise


@contextlib.contextmanager
def _quiet(settings: Settings) -> Iterator[None]:
    """What libraries say goes to a log: standard output is for one JSON document, the other for progress."""
    stream = _log(settings.data_dir / "logs" / "refresh.log")
    root = logging.getLogger()
    before, complains = root.handlers[:], logging.raiseExceptions
    root.handlers = [logging.StreamHandler(stream)]
    # On a full disk the log cannot be written either; that is told once, in words, and not for each line of it.
    logging.raiseExceptions = False
    try:
        with contextlib.redirect_stdout(stream):
            yield
    finally:
        root.handlers, logging.raiseExceptions = before, complains


@cache
def _log(path: Path) -> TextIO:
    """Open until the process ends: loggers that libraries made meanwhile hold on to it."""
    make_folder(path.parent)
    return path.open("w", encoding="utf-8", buffering=1)


def _settings_as_of(settings: Settings, as_of: datetime) -> Settings:
    """With the pack that was in use then; before the first use, the first one."""
    archive = Archive(settings.archive)
    folder = archive.policy_dir_as_of(as_of)
    if folder is None:
        uses = archive.policy_uses()
        folder = archive.policy_dir(uses[0].sha256) if uses else settings.policy_dir
    return replace(settings, policy_dir=folder)


def _ended(
    settings: Settings, status: Status, *, trouble: Mapping[Language, Trouble] | None = None
) -> Outcome:
    """An end without a new version: what is published stays."""
    return Outcome(
        status=status,
        seconds=0.0,
        version=current_version(settings.published),
        folder=current_folder(settings.published),
        trouble=trouble or {},
    )


def _told(error: Exception, settings: Settings) -> dict[Language, Trouble]:
    languages: tuple[Language, ...] = get_args(Language)
    return {lang: told(error, lang, data_dir=settings.data_dir) for lang in languages}
