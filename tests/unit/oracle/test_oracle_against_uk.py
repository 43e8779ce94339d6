"""The oracle's own proof: a real pipeline of 11,989 projects, with answers computed by somebody else."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.oracle import LedgerRow, Row, Submission, World
from tests.oracle.compute import published, understand
from tests.oracle.conversion import rpt_conversion
from tests.oracle.load import read_csv, read_policy
from tests.oracle.model import LEDGER_FIELDS

DATES = {
    "入储备库日期": "reserve_date",
    "转建设库日期": "construction_date",
    "实际开工日期": "actual_start_date",
    "竣工日期": "completion_date",
    "达产日期": "production_date",
    "出库日期": "exit_date",
}
LIBRARIES = {"储备库": "reserve", "建设库": "construction", "达产库": "production", "出库": "exited"}


def test_conversion_agrees_with_the_published_answers(shared: Path) -> None:
    uk = shared / "real" / "uk_repd" / "2015"
    known = understand(World(submissions=_submissions(uk / "inbox"), policy=read_policy(uk / "policy")))
    rows, members = rpt_conversion(known.projects, known=known.register, rules=known.rules)
    ours = {
        (row["report_month"], row["locality_code"], row["scope"]): row
        for row in published(rows, known.rules)
        if row["basis"] == "year_to_date"
    }
    expected = read_csv(uk / "expected_conversion.csv")
    assert len(expected) == 336
    assert members
    for answer in expected:
        key = (date.fromisoformat(answer["report_month"]), answer["locality_code"], answer["scope"])
        row = ours[key]
        for count in ("reserve_count", "converted_count", "shortfall_count"):
            assert row[count] == int(answer[count]), (key, count)
        if answer["conversion_rate"]:
            assert row["conversion_rate"] == pytest.approx(float(answer["conversion_rate"]), abs=1e-9), key
        else:
            assert row["conversion_rate"] is None, key
        for money in ("reserve_investment_wan", "converted_investment_wan"):
            assert abs(row[money] - Decimal(answer[money])) < Decimal("0.01"), (key, money)


def _submissions(inbox: Path) -> list[Submission]:
    return [_submission(path, number) for number, path in enumerate(sorted(inbox.glob("*.csv")))]


def _submission(path: Path, number: int) -> Submission:
    unit, month, _ = path.stem.split("_")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [_row(row, number) for number, row in enumerate(csv.DictReader(stream), start=2)]
    return Submission(
        submission_id=f"{number:032x}",
        sha256=f"{number:064x}",
        file_name=path.name,
        reporting_unit_code=unit,
        report_month=date.fromisoformat(f"{month}-01"),
        kind="full",
        received_at=datetime(2016, 1, 4, tzinfo=UTC),
        outcome="accepted",
        ledger=rows,
    )


def _row(cells: dict[str, str], number: int) -> LedgerRow:
    fields: Row = dict.fromkeys(LEDGER_FIELDS)
    fields |= {
        "project_name": cells["项目名称"],
        "investor_kind": {"企业投资": "enterprise", "政府投资": "government"}[cells["投资主体"]],
        "total_investment_wan": Decimal(cells["总投资(万元)"]),
        "library": LIBRARIES[cells["所在库"]],
    }
    fields |= {name: date.fromisoformat(cells[head]) if cells[head] else None for head, name in DATES.items()}
    return LedgerRow(
        sheet="项目台账",
        row_number=number,
        is_accepted=True,
        name_key=cells["项目名称"].replace(" ", ""),
        fields=fields,
    )
