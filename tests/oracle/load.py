"""From disk to `World`: landing folders with their deliveries, or a build's raw schema, and a policy folder.

Only reading belongs here. Polars and DuckDB are used as readers of files, never to compute.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.oracle.model import ANNEX_FIELDS, LEDGER_FIELDS, AnnexRow, LedgerRow, Row, Submission, World

Policy = dict[str, list[dict[str, str]]]


def read_policy(folder: Path) -> Policy:
    """Every CSV of a policy pack as text; an absent file is absent."""
    return {path.stem: read_csv(path) for path in sorted(folder.glob("*.csv"))}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(stream)]


def ledger_row(row: Mapping[str, Any]) -> LedgerRow:
    return LedgerRow(
        sheet=row["sheet"],
        row_number=row["row_number"],
        is_accepted=row["is_accepted"],
        name_key=row["name_key"],
        fields={name: row[name] for name in LEDGER_FIELDS},
    )


def annex_row(content: str, row: Mapping[str, Any]) -> AnnexRow:
    return AnnexRow(
        content=content,
        sheet=row["sheet"],
        row_number=row["row_number"],
        is_accepted=row["is_accepted"],
        name_key=row.get("name_key"),
        fields={name: row[name] for name in ANNEX_FIELDS[content]},
    )


def from_landing(
    deliveries: Iterable[tuple[Path, str, datetime]], *, policy_dir: Path, as_of: datetime | None = None
) -> World:
    """The world of these deliveries: (the submission's landing folder, file name, received_at) each.

    Two deliveries of one submission are one submission, received with the first (reading R1).
    """
    first: dict[Path, tuple[datetime, str]] = {}
    for folder, file_name, received_at in deliveries:
        if as_of is None or received_at <= as_of:
            said = (received_at, file_name)
            first[folder] = min(first.get(folder, said), said)
    submissions = [
        _landed(folder, file_name=file_name, received_at=received_at)
        for folder, (received_at, file_name) in first.items()
    ]
    return World(submissions=submissions, policy=read_policy(policy_dir))


def _landed(folder: Path, *, file_name: str, received_at: datetime) -> Submission:
    document = json.loads((folder / "submission.json").read_text(encoding="utf-8"))
    month = document["report_month"]
    return Submission(
        submission_id=document["submission_id"],
        sha256=document["sha256"],
        file_name=file_name,
        reporting_unit_code=document["reporting_unit_code"],
        report_month=date.fromisoformat(month) if month else None,
        kind=document["kind"],
        received_at=received_at,
        outcome=document["outcome"],
        sheets=document["sheets"],
        source_columns=document["source_columns"],
        findings=_parquet(folder / "findings.parquet"),
        ledger=[ledger_row(row) for row in _parquet(folder / "ledger.parquet")],
        annexes=[
            annex_row(content, row)
            for content in ANNEX_FIELDS
            for row in _parquet(folder / f"{content}.parquet")
        ],
    )


def _parquet(path: Path) -> list[Row]:
    import polars as pl

    rows: list[Row] = pl.read_parquet(path).to_dicts() if path.exists() else []
    return rows


def from_build(path: Path, *, policy_dir: Path) -> World:
    """The world that the raw schema of a build file holds."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:

        def table(name: str) -> list[Row]:
            rows: list[Row] = connection.cursor().sql(f"select * from raw.{name}").pl().to_dicts()
            return rows

        return from_raw(
            {name: table(name) for name in ("submission", "similar_name", *_PARTS)},
            policy=read_policy(policy_dir),
        )


# The tables of the other sheets: named for one row, as `ledger_row` is.
_ANNEX_TABLES = {content: f"{content.removesuffix('s')}_row" for content in ANNEX_FIELDS}
_PARTS = ("submission_sheet", "source_column", "finding", "ledger_row", *_ANNEX_TABLES.values())


def from_raw(tables: Mapping[str, Iterable[Row]], *, policy: Policy) -> World:
    """The world that rows of the raw tables (spec: raw.submission, raw.ledger_row, …) say."""
    parts: dict[str, dict[str, list[Row]]] = {}
    for name in _PARTS:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in tables[name]:
            grouped[row["submission_id"]].append(row)
        parts[name] = grouped
    return World(
        submissions=[
            Submission(
                submission_id=row["submission_id"],
                sha256=row["sha256"],
                file_name=row["file_name"],
                reporting_unit_code=row["reporting_unit_code"],
                report_month=row["report_month"],
                kind=row["kind"],
                received_at=row["received_at"],
                outcome=row["outcome"],
                sheets=parts["submission_sheet"][row["submission_id"]],
                source_columns=parts["source_column"][row["submission_id"]],
                findings=parts["finding"][row["submission_id"]],
                ledger=[ledger_row(line) for line in parts["ledger_row"][row["submission_id"]]],
                annexes=[
                    annex_row(content, line)
                    for content, table in _ANNEX_TABLES.items()
                    for line in parts[table][row["submission_id"]]
                ],
            )
            for row in tables["submission"]
        ],
        policy=policy,
        similar_names=list(tables.get("similar_name", ())),
    )
