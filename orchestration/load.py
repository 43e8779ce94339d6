"""From landed submissions and a policy pack to the schemas `raw` and `policy` of a fresh build file.

Belongs here: exact types, all tables also when empty, one row per submission however often it was delivered.
Does not belong here: any figure (dbt), and reading what people sent (ingestion).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from ingestion.archive import Delivery
from ingestion.contract import Content
from ingestion.feedback.messages import load_catalogue
from ingestion.landing import (
    LANDED_FINDING_SCHEMA,
    LANDING_SCHEMAS,
    LandingIndex,
    RuleCheck,
    SheetCount,
    SourceColumn,
    SubmissionRecord,
)
from ingestion.policy import Policy
from ingestion.similarity import SIMILAR_NAME_SCHEMA

_STAMP = pl.Datetime("us", "UTC")
# The tables of the sheets, named for one row as all tables of `raw` are.
_ROW_TABLES: Mapping[Content, str] = {
    "ledger": "ledger_row",
    "approvals": "approval_row",
    "factors": "factor_row",
    "evaluations": "evaluation_row",
    "funding": "funding_row",
    "promotions": "promotion_row",
    "standard_land": "standard_land_row",
    "preliminary_funds": "preliminary_fund_row",
}
_COUNTS = {
    "row_count": pl.Int32(),
    "accepted_row_count": pl.Int32(),
    "rejected_row_count": pl.Int32(),
    "skipped_row_count": pl.Int32(),
}
RAW_SCHEMAS: Mapping[str, pl.Schema] = {
    "submission": pl.Schema(
        {
            "submission_id": pl.String(),
            "sha256": pl.String(),
            "file_name": pl.String(),
            "reporting_unit_code": pl.String(),
            "report_month": pl.Date(),
            "kind": pl.String(),
            "received_at": _STAMP,
            "received_at_local": pl.Datetime("us"),
            "outcome": pl.String(),
            **_COUNTS,
            "delivery_count": pl.Int32(),
            "template_version": pl.String(),
            "reporter": pl.String(),
        }
    ),
    "submission_sheet": pl.Schema(
        {"submission_id": pl.String(), "sheet": pl.String(), "content": pl.String(), **_COUNTS}
    ),
    "source_column": pl.Schema(
        {
            "submission_id": pl.String(),
            "sheet": pl.String(),
            "content": pl.String(),
            "field": pl.String(),
            "column_letter": pl.String(),
            "heading": pl.String(),
        }
    ),
    "rule_check": pl.Schema(
        {
            "submission_id": pl.String(),
            "rule_id": pl.String(),
            "severity": pl.String(),
            "checked_row_count": pl.Int32(),
            "failed_row_count": pl.Int32(),
        }
    ),
    "finding": LANDED_FINDING_SCHEMA,
    **{table: LANDING_SCHEMAS[content] for content, table in _ROW_TABLES.items()},
    "finding_rule": pl.Schema(
        dict.fromkeys(
            ("rule_id", "severity", "message_zh", "advice_zh", "message_en", "advice_en"), pl.String()
        )
    ),
    "similar_name": SIMILAR_NAME_SCHEMA,
    "run_context": pl.Schema(
        {
            "version_id": pl.String(),
            "built_at": _STAMP,
            "as_of": _STAMP,
            "policy_pack": pl.String(),
            "policy_sha256": pl.String(),
            "submission_set_sha256": pl.String(),
            "code_version": pl.String(),
        }
    ),
}


class Landed(Protocol):
    """A delivery and the folder of a submission it became."""

    @property
    def delivery(self) -> Delivery: ...
    @property
    def submission_id(self) -> str: ...
    @property
    def directory(self) -> Path: ...


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """The one row of `raw.run_context`: what this build is made of."""

    version_id: str
    built_at: datetime
    as_of: datetime | None
    policy_pack: str
    policy_sha256: str
    submission_set_sha256: str
    code_version: str


@dataclass(frozen=True, kw_only=True)
class FirstDelivery:
    """A submission as it first arrived (reading R1)."""

    submission_id: str
    received_at: datetime
    file_name: str
    delivery_count: int
    directory: Path


def first_deliveries(landed: Iterable[Landed]) -> list[FirstDelivery]:
    """Each submission once, with its earliest delivery, in order of their ids."""
    found: dict[str, list[Landed]] = {}
    for item in landed:
        found.setdefault(item.submission_id, []).append(item)
    firsts = []
    for submission_id, items in sorted(found.items()):
        first = min(items, key=lambda item: (item.delivery.received_at, item.delivery.file_name))
        firsts.append(
            FirstDelivery(
                submission_id=submission_id,
                received_at=first.delivery.received_at.astimezone(UTC),
                file_name=first.delivery.file_name,
                delivery_count=len(items),
                directory=first.directory,
            )
        )
    return firsts


def submission_set_sha256(submissions: Iterable[FirstDelivery]) -> str:
    """Which submissions were received when under which name: one line each, in order of these three.

    Depends neither on the order of delivery, nor on repeated deliveries, nor on when a delivery was noted.
    """
    lines = sorted((item.submission_id, item.received_at.isoformat(), item.file_name) for item in submissions)
    return hashlib.sha256("\n".join("\t".join(line) for line in lines).encode()).hexdigest()


def load(
    path: Path,
    submissions: Sequence[FirstDelivery],
    *,
    timezone: ZoneInfo,
    context: RunContext,
    similar: pl.DataFrame | None = None,
) -> Mapping[str, int]:
    """Make the schema `raw` in a build file; gives the rows of each table. `similar`: names proposed for review."""
    index = LandingIndex([item.directory for item in submissions])
    records = index.records()
    frames = {
        "submission": _submissions(submissions, records, timezone),
        "submission_sheet": _parts("submission_sheet", {r.submission_id: r.sheets for r in records}),
        "source_column": _parts("source_column", {r.submission_id: r.source_columns for r in records}),
        "rule_check": _parts("rule_check", {r.submission_id: r.rule_checks for r in records}),
        "run_context": pl.DataFrame([asdict(context)], schema=RAW_SCHEMAS["run_context"]),
    }
    if similar is not None:
        frames["similar_name"] = similar
    files = {"finding": index.parquet_files("findings")}
    files |= {table: index.parquet_files(content) for content, table in _ROW_TABLES.items()}
    with duckdb.connect(str(path)) as connection:
        load_raw_frames(connection, frames)
        for table, paths in files.items():
            if paths:
                connection.execute(
                    f"INSERT INTO raw.{table} BY NAME SELECT * FROM read_parquet(?)",
                    [[str(p) for p in paths]],
                )
        return {table: _row_count(connection, table) for table in RAW_SCHEMAS}


def load_policy(path: Path, policy: Policy) -> Mapping[str, int]:
    """Make the schema `policy` in a build file; gives the rows of each table."""
    with duckdb.connect(str(path)) as connection:
        load_policy_frames(connection, policy)
    return {table: frame.height for table, frame in policy.tables.items()}


def load_raw_frames(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Make every table of `raw`, filled from the frames that are given (by table name), else empty."""
    unknown = frames.keys() - RAW_SCHEMAS.keys()
    if unknown:
        raise ValueError(f"no such raw table: {', '.join(sorted(unknown))}")
    catalogue = pl.DataFrame(
        [asdict(rule) for rule in load_catalogue().values()], schema=RAW_SCHEMAS["finding_rule"]
    )
    given = {"finding_rule": catalogue, **frames}
    connection.execute("CREATE SCHEMA raw")
    for table, schema in RAW_SCHEMAS.items():
        frame = given[table].select(schema.names()).cast(schema) if table in given else schema.to_frame()
        _create(connection, f"raw.{table}", frame)


def load_policy_frames(connection: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Make every table of `policy`, empty where the pack has no such file."""
    connection.execute("CREATE SCHEMA policy")
    for table, frame in policy.tables.items():
        _create(connection, f"policy.{table}", frame)


def _create(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    # Through Arrow every type arrives as it is, decimals and time zones included.
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _submissions(
    submissions: Sequence[FirstDelivery], records: Sequence[SubmissionRecord], timezone: ZoneInfo
) -> pl.DataFrame:
    rows = []
    for first, record in zip(submissions, records, strict=True):
        values = {name: getattr(record, name) for name in RAW_SCHEMAS["submission"] if hasattr(record, name)}
        rows.append(
            values
            | {
                "file_name": first.file_name,
                "received_at": first.received_at,
                "received_at_local": first.received_at.astimezone(timezone).replace(tzinfo=None),
                "delivery_count": first.delivery_count,
            }
        )
    return pl.DataFrame(rows, schema=RAW_SCHEMAS["submission"])


def _parts(
    table: str, parts: Mapping[str, Sequence[SheetCount] | Sequence[SourceColumn] | Sequence[RuleCheck]]
) -> pl.DataFrame:
    rows = [{"submission_id": key, **asdict(part)} for key, values in parts.items() for part in values]
    return pl.DataFrame(rows, schema=RAW_SCHEMAS[table])


def _row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM raw.{table}").fetchone()
    return int(row[0]) if row else 0
