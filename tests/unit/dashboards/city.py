"""A small published city, made by the warehouse's own SQL, for pages to be drawn from.

Belongs here: the city and how it is laid in a data folder. Does not belong here: whether figures are right
(unit/dbt, unit/oracle), and how a page is opened on it.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingestion.policy import load_policy
from tests.factories import (
    DIRECT,
    NORTH,
    NORTH_2,
    SOUTH,
    finding,
    ledger_row,
    pack,
    raw_frames,
    received,
    similar,
    world,
    write_policy,
)
from tests.factories import submission as file
from tests.oracle.model import LedgerRow, Submission
from tests.oracle.months import parse
from tests.warehouse import DATABASE, built

UNITS = (NORTH, NORTH_2, SOUTH, DIRECT)


def _ledger(unit: str, month: int) -> list[LedgerRow]:
    """Eight reserve projects; each month one more has moved and started, in the order of the units some faster."""
    pace = UNITS.index(unit) + 1
    rows = []
    for number in range(8):
        moved_in = number // (5 - pace) + 2 if number < 6 else 99
        moved = moved_in <= month
        start = date(2020, moved_in, 10) if moved else None
        rows.append(
            ledger_row(
                number + 2,
                name=f"{unit}项目{number}",
                library="construction" if moved else "reserve",
                investor_kind="enterprise" if number % 2 else "government",
                reserve_date=date(2019, 6, number + 1),
                construction_date=start,
                actual_start_date=start,
                planned_start_date=date(2020, 2, 1),
                total_investment_wan=8_000 + number * 30_000,
                annual_plan_wan=None if number == 7 else 6_000,
                month_investment_wan=100 * month * pace if moved else None,
                ytd_investment_wan=100 * month * month * pace if moved else 0,
                is_municipal_key=number % 3 == 0,
                is_provincial_key=number == 4,
            )
        )
    return rows


def submissions(months: int) -> list[Submission]:
    """Every unit each month, but: one late in February, one missing in March, one with findings, one refused file."""
    files: list[Submission] = []
    if not months:
        return files
    for unit in UNITS:
        for month in range(1, months + 1):
            report_month = parse(f"2020-{month:02d}")
            if (unit, month) == (SOUTH, 3):
                continue
            day = 20 if (unit, month) == (NORTH, 2) else 3
            trouble = [
                finding(
                    rule_id="NOT_A_DATE",
                    sheet="项目台账",
                    row_number=4,
                    column_letter="H",
                    raw_value="去年底",
                    message="“计划开工日期”填的“去年底”不是日期。",
                    advice="请按 2020-07-15 的格式填写日期；没有请留空。",
                )
            ]
            files.append(
                _with_columns(
                    unit,
                    report_month,
                    _ledger(unit, month),
                    at=received(report_month, day=day),
                    findings=trouble if unit == NORTH_2 else [],
                    outcome="accepted_with_findings" if unit == NORTH_2 else "accepted",
                )
            )
    refused = file(None, None, kind=None, outcome="rejected", findings=[finding(rule_id="UNIT_UNKNOWN")])
    files.append(replace(refused, file_name="台账<b>.xlsx"))
    correction = _ledger(DIRECT, 2)[:1]
    files.append(file(DIRECT, "2020-02", correction, kind="correction", at=received(parse("2020-02"), day=9)))
    return files


def _with_columns(*args: Any, **fields: Any) -> Submission:
    """A file whose columns are known: the name in C, the total investment in P."""
    made = file(*args, **fields)
    columns = (("project_name", "C", "项目名称"), ("total_investment_wan", "P", "总投资"))
    return replace(
        made,
        source_columns=[
            {
                "sheet": "项目台账",
                "content": "ledger",
                "field": name,
                "column_letter": letter,
                "heading": heading,
            }
            for name, letter, heading in columns
        ],
    )


class Publisher:
    """Publishes the city's first months as versions of data folders; each is built once."""

    def __init__(self, workplace: Path) -> None:
        self._workplace = workplace
        self._made: dict[int, Path] = {}

    def __call__(self, data_dir: Path, version_id: str, months: int) -> Path:
        """Lay the version in the data folder and let `current` point to it."""
        if months not in self._made:
            self._made[months] = _build(self._workplace / str(months), months)
        version = data_dir / "published" / version_id
        version.mkdir(parents=True)
        (version / f"{DATABASE}.duckdb").hardlink_to(self._made[months])
        pointer = data_dir / "published" / "next"
        pointer.symlink_to(version_id)
        pointer.replace(data_dir / "published" / "current")
        return version


def writable(version: Path) -> duckdb.DuckDBPyConnection:
    """The version's file, to be changed before the app opens it; first made its own, since versions share one."""
    file = version / f"{DATABASE}.duckdb"
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content)
    return duckdb.connect(str(file))


def _build(folder: Path, months: int) -> Path:
    policy = load_policy(write_policy(pack(UNITS), folder / "policy"))
    frames = raw_frames(world(submissions(months)))
    frames["run_context"] = pl.DataFrame(
        {"version_id": [f"city-of-{months}-months"], "built_at": [datetime(2020, 5, 1, tzinfo=UTC)]}
    )
    frames["similar_name"] = pl.DataFrame([similar(NORTH, f"{NORTH}项目0", f"{NORTH}项目1")])
    frames["finding_rule"] = pl.DataFrame(
        {
            "rule_id": ["NOT_A_DATE"],
            "severity": ["error"],
            "message_zh": ["“{heading}”填的“{value}”不是日期。"],
        }
    )
    path = folder / f"{DATABASE}.duckdb"
    with built(_completed(frames), policy) as connection:
        connection.execute(
            f"ATTACH '{path}' AS copied; COPY FROM DATABASE {DATABASE} TO copied; DETACH copied"
        )
    return path


def _completed(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """A frame that a test fills in part gets the table's other columns as nulls."""
    from orchestration.load import RAW_SCHEMAS

    return {
        name: pl.concat([pl.DataFrame(schema=RAW_SCHEMAS[name]), frame.cast({})], how="diagonal_relaxed")
        for name, frame in frames.items()
    }
