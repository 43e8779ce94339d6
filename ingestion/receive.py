"""Receiving files, end to end: keep the bytes, record the delivery, land what they say, and give a receipt.

Belongs here: the order of those steps, which survives a kill at any point, and what a receipt says.
Does not belong here: what a file says (`assemble`), which files arrive (`arrivals`), printing (the command line).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from ingestion.archive import Archive, Delivery
from ingestion.arrivals import (
    Arrival,
    ArrivalError,
    PassedOver,
    find_arrivals,
    inbox_arrivals,
    stamp,
    take_out,
)
from ingestion.assemble import FirstLook, Source, UnfitMapping, assemble, read_sources
from ingestion.durable import make_folder, storing
from ingestion.landing import Landing, Outcome, Submission, SubmissionRecord, file_key
from ingestion.mapping import LoadedMapping, load_mapping, missing_columns, parse_mapping
from ingestion.months import first_day
from ingestion.policy import Policy
from ingestion.settings import Settings
from ingestion.standing import Known, standings

# Called with the number of files read and the number of those to read.
Progress = Callable[[int, int], None]
TellPassedOver = Callable[[PassedOver], None]
TellFirst = Callable[[Sequence[FirstLook]], None]


@dataclass(frozen=True, kw_only=True)
class LandedDelivery:
    """A delivery and a submission that its file holds."""

    delivery: Delivery
    submission_id: str
    directory: Path


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a sender is told of one submission in a file just received."""

    file_name: str
    sha256: str
    received_at: datetime
    submission_id: str
    reporting_unit_code: str | None
    report_month: date | None
    kind: str | None
    outcome: Outcome
    row_count: int
    accepted_row_count: int
    rejected_row_count: int
    skipped_row_count: int
    findings: pl.DataFrame
    # False when the same bytes said the same of unit, month and kind before: nothing has changed by this delivery.
    is_new: bool
    first_received_at: datetime
    first_file_name: str
    # Whether it counts now, or would but for a later one.
    is_effective: bool
    is_superseded: bool
    superseded_by: Known | None


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What a file would be received as. Nothing of it is recorded."""

    path: Path
    record: SubmissionRecord
    findings: pl.DataFrame


def receive_files(
    paths: Iterable[Path],
    *,
    settings: Settings,
    policy: Policy,
    received_at: datetime | None = None,
    manifest: Path | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
    tell_passed_over: TellPassedOver | None = None,
) -> list[Receipt]:
    """Receive files and folders; a receipt per submission, in the order of the files.

    ArrivalError, with nothing received, when a file, the manifest or the mapping is not there or not right.
    """
    arrivals, passed_over = find_arrivals(paths, received_at=received_at, manifest=manifest)
    _tell(passed_over, tell_passed_over)
    if mapping is not None:
        _fitting(mapping, [_source(arrival) for arrival in arrivals])
    archive = Archive(settings.archive)
    before = archive.deliveries()
    mapping_sha256 = archive.store(mapping) if mapping is not None else ""
    kept = [(arrival, archive.store(arrival.path)) for arrival in arrivals]
    deliveries = _record(archive, kept, mapping_sha256=mapping_sha256)
    return _receipts(deliveries, before, settings=settings, policy=policy, progress=progress)


def receive_inbox(
    settings: Settings,
    policy: Policy,
    progress: Progress | None = None,
    *,
    tell_passed_over: TellPassedOver | None = None,
) -> list[Receipt]:
    """Receive every file in the inbox, each leaving it once its bytes and its delivery are kept.

    Killed between keeping and leaving, the file is found again, and known as the same delivery.
    """
    with storing("收件箱", "the inbox", where=settings.inbox):
        make_folder(settings.inbox)
    arrivals, passed_over = inbox_arrivals(settings.inbox)
    _tell(passed_over, tell_passed_over)
    archive = Archive(settings.archive)
    before = archive.deliveries()
    recorded = {_identity(delivery): delivery for delivery in before}
    deliveries = []
    for arrival in arrivals:
        seen = stamp(arrival.path)
        try:
            sha256 = archive.store(arrival.path)
        except FileNotFoundError:
            continue  # another process took it in
        if stamp(arrival.path) != seen:
            _tell([PassedOver(path=arrival.path, reason="still_written")], tell_passed_over)
            continue
        known = recorded.get((sha256, arrival.path.name, arrival.received_at or datetime.now(UTC), ""))
        deliveries += [known] if known else _record(archive, [(arrival, sha256)])
        try:
            take_out(arrival.path, unless_changed_since=seen)
        except OSError:
            # Received all the same: one file that may not leave the inbox must not stop the others.
            _tell([PassedOver(path=arrival.path, reason="stuck")], tell_passed_over)
    return _receipts(deliveries, before, settings=settings, policy=policy, progress=progress)


def check_files(
    paths: Iterable[Path],
    *,
    settings: Settings,  # noqa: ARG001 - asked for as by the others, which record
    policy: Policy,
    mapping: Path | None = None,
    progress: Progress | None = None,
    tell_passed_over: TellPassedOver | None = None,
    tell_first: TellFirst | None = None,
) -> list[CheckResult]:
    """The same checks as on receipt; nothing is archived, recorded or landed.

    `tell_first` hears what reading found, which is there long before the rules are checked.
    """
    arrivals, passed_over = find_arrivals(paths)
    _tell(passed_over, tell_passed_over)
    now = month_of(datetime.now(UTC), policy)
    sources = [replace(_source(arrival), received_month=now) for arrival in arrivals]
    if mapping is not None:
        loaded = _fitting(mapping, sources)
        sources = [replace(source, mapping=loaded) for source in sources]
    return [
        CheckResult(path=source.path, record=submission.record, findings=submission.findings)
        for source, submissions in _assemble(sources, policy, progress, tell_first=tell_first)
        for submission in submissions
    ]


def land_deliveries(
    deliveries: Iterable[Delivery], *, settings: Settings, policy: Policy, progress: Progress | None = None
) -> list[LandedDelivery]:
    """The submissions of deliveries, in their order; what is not in the cache is read from the archive."""
    deliveries = list(deliveries)
    archive = Archive(settings.archive)
    landing = Landing(settings.landing, policy_sha256=policy.sha256).open()
    landed: dict[str, list[str]] = {}
    missing: dict[str, Source] = {}
    for delivery in deliveries:
        key = _key_of(delivery, policy)
        if key in landed or key in missing:
            continue
        found = landing.submissions_of(key)
        if found is None:
            missing[key] = Source(
                path=archive.object_path(delivery.sha256),
                sha256=delivery.sha256,
                file_name=delivery.file_name,
                mapping=_kept_mapping(archive, delivery.mapping_sha256),
                received_month=month_of(delivery.received_at, policy),
            )
        else:
            landed[key] = found
    for source, submissions in _assemble(list(missing.values()), policy, progress):
        key = file_key(
            sha256=source.sha256,
            file_name=source.file_name,
            mapping=source.mapping_sha256,
            received_month=source.received_month,
        )
        landed[key] = landing.write(key, submissions)
    return [
        LandedDelivery(delivery=delivery, submission_id=name, directory=landing.directory(name))
        for delivery in deliveries
        for name in landed[_key_of(delivery, policy)]
    ]


def _key_of(delivery: Delivery, policy: Policy) -> str:
    return file_key(
        sha256=delivery.sha256,
        file_name=delivery.file_name,
        mapping=delivery.mapping_sha256,
        received_month=month_of(delivery.received_at, policy),
    )


def month_of(received_at: datetime, policy: Policy) -> date:
    """The month in which something was received, where the city is."""
    return first_day(received_at.astimezone(policy.settings.timezone).date())


def _source(arrival: Arrival) -> Source:
    return Source(path=arrival.path, sha256=_sha256(arrival.path), file_name=arrival.path.name)


def _fitting(mapping: Path, sources: Sequence[Source]) -> LoadedMapping:
    """A mapping that is right, and right for every file; ArrivalError with all that is wrong before a row is read."""
    loaded = load_mapping(mapping)
    problems = [
        problem
        for _, result in read_sources([replace(source, mapping=loaded) for source in sources])
        if result.refusal is None  # else the file is at fault, and is told so
        for problem in missing_columns(loaded, result.sheets)
    ]
    if problems:
        raise ArrivalError(list(dict.fromkeys(problems)))
    return loaded


def _kept_mapping(archive: Archive, sha256: str) -> LoadedMapping | UnfitMapping | None:
    """The mapping that a delivery was received with, as the archive keeps it."""
    if not sha256:
        return None
    try:
        return parse_mapping(archive.object_path(sha256).read_bytes(), file_name=sha256[:12])
    except ArrivalError as error:
        # It was right when it was received; the contract has moved on. Its files are refused, no others.
        return UnfitMapping(sha256=sha256, reason="；".join(item.message for item in error.problems))


def _assemble(
    sources: Sequence[Source],
    policy: Policy,
    progress: Progress | None,
    *,
    tell_first: TellFirst | None = None,
) -> Iterable[tuple[Source, list[Submission]]]:
    def tell_read(done: int) -> None:
        if progress is not None:
            progress(done, len(sources))

    tell_read(0)
    return assemble(sources, policy=policy, tell_read=tell_read, tell_first=tell_first)


def _record(
    archive: Archive, kept: Sequence[tuple[Arrival, str]], *, mapping_sha256: str = ""
) -> list[Delivery]:
    """Record arrivals; those without a time of their own arrive now, one after the other."""
    now = datetime.now(UTC)
    return archive.record_deliveries(
        [
            (sha256, arrival.path.name, arrival.received_at or now + timedelta(microseconds=turn))
            for turn, (arrival, sha256) in enumerate(kept)
        ],
        mapping_sha256=mapping_sha256,
    )


def _receipts(
    deliveries: Sequence[Delivery],
    before: Sequence[Delivery],
    *,
    settings: Settings,
    policy: Policy,
    progress: Progress | None,
) -> list[Receipt]:
    if not deliveries:
        return []
    # All that is known: a receipt says how the submission stands among the others.
    everything = land_deliveries(
        Archive(settings.archive).deliveries(), settings=settings, policy=policy, progress=progress
    )
    landing = Landing(settings.landing, policy_sha256=policy.sha256)
    first: dict[str, Delivery] = {}
    for landed in everything:  # in order of receipt
        first.setdefault(landed.submission_id, landed.delivery)
    known_before = {_identity(delivery) for delivery in before}
    seen = {landed.submission_id for landed in everything if _identity(landed.delivery) in known_before}
    records = {name: landing.read_record(name) for name in first}
    standing = standings(_known(records[name], delivery) for name, delivery in first.items())
    by_delivery: dict[tuple[str, str, datetime, str], list[str]] = {}
    for landed in everything:
        by_delivery.setdefault(_identity(landed.delivery), [])
        if landed.submission_id not in by_delivery[_identity(landed.delivery)]:
            by_delivery[_identity(landed.delivery)].append(landed.submission_id)
    receipts = []
    for delivery in deliveries:
        for name in by_delivery[_identity(delivery)]:
            record, stands = records[name], standing[name]
            receipts.append(
                Receipt(
                    file_name=delivery.file_name,
                    sha256=delivery.sha256,
                    received_at=delivery.received_at,
                    submission_id=name,
                    reporting_unit_code=record.reporting_unit_code,
                    report_month=record.report_month,
                    kind=record.kind,
                    outcome=record.outcome,
                    row_count=record.row_count,
                    accepted_row_count=record.accepted_row_count,
                    rejected_row_count=record.rejected_row_count,
                    skipped_row_count=record.skipped_row_count,
                    findings=landing.read_findings(name),
                    is_new=name not in seen,
                    first_received_at=first[name].received_at,
                    first_file_name=first[name].file_name,
                    is_effective=stands.is_effective,
                    is_superseded=stands.superseded_by is not None,
                    superseded_by=stands.superseded_by,
                )
            )
            seen.add(name)
    return receipts


def _known(record: SubmissionRecord, delivery: Delivery) -> Known:
    return Known(
        received_at=delivery.received_at,
        submission_id=record.submission_id,
        file_name=delivery.file_name,
        reporting_unit_code=record.reporting_unit_code,
        report_month=record.report_month,
        kind=record.kind,
        is_rejected=record.outcome == "rejected",
    )


def _identity(delivery: Delivery) -> tuple[str, str, datetime, str]:
    return delivery.sha256, delivery.file_name, delivery.received_at, delivery.mapping_sha256


def _tell(passed_over: Iterable[PassedOver], tell: TellPassedOver | None) -> None:
    if tell is not None:
        for other in passed_over:
            tell(other)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
