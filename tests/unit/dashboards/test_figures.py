"""Figures as a person reads them on pages, each against the mart, written out here anew.

Belongs here: reading tables off pages. Does not belong here: that figures are right (unit/dbt, oracle).
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.dashboards.test_pages import opened

Write = Callable[[Any], str]


def half_up(value: Any, places: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(places), rounding=ROUND_HALF_UP)


def count(value: Any) -> str:
    return "—" if value is None else f"{value:,}"


def percent(value: Any) -> str:
    return "—" if value is None else f"{half_up(Decimal(str(value)) * 100, '0.1'):,}%"


def growth(value: Any) -> str:
    if value is None:
        return "不可比"
    number = half_up(Decimal(str(value)) * 100, "0.1")
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):,}%"


def money(value: Any) -> str:
    if value is None:
        return "—"
    if abs(value) >= 10_000:
        return f"{half_up(value / 10_000, '0.01'):,} 亿元"
    return f"{half_up(value, '1'):,} 万元"


def table(page: AppTest, heading: str) -> dict[str, list[str]]:
    """The table that has this heading: first cell of a row → the row's cells."""
    assert not page.exception, page.exception
    for block in page.get("html"):
        body = block.proto.body
        if "<table" in body and heading in body:
            rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.S)
            cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in rows]
            texts = [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells if row]
            return {row[0]: row for row in texts}
    raise AssertionError(heading)


# Page, a heading of its table, the rows of the mart, and which column of the page shows which of the mart's.
SHOWN: list[tuple[str, str, str, dict[int, tuple[str, Write]]]] = [
    (
        "conversion",
        "距目标差",
        "rpt_conversion where scope = 'all' and basis = 'year_to_date'",
        {
            1: ("conversion_rate", percent),
            6: ("converted_count", count),
            7: ("reserve_count", count),
            8: ("moved_not_started_count", count),
            9: ("shortfall_count", count),
            10: ("due_count", count),
            12: ("conversion_rate_by_investment", percent),
            13: ("converted_investment_wan", money),
        },
    ),
    (
        "investment",
        "可比单位",
        "rpt_investment_rank where true",
        {
            2: ("month_investment_wan", money),
            3: ("previous_month_investment_wan", money),
            4: ("mom_rate", growth),
            5: ("comparable_unit_count", count),
            8: ("ytd_investment_wan", money),
            11: ("plan_completion_rate", percent),
            12: ("no_plan_count", count),
            13: ("ytd_missing_count", count),
        },
    ),
    (
        "lists",
        "同项目环比",
        "rpt_list_rank where list_code = 'all'",
        {
            3: ("project_count", count),
            4: ("count_share", percent),
            6: ("total_investment_wan", money),
            7: ("investment_share", percent),
            9: ("month_investment_wan", money),
            11: ("mom_rate", growth),
            13: ("mom_rate_same_projects", growth),
        },
    ),
]
LEAST_FIGURES = 40


@pytest.mark.parametrize(("page", "heading", "rows", "columns"), SHOWN, ids=[one[0] for one in SHOWN])
def test_every_figure_of_a_page_s_table_is_the_mart_s(
    marts: duckdb.DuckDBPyConnection,
    page: str,
    heading: str,
    rows: str,
    columns: dict[int, tuple[str, Write]],
) -> None:
    shown = table(opened(page, month="2020-04"), heading)
    names = ", ".join(f"report.{column}" for column, _write in columns.values())
    published = marts.execute(
        f"select locality_name, {names} from (select * from marts.{rows}) as report"
        " inner join marts.dim_locality using (locality_code) where report_month = '2020-04-01'"
    ).fetchall()
    wrong = [
        (name, column, shown[name][place], value)
        for name, *values in published
        for (place, (column, write)), value in zip(columns.items(), values, strict=True)
        if shown[name][place] != write(value)
    ]
    assert not wrong
    assert len(published) * len(columns) >= LEAST_FIGURES
    # A table of dashes would agree with a mart of nulls.
    assert sum(value is not None for row in published for value in row[1:]) >= LEAST_FIGURES // 2
