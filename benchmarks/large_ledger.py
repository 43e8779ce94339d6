"""A ledger as large as is accepted, for measuring: 44 columns as counties fill them, three rows in a hundred wrong.

Belongs here: writing that workbook, the same bytes for the same size. Does not belong here: measuring (`receive`).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from ingestion.contract import Field, load_workbook_contract

FILE_NAME = "嘉鱼县_2020-12_全量.xlsx"
SHEET = "项目台账"
# Of the contract's columns those that a county leaves out most readily.
_LEFT_OUT = frozenset(
    (
        "serial", "ambiguous_cumulative_wan", "planning_type", "exit_date", "exit_reason", "capacity_rate",
        "fund_programme", "fund_plan_year", "is_fund_won", "headquarters", "planned_production_date",
        "construction_period",
    )
)  # fmt: skip
_FIRST_DAY = date(2019, 1, 1)
Value = str | float | date | None


def fields() -> tuple[Field, ...]:
    """The columns, in order."""
    ledger = load_workbook_contract().by_content["ledger"]
    return tuple(field for field in ledger.fields if field.name not in _LEFT_OUT)


def write_ledger(path: Path, *, row_count: int) -> Path:
    """Write the workbook; gives its path."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [field.heading for field in fields()])
        for row, values in enumerate(_rows(row_count), start=1):
            for column, field in enumerate(fields()):
                value = values.get(field.name)
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write(row, column, value)
    return path


def _rows(count: int) -> Iterator[dict[str, Value]]:
    words = {field.name: [words[0] for words in field.choices.values()] for field in fields()}
    for n in range(count):
        yield _usual(n, words) | _odd(n)


def _usual(n: int, words: dict[str, list[str]]) -> dict[str, Value]:
    """A project in construction, or in the reserve."""
    is_started = n % 3 > 0
    total = 500.0 + n % 9_973
    reserved = _FIRST_DAY + timedelta(days=n % 300)
    started = reserved + timedelta(days=90)
    chosen = {name: of[n % len(of)] for name, of in words.items() if of}
    return {
        **chosen,
        "project_code": f"2019-421221-{n % 90 + 10:02}-03-{n:06}",
        "project_name": f"嘉鱼县{n % 997}号地块产业园{n}项目",
        "site_locality": "嘉鱼县",
        "site": f"嘉鱼县鱼岳镇{n % 400}号",
        "industry": ("农业", "食品制造业", "通用设备制造业")[n % 3],
        "scope": f"建设厂房及配套设施，规划面积约{n % 1_000}亩",
        "owner": f"湖北第{n % 2_000}建设有限公司",
        "total_investment_wan": total,
        "annual_plan_wan": round(total / 3, 1),
        "month_investment_wan": round(total / 40, 2) if is_started else None,
        "ytd_investment_wan": round(total / 4, 2) if is_started else None,
        "plan_completion_reported": "75%" if is_started else None,
        "cumulative_investment_wan": round(total / 3, 2) if is_started else None,
        "library": "建设库" if is_started else "储备库",
        "reserve_date": reserved,
        "approved_date": reserved + timedelta(days=30),
        "construction_date": started if is_started else None,
        "actual_start_date": started if is_started else None,
        "completion_date": None,
        "production_date": None,
        "planned_start_date": date(2020, 3, 1),
        "planned_completion_date": date(2022, 6, 30),
        "has_physical_work": "是" if is_started else "否",
        "physical_work_date": started if is_started else None,
        "is_municipal_key": "是" if n % 10 == 0 else None,
        "is_stat_enrolled": "是" if is_started else None,
        "responsible_unit": "嘉鱼县经信局",
        "responsible_person": ("卫某某", "褚某某", "陈某某")[n % 3],
        "leader_in_charge": ("孙某某", "沈某某")[n % 2],
        "oversight_unit": "市经信局",
        "progress": ("场地平整", "主体施工", "室外配套")[n % 3],
    }


def _odd(n: int) -> dict[str, Value]:
    """What is wrong with three rows in a hundred, and unusual in some more."""
    match n % 100:
        case 7:
            return {"total_investment_wan": "超30亿"}
        case 17:
            return {"cumulative_investment_wan": 1.0}
        case 27:
            return {"actual_start_date": None, "completion_date": date(2021, 5, 1)}
        case 37:
            return {"total_investment_wan": f"{1 + n % 9}.5亿元", "reserve_date": "2019年6月"}
        case _:
            return {}
