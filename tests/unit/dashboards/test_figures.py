"""Figures as a person reads them on pages, each against the mart, written out here anew.

Belongs here: reading tables off pages. Does not belong here: that figures are right (unit/dbt, oracle).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
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
    return {row[0]: row for row in lines(page, heading)}


def lines(page: AppTest, heading: str) -> list[list[str]]:
    """The cells of each row of the table that has this heading."""
    assert not page.exception, page.exception
    for block in page.get("html"):
        body = block.proto.body
        if "<table" in body and heading in body:
            rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.S)
            cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in rows]
            return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells if row]
    raise AssertionError(heading)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A table of a page by one of its headings, and the rows it shows: place of a cell → column of the mart."""

    page: str
    heading: str
    mart: str
    columns: dict[int, tuple[str, Write]]
    condition: str = "true"
    choice: tuple[tuple[str, str], ...] = ()
    # What of the mart names the locality of a row.
    key: str = "locality_code"


SHOWN = (
    Shown(
        page="conversion",
        heading="距目标差",
        mart="rpt_conversion",
        condition="scope = 'all' and basis = 'year_to_date'",
        columns={
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
    Shown(
        page="conversion",
        choice=(("section", "quotas"),),
        heading="还差",
        mart="rpt_quota",
        condition="quota_id = 'planning'",
        columns={
            1: ("attainment_rate", percent),
            2: ("actual_count", count),
            3: ("quota_count", count),
            4: ("shortfall_count", count),
            5: ("due_count", count),
        },
    ),
    Shown(
        page="conversion",
        choice=(("section", "readiness"),),
        heading="争取到资金",
        mart="rpt_readiness",
        condition="scope = 'all'",
        columns={
            1: ("readiness_rate", percent),
            3: ("ready_count", count),
            4: ("approved_count", count),
            5: ("started_count", count),
            6: ("fund_won_count", count),
            7: ("reserve_count", count),
            8: ("shortfall_count", count),
        },
    ),
    Shown(
        page="conversion",
        choice=(("section", "enterprise"),),
        heading="企业项目",
        mart="rpt_enterprise_share",
        columns={
            1: ("count_share", percent),
            2: ("investment_share", percent),
            3: ("target_share", percent),
            5: ("enterprise_count", count),
            6: ("planned_count", count),
            7: ("enterprise_investment_wan", money),
            8: ("planned_investment_wan", money),
        },
    ),
    Shown(
        page="investment",
        heading="可比单位",
        mart="rpt_investment_rank",
        columns={
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
    Shown(
        page="lists",
        heading="同项目环比",
        mart="rpt_list_rank",
        condition="list_code = 'all'",
        columns={
            3: ("project_count", count),
            4: ("count_share", percent),
            6: ("total_investment_wan", money),
            7: ("investment_share", percent),
            9: ("month_investment_wan", money),
            11: ("mom_rate", growth),
            13: ("mom_rate_same_projects", growth),
        },
    ),
    Shown(
        page="deadlines",
        heading="追赶目标",
        mart="rpt_catch_up",
        columns={1: ("ytd_investment_wan", money)},
    ),
    Shown(
        page="assessment",
        heading="一次通过率",
        mart="rpt_reporting_quality",
        key="reporting_unit_code",
        columns={
            1: ("on_time_rate", percent),
            2: ("on_time_count", count),
            3: ("due_month_count", count),
            4: ("first_pass_rate", percent),
            5: ("first_pass_count", count),
            6: ("submission_count", count),
            7: ("correction_count", count),
            8: ("correction_rate", percent),
        },
    ),
    Shown(
        page="overview",
        heading="收到时间",
        mart="rpt_submission_status",
        key="reporting_unit_code",
        columns={3: ("correction_count", count), 4: ("error_count", count), 5: ("warning_count", count)},
    ),
)
LEAST_FIGURES = 40


def test_there_are_enough_of_them() -> None:
    figures = {(one.mart, column) for one in SHOWN for column, _write in one.columns.values()}
    assert len(figures) >= LEAST_FIGURES


@pytest.mark.parametrize("shown", SHOWN, ids=[one.mart for one in SHOWN])
def test_every_figure_of_a_page_s_table_is_the_mart_s(marts: duckdb.DuckDBPyConnection, shown: Shown) -> None:
    lines = table(opened(shown.page, month="2020-04", **dict(shown.choice)), shown.heading)
    names = ", ".join(f"report.{column}" for column, _write in shown.columns.values())
    published = marts.execute(
        f"select locality_name, {names} from marts.{shown.mart} as report"
        f" inner join marts.dim_locality on report.{shown.key} = dim_locality.locality_code"
        f" where report_month = '2020-04-01' and {shown.condition}"
    ).fetchall()
    wrong = [
        (name, column, lines[name][place], value)
        for name, *values in published
        for (place, (column, write)), value in zip(shown.columns.items(), values, strict=True)
        if lines[name][place] != write(value)
    ]
    assert not wrong
    assert set(lines) == {name for name, *_values in published}
    # A table of dashes would agree with a mart of nulls.
    assert sum(value is not None for row in published for value in row[1:]) >= len(published)
