"""A clerk's desk: one uploaded file from its first look to its receipt, and everything a unit ever sent.

Belongs here: what a page or another front end may ask of ingestion, on bytes in memory, in one call each.
Does not belong here: the steps themselves (`assemble`, `receive`), and how anything looks (dashboards).
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path, PurePath

import polars as pl
import xlsxwriter

from ingestion.archive import Archive
from ingestion.assemble import FirstLook, Source, assemble
from ingestion.contract import load_workbook_contract
from ingestion.durable import make_folder, storing, sweep
from ingestion.feedback.return_file import return_file
from ingestion.identify import KIND_WORDS
from ingestion.landing import Landing, Submission, SubmissionRecord
from ingestion.months import format_month
from ingestion.policy import Policy
from ingestion.readers.model import Limits
from ingestion.receive import Receipt, land_deliveries, month_of, receive_files
from ingestion.settings import Language, Settings
from ingestion.standing import Known, Standing, standings

# What a desk takes, by the ends of its names; the readers decide by the bytes.
FORMATS = ("xlsx", "xlsm", "xls", "csv", "json")
LARGEST_BYTES = Limits().max_file_bytes
_ABANDONED_AFTER_S = 3600.0
_MONEY = ("total_investment_wan", "month_investment_wan", "ytd_investment_wan")
# A change of this many times, either way, is shown among the jumps.
_JUMP = 3


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it was handed over."""

    file_name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A submission received earlier, its first delivery and how it stands now."""

    record: SubmissionRecord
    received_at: datetime
    file_name: str
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What an upload would be received as, and what it would replace."""

    submission: Submission
    replaces: Sent | None
    # The very same was received before: receiving it again changes nothing.
    same_as: Sent | None

    @property
    def record(self) -> SubmissionRecord:
        """The submission's record."""
        return self.submission.record

    @property
    def ledger(self) -> pl.DataFrame:
        """The rows of the ledger that count."""
        rows = self.submission.rows.get("ledger")
        if rows is None:
            return pl.DataFrame(schema=load_workbook_contract().by_content["ledger"].row_schema)
        return rows.filter("is_accepted")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A ledger beside the one before: names that came and went, and amounts that changed."""

    added: pl.DataFrame
    gone: pl.DataFrame
    changed: pl.DataFrame
    jumped: pl.DataFrame


def check_upload(
    upload: Upload,
    *,
    settings: Settings,
    policy: Policy,
    tell_first: Callable[[FirstLook], None] | None = None,
) -> Checked:
    """The same checks as on receipt, nothing recorded. `tell_first` hears what reading found, before the rules."""

    def tell(looks: Sequence[FirstLook]) -> None:
        if tell_first is not None:
            for look in looks:
                tell_first(look)

    with _on_disk(upload, settings) as path:
        source = Source(
            path=path,
            sha256=upload.sha256,
            file_name=upload.file_name,
            received_month=month_of(datetime.now(UTC), policy),
        )
        [(_, [submission, *_more])] = assemble([source], policy=policy, tell_first=tell)
    known = sent(settings=settings, policy=policy)
    record = submission.record
    same = next((one for one in known if one.record.submission_id == record.submission_id), None)
    return Checked(submission=submission, replaces=_replaced(record, known), same_as=same)


def marked_file(
    upload: Upload, checked: Checked, *, settings: Settings, unit_name: str | None, lang: Language
) -> bytes:
    """The return file: the sender's own, with what is wrong marked in it."""
    with _on_disk(upload, settings) as path:
        return return_file(
            path,
            checked.submission.findings,
            record=checked.record,
            unit_name=unit_name,
            file_name=upload.file_name,
            lang=lang,
        )


def receive_upload(upload: Upload, *, settings: Settings, policy: Policy) -> Receipt:
    """Take an upload in, as if it had been received by the command line; the bytes are kept for ever."""
    with _on_disk(upload, settings) as path:
        return receive_files([path], settings=settings, policy=policy)[0]


def sent(*, settings: Settings, policy: Policy) -> list[Sent]:
    """Every submission ever received, the latest first."""
    archive = Archive(settings.archive)
    landed = land_deliveries(archive.deliveries(), settings=settings, policy=policy)
    landing = Landing(settings.landing, policy_sha256=policy.sha256)
    first = {item.submission_id: item.delivery for item in reversed(landed)}
    records = {name: landing.read_record(name) for name in first}
    standing = standings(
        Known(
            received_at=first[name].received_at,
            submission_id=name,
            file_name=first[name].file_name,
            reporting_unit_code=record.reporting_unit_code,
            report_month=record.report_month,
            kind=record.kind,
            is_rejected=record.outcome == "rejected",
        )
        for name, record in records.items()
    )
    found = [
        Sent(
            record=records[name],
            received_at=delivery.received_at,
            file_name=delivery.file_name,
            standing=standing[name],
        )
        for name, delivery in first.items()
    ]
    return sorted(found, key=lambda one: (one.received_at, one.record.submission_id), reverse=True)


def deliveries_stamp(settings: Settings) -> tuple[int, int]:
    """Changes when something is received: what was known of the past has to be looked up again."""
    try:
        status = (settings.archive / "deliveries.jsonl").stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def original(sha256: str, *, settings: Settings) -> bytes:
    """The bytes of a file as they were received."""
    return Archive(settings.archive).object_path(sha256).read_bytes()


def no_change_file(*, unit_name: str, month: date, reporter: str) -> Upload:
    """A submission that says: nothing changed this month. The same words make the same bytes."""
    word = next(word for word, kind in KIND_WORDS.items() if kind == "no_change")
    cover = {
        "报送单位": unit_name,
        "报送月份": format_month(month),
        "报送类型": word,
        "模板版本": load_workbook_contract().version,
        "填报人": reporter,
    }
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(month.year, month.month, 1, tzinfo=UTC)})
        sheet = book.add_worksheet("封面")
        sheet.set_column(0, 1, 24)
        for row, (label, value) in enumerate(cover.items()):
            sheet.write_string(row, 0, label)
            sheet.write_string(row, 1, value)
    return Upload(file_name=f"{unit_name}_{format_month(month)}_{word}.xlsx", content=buffer.getvalue())


def sums(ledger: pl.DataFrame) -> Mapping[str, object]:
    """How many rows a ledger has and what its amounts add up to; null where none is filled in."""
    totals = ledger.select(
        pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in _MONEY
    )
    return {"row_count": ledger.height, **totals.row(0, named=True)}


def compare(ledger: pl.DataFrame, before: pl.DataFrame) -> Comparison:
    """Two ledgers by project: by code where both have one, else by name. `before` has the ledger's own columns."""
    columns = ("name_key", "project_code", "project_name", "library", *_MONEY)
    new, old = (_keyed(frame.select(columns), before) for frame in (ledger, before))
    both = new.join(old, on="key", suffix="_before")
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in ("project_name", "library", _MONEY[0])
    )
    total, earlier = pl.col(_MONEY[0]), pl.col(f"{_MONEY[0]}_before")
    is_jump = (total > earlier * _JUMP) | (earlier > total * _JUMP)
    return Comparison(
        added=new.join(old, on="key", how="anti"),
        gone=old.join(new, on="key", how="anti"),
        changed=both.filter(differs),
        jumped=both.filter(is_jump),
    )


def _keyed(frame: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """A row that has no code goes by the code that the same name had before."""
    codes = dict(before.select("name_key", "project_code").drop_nulls().iter_rows())
    by_name = pl.col("name_key").replace_strict(codes, default=None, return_dtype=pl.String)
    key = pl.coalesce("project_code", by_name, "name_key").alias("key")
    return frame.with_columns(key).unique("key", keep="first", maintain_order=True)


def _replaced(record: SubmissionRecord, known: list[Sent]) -> Sent | None:
    """What counts now of the same unit and month, where the file is a whole one."""
    if record.outcome == "rejected" or record.kind not in ("full", "no_change"):
        return None
    return next(
        (
            one
            for one in known
            if one.record.reporting_unit_code == record.reporting_unit_code
            and one.record.report_month == record.report_month
            and one.record.kind in ("full", "no_change")
            and one.record.submission_id != record.submission_id
            and one.standing.is_effective
            and one.standing.superseded_by is None
        ),
        None,
    )


@contextmanager
def _on_disk(upload: Upload, settings: Settings) -> Iterator[Path]:
    """The upload under its own name, which may say unit and month; gone when done, and swept where a crash left it."""
    uploads = settings.data_dir / "uploads"
    with storing("上传的文件", "the uploaded file", where=uploads):
        make_folder(uploads)
        sweep(uploads, older_than_s=_ABANDONED_AFTER_S)
        with tempfile.TemporaryDirectory(dir=uploads) as folder:
            path = Path(folder) / (PurePath(upload.file_name).name or "file")
            path.write_bytes(upload.content)
            yield path
