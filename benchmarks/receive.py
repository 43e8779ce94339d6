"""How long a large workbook takes to be received, beside a bare read of it and the same checks written plainly.

    .venv/bin/python benchmarks/receive.py [ROWS] [--plain]

Belongs here: the measurement, as ratios within one run. Does not belong here: the workbook (`large_ledger`).
Imports do not count: a small file is received first, and the reading child waits for its job. `--plain` adds pandas
with openpyxl, which takes minutes: every cell to its type by a function, and the rules as masks, fewer than ours.
"""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fastexcel
import pandas as pd

from benchmarks.large_ledger import FILE_NAME, SHEET, fields, write_ledger
from ingestion.contract import CellType, Field
from ingestion.policy import load_policy
from ingestion.readers import start_ahead
from ingestion.receive import Receipt, receive_files
from ingestion.settings import Settings

ROWS = 100_000
_SMALL = "项目名称,投资类型,总投资（万元）,所在库\n甲,企业投资,20000,储备库\n"
_MONEY = re.compile(r"^(?:约)?([+-]?[\d,]*\.?\d+)(亿元|亿|万元|万|元)?$")
_TIMES: dict[str | None, Decimal | int] = {
    "亿元": 10_000,
    "亿": 10_000,
    "万元": 1,
    "万": 1,
    None: 1,
    "元": Decimal("0.0001"),
}
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y年%m月")
_EARLIER_AND_LATER = (
    ("reserve_date", "construction_date"),
    ("approved_date", "actual_start_date"),
    ("actual_start_date", "completion_date"),
    ("construction_date", "production_date"),
)
_SMALLER_AND_LARGER = (
    ("ytd_investment_wan", "cumulative_investment_wan"),
    ("cumulative_investment_wan", "total_investment_wan"),
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds, and what was received."""

    bare_s: float
    receive_s: float
    plain_s: float | None
    receipt: Receipt

    @property
    def times_bare(self) -> float:
        """How many bare reads receiving takes."""
        return self.receive_s / self.bare_s

    @property
    def times_faster(self) -> float | None:
        """How many times as long the plain checks take."""
        return None if self.plain_s is None else self.plain_s / self.receive_s


def measure(folder: Path, *, row_count: int = ROWS, with_plain: bool = False) -> Measured:
    """Measure in an empty folder."""
    path = write_ledger(folder / FILE_NAME, row_count=row_count)
    settings = Settings(data_dir=folder / "data")
    policy = load_policy(settings.policy_dir)
    small = folder / "赤壁市_2020-07_全量.csv"
    small.write_text(_SMALL, encoding="utf-8")
    receive_files([small], settings=settings, policy=policy)
    bare_s, _ = _timed(lambda: _bare(path))
    start_ahead()
    time.sleep(5)
    receive_s, receipts = _timed(lambda: receive_files([path], settings=settings, policy=policy))
    plain_s = _timed(lambda: plain_checks(path))[0] if with_plain else None
    return Measured(bare_s=bare_s, receive_s=receive_s, plain_s=plain_s, receipt=receipts[0])


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _bare(path: Path) -> None:
    fastexcel.read_excel(path).load_sheet(SHEET, header_row=None, dtypes="string").to_polars()


# The same checks, plainly


def plain_checks(path: Path) -> dict[str, int]:
    """How many rows break each check."""
    table = pd.read_excel(path, sheet_name=SHEET, dtype=str, engine="openpyxl")
    table.columns = pd.Index([field.name for field in fields()])
    broken: dict[str, int] = {}
    typed: dict[str, pd.Series[Any]] = {}
    for field in fields():
        read = table[field.name].map(lambda text, field=field: _read(text, field), na_action="ignore")
        typed[field.name] = read.where(read != _WRONG)
        broken[f"{field.name} unread"] = int((read == _WRONG).sum())
        if field.is_required:
            broken[f"{field.name} blank"] = int(table[field.name].isna().sum())
    broken["duplicate"] = int(table["project_code"].fillna(table["project_name"]).duplicated().sum())
    for smaller, larger in (*_EARLIER_AND_LATER, *_SMALLER_AND_LARGER):
        pair = pd.DataFrame({"a": typed[smaller], "b": typed[larger]}).dropna()
        broken[f"{larger} below {smaller}"] = int((pair["b"] < pair["a"]).sum())
    is_started = table["library"].isin(["建设库", "达产库"])
    broken["start missing"] = int((is_started & table["actual_start_date"].isna()).sum())
    broken["code shape"] = int((~table["project_code"].str.fullmatch(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")).sum())
    return broken


_WRONG = "\x00"


def _read(text: str, field: Field) -> object:
    text = text.strip()
    if text in ("", "-", "—", "/"):
        return None
    match field.type:
        case CellType.MONEY:
            money = _MONEY.match(text)
            return Decimal(money[1].replace(",", "")) * _TIMES[money[2]] if money else _WRONG
        case CellType.DATE:
            return _date(text)
        case CellType.CHOICE:
            words = {word: code for code, words in field.choices.items() for word in words}
            return words.get(text, _WRONG)
        case CellType.BOOLEAN:
            return {"是": True, "否": False}.get(text, _WRONG)
        case _:
            return text


def _date(text: str) -> date | str:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return _WRONG


def main(arguments: list[str]) -> None:
    rows = next((int(argument) for argument in arguments if argument.isdigit()), ROWS)
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), row_count=rows, with_plain="--plain" in arguments)
    print(f"{found.bare_s:7.1f} s  bare read of {rows:,} rows")
    print(f"{found.receive_s:7.1f} s  received: {found.times_bare:.2f} times as long")
    if found.plain_s is not None:
        print(f"{found.plain_s:7.1f} s  pandas and openpyxl: {found.times_faster:.1f} times as long as that")


if __name__ == "__main__":
    main(sys.argv[1:])
