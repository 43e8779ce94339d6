"""Landing: typed rows and findings of each submission, one complete folder each. A pure cache.

Belongs here: where a submission lies, what its folder holds, writing it whole, finding what is there already.
Does not belong here: how a file becomes rows (`receive`), and anything that cannot be made again from the archive.
"""

import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

import polars as pl

from ingestion.contract import Content, load_workbook_contract
from ingestion.durable import make_folder, new_folder, storing, sweep, write_atomic
from ingestion.feedback.messages import FINDING_SCHEMA

Outcome = Literal["accepted", "accepted_with_findings", "rejected"]

LANDING_SCHEMAS: Mapping[Content, pl.Schema] = {
    sheet.content: pl.Schema({"submission_id": pl.String(), **sheet.row_schema})
    for sheet in load_workbook_contract().sheets
}

LANDED_FINDING_SCHEMA = pl.Schema(
    {"submission_id": pl.String(), "finding_number": pl.Int32(), **FINDING_SCHEMA}
)

_PACKAGE = Path(__file__).resolve().parent
# All of the package decides what lands, but for what only makes, keeps, locates or shows files.
_WITHOUT_EFFECT = (
    "sample",
    "policy/packs",
    "archive.py",
    "durable.py",
    "settings.py",
    "feedback/groups.py",
    "feedback/marking.py",
    "feedback/return_file.py",
    "feedback/texts",
    "template",
    "similarity",
    "decisions.py",
    "desk.py",
    "lines.py",
)
_RECORD = "submission.json"
_FINDINGS = "findings"
_ABANDONED_AFTER_S = 3600.0
_CACHES_KEPT = 3
_CACHE_KEPT_S = 3600.0


@dataclass(frozen=True, kw_only=True)
class SheetCount:
    """How many rows of one sheet were there, accepted, refused and passed over."""

    sheet: str
    content: Content
    row_count: int
    accepted_row_count: int
    rejected_row_count: int
    skipped_row_count: int


@dataclass(frozen=True, kw_only=True)
class SourceColumn:
    """Where a field stood in the file."""

    sheet: str
    content: Content
    field: str
    column_letter: str
    heading: str


@dataclass(frozen=True, kw_only=True)
class RuleCheck:
    """How a rule fared in a submission."""

    rule_id: str
    severity: str
    checked_row_count: int
    failed_row_count: int


@dataclass(frozen=True, kw_only=True)
class SubmissionRecord:
    """What is known of a submission beside its rows and findings."""

    submission_id: str
    sha256: str
    file_name: str
    reporting_unit_code: str | None
    report_month: date | None
    kind: str | None
    outcome: Outcome
    row_count: int
    accepted_row_count: int
    rejected_row_count: int
    skipped_row_count: int
    template_version: str | None
    reporter: str | None
    phone: str | None
    sheets: tuple[SheetCount, ...] = ()
    source_columns: tuple[SourceColumn, ...] = ()
    rule_checks: tuple[RuleCheck, ...] = ()

    def to_json(self) -> bytes:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat).encode()

    def source_column_frame(self) -> pl.DataFrame:
        """The columns that were read, as a frame."""
        names = [field.name for field in fields(SourceColumn)]
        return pl.DataFrame(
            [asdict(column) for column in self.source_columns], schema=dict.fromkeys(names, pl.String())
        )

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """As it was kept."""
        values = json.loads(content)
        month = values["report_month"]
        return cls(
            **values
            | {
                "report_month": date.fromisoformat(month) if month else None,
                "sheets": tuple(SheetCount(**item) for item in values["sheets"]),
                "source_columns": tuple(SourceColumn(**item) for item in values["source_columns"]),
                "rule_checks": tuple(RuleCheck(**item) for item in values["rule_checks"]),
            }
        )


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A submission before or after it landed: its record, its findings, its rows by content."""

    record: SubmissionRecord
    findings: pl.DataFrame
    rows: Mapping[Content, pl.DataFrame]


def submission_id(
    *, sha256: str, unit: str | None, month: date | None, kind: str | None, mapping: str = ""
) -> str:
    """The identity of what one file says of one unit, one month, one kind (rulebook 2), by one mapping (R88)."""
    parts = (
        sha256,
        unit or "",
        f"{month:%Y-%m}" if month else "",
        kind or "",
        *([mapping] if mapping else []),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def file_key(*, sha256: str, file_name: str, mapping: str = "", received_month: date | None = None) -> str:
    """The identity of a file as it is read: its bytes, its name (which may say unit and month), its mapping.

    And the month in which it was received: it cannot report a later one.
    """
    month = received_month.isoformat() if received_month else ""
    return hashlib.sha256("\n".join((sha256, file_name, mapping, month)).encode()).hexdigest()


def cache_key(policy_sha256: str) -> str:
    """Changes with whatever may change what a file lands as: code, contract, wording, policy pack."""
    return hashlib.sha256(f"{_code_sha256()}\n{policy_sha256}".encode()).hexdigest()[:16]


@cache
def _code_sha256() -> str:
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE).as_posix()
        if path.suffix in {".py", ".toml", ".csv"} and not name.startswith(_WITHOUT_EFFECT):
            digest.update(f"{name}\n{path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()


class Landing:
    """The landing of one cache key. Any number of processes may use it at once."""

    def __init__(self, root: Path, *, policy_sha256: str) -> None:
        self._root = root
        self.folder = root / cache_key(policy_sha256)
        self._files = self.folder / "files"
        self._submissions = self.folder / "submissions"
        self._temporary = self.folder / "tmp"

    def open(self) -> Self:
        """Make the folder, mark it as used, and clear what crashes and earlier versions of the code left."""
        with storing("解析缓存", "the landing cache", where=self._root):
            make_folder(self.folder)
            os.utime(self.folder)
            sweep(self._temporary, older_than_s=_ABANDONED_AFTER_S)
            self._sweep_old_caches()
        return self

    def submissions_of(self, key: str) -> list[str] | None:
        """The submissions that a file (`file_key`) became; null when it has not landed."""
        try:
            found: list[str] = json.loads((self._files / f"{key}.json").read_bytes())["submissions"]
        except FileNotFoundError:
            return None
        return found if all(self.directory(name).is_dir() for name in found) else None

    def directory(self, submission: str) -> Path:
        """The folder of a submission."""
        return self._submissions / submission

    def write(self, key: str, submissions: Iterable[Submission]) -> list[str]:
        """Land all that a file became; each folder appears whole, the file counts as landed last."""
        names = []
        with storing("解析结果", "the rows read", where=self.folder):
            for submission in submissions:
                self._write_submission(submission)
                names.append(submission.record.submission_id)
            write_atomic(self._files / f"{key}.json", json.dumps({"submissions": names}).encode())
        return names

    def read_record(self, submission: str) -> SubmissionRecord:
        """The record of a landed submission."""
        return SubmissionRecord.from_json((self.directory(submission) / _RECORD).read_bytes())

    def read_findings(self, submission: str) -> pl.DataFrame:
        """The findings of a landed submission."""
        return pl.read_parquet(self.directory(submission) / f"{_FINDINGS}.parquet")

    def _write_submission(self, submission: Submission) -> None:
        target = self.directory(submission.record.submission_id)
        if target.is_dir():
            return
        with new_folder(target, temporary=self._temporary) as folder:
            (folder / _RECORD).write_bytes(submission.record.to_json())
            _write_parquet(folder / f"{_FINDINGS}.parquet", submission.findings, schema=LANDED_FINDING_SCHEMA)
            for content, rows in submission.rows.items():
                _write_parquet(folder / f"{content}.parquet", rows, schema=LANDING_SCHEMAS[content])

    def _sweep_old_caches(self) -> None:
        """Keep the caches used last: an earlier policy pack may be in use for a build as of then."""
        limit = time.time() - _CACHE_KEPT_S
        others = sorted(
            (path.stat().st_mtime, path)
            for path in self._root.iterdir()
            if path.is_dir() and path != self.folder
        )
        for used_at, path in others[: -_CACHES_KEPT or None]:
            if used_at < limit:
                shutil.rmtree(path, ignore_errors=True)


def _write_parquet(path: Path, rows: pl.DataFrame, *, schema: pl.Schema) -> None:
    # Through memory: a full disk then shows as what it is and not as an error of the Parquet writer.
    content = io.BytesIO()
    rows.select(schema.names()).cast(schema).write_parquet(content)
    path.write_bytes(content.getbuffer())


@dataclass(frozen=True)
class LandingIndex:
    """The submissions a warehouse is built from, for the loader."""

    submission_dirs: list[Path]

    def parquet_files(self, name: Content | Literal["findings"]) -> list[Path]:
        """The files of one kind, of the submissions that have it."""
        return [path for folder in self.submission_dirs if (path := folder / f"{name}.parquet").exists()]

    def records(self) -> list[SubmissionRecord]:
        """The records, in order of the folders."""
        return [
            SubmissionRecord.from_json((folder / _RECORD).read_bytes()) for folder in self.submission_dirs
        ]
