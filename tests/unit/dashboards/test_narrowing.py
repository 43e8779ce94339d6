"""Projects narrowed by what they are, and figures set side by side, on every page that has them."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.dashboards.city import writable
from tests.unit.dashboards.test_figures import count, money, percent, table
from tests.unit.dashboards.test_pages import opened, texts

APRIL = "report_month = '2020-04-01'"
# Narrowing by the address → the same as a condition on fct_project_month.
NARROWED = [
    ({"stage": "started"}, "stage = 'started'"),
    ({"size": "100000.0000"}, "total_investment_wan >= 100000"),
    ({"q": "项目3"}, "project_name like '%项目3%'"),
    ({"stage": "reserve", "q": "421221"}, "stage = 'reserve' and project_name like '%421221%'"),
]


def names(marts: duckdb.DuckDBPyConnection, condition: str, *, among: str = "true") -> list[str]:
    """The names of April's projects that fulfil it, and stand in another table of the month."""
    rows = marts.execute(
        f"select project_name from marts.fct_project_month where {APRIL} and {condition} and {among}"
    ).fetchall()
    return sorted(name for (name,) in rows)


@pytest.mark.parametrize(("address", "condition"), NARROWED, ids=[str(one[0]) for one in NARROWED])
def test_the_four_lists_narrow(
    marts: duckdb.DuckDBPyConnection, address: dict[str, str], condition: str
) -> None:
    listed = f"project_id in (select project_id from marts.rpt_list_status where {APRIL})"
    wanted = names(marts, condition, among=listed)
    assert 0 < len(wanted) < len(names(marts, "true", among=listed))
    page = opened("lists", **address)
    shown = next(frame.value for frame in page.dataframe if "所在清单" in frame.value)
    assert sorted(shown["项目名称"]) == wanted
    for key, value in address.items():
        assert page.query_params[key] == value


@pytest.mark.parametrize(("address", "condition"), NARROWED, ids=[str(one[0]) for one in NARROWED])
def test_the_timeline_narrows(
    marts: duckdb.DuckDBPyConnection, address: dict[str, str], condition: str
) -> None:
    wanted = names(marts, condition, among="coalesce(planned_start_date, started_on) is not null")
    assert wanted
    timeline = opened("board", **address).get("vega_lite_chart")[-1].proto.SerializeToString()
    drawn = {name for name in names(marts, "true") if name.encode() in timeline}
    assert drawn <= set(wanted)
    assert len(drawn) == min(len(wanted), 25)


@pytest.fixture
def with_more(city: Path) -> None:
    """Every project of April under a deadline and in the approvals, which the small city has none of."""
    with writable(city / "published" / "v1") as connection:
        connection.execute(
            f"""
            insert into marts.rpt_start_deadline by name
            select report_month, 'made' as rule_id, project_id, reporting_unit_code, 'pending' as status
            from marts.fct_project_month where {APRIL}
            """
        )
        connection.execute(
            f"""
            insert into marts.fct_approval_step by name
            select report_month, project_id, '环评' as item, reporting_unit_code, 'done' as state,
                true as is_required, false as is_overdue, false as can_start_now
            from marts.fct_project_month where {APRIL}
            """
        )
        connection.execute(
            f"""
            insert into marts.rpt_approval_progress by name
            select report_month, project_id, reporting_unit_code, 1 as required_count, 1 as done_count,
                0 as overdue_count, 0 as violation_count, 1.0 as progress_rate
            from marts.fct_project_month where {APRIL}
            """
        )


@pytest.mark.parametrize(("path", "heading"), [("deadlines", "时限规则"), ("approvals", "办结率")])
@pytest.mark.parametrize(("address", "condition"), NARROWED, ids=[str(one[0]) for one in NARROWED])
@pytest.mark.usefixtures("with_more")
def test_deadlines_and_approvals_narrow(
    marts: duckdb.DuckDBPyConnection, path: str, heading: str, address: dict[str, str], condition: str
) -> None:
    page = opened(path, **address)
    assert not page.exception, page.exception
    shown = next(frame.value for frame in page.dataframe if heading in frame.value)
    assert sorted(shown["项目名称"]) == names(marts, condition)


@pytest.mark.usefixtures("with_more")
def test_who_narrows_to_nothing_is_not_told_that_nothing_was_reported() -> None:
    for path in ("approvals", "deadlines", "lists", "board"):
        said = texts(opened(path, q="没有这个名字"))
        assert "没有这样的项目" in said or "共 0 个项目" in said
        assert "没有填报“" not in said


# A report of the comparison, how its rows are chosen, and which of its columns are looked at here.
COMPARED: list[tuple[str, dict[str, str], str, dict[str, Any]]] = [
    (
        "conversion",
        {},
        "scope = 'all' and basis = 'year_to_date'",
        {"conversion_rate": percent, "rank": count},
    ),
    (
        "readiness",
        {"rpt_readiness.scope": "yi"},
        "scope = 'yi'",
        {"reserve_count": count, "approved_count": count},
    ),
    ("quota", {"rpt_quota.quota_id": "priority"}, "quota_id = 'priority'", {"quota_count": count}),
    ("catch_up", {}, "true", {"ytd_investment_wan": money}),
    (
        "breakdown",
        {"rpt_breakdown.dimension": "stage", "rpt_breakdown.value": "started"},
        "dimension = 'stage' and value = 'started'",
        {"project_count": count, "total_investment_wan": money},
    ),
]


@pytest.mark.parametrize(
    ("code", "address", "condition", "columns"), COMPARED, ids=[one[0] for one in COMPARED]
)
def test_two_months_of_any_report_stand_side_by_side_as_in_the_mart(
    marts: duckdb.DuckDBPyConnection,
    code: str,
    address: dict[str, str],
    condition: str,
    columns: dict[str, Any],
) -> None:
    page = opened("compare", what=code, against="2020-02", **address)
    shown = table(page, "前者")
    body = next(block.proto.body for block in page.get("html") if "前者" in block.proto.body)
    headings = [unescape(re.sub(r"<small>.*", "", head)) for head in re.findall(r"<th[^>]*>(.*?)</th>", body)]
    seen = 0
    for column, write in columns.items():
        (comment,) = marts.execute(
            "select comment from duckdb_columns() where table_name = ? and column_name = ?",
            [f"rpt_{code}", column],
        ).fetchall()[0]
        place = headings.index(re.split(r"[（。，：]", comment or column)[0])
        for months in ("2020-04-01", "2020-02-01"):
            rows = marts.execute(
                f"select locality_name, is_reported, {column} from marts.rpt_{code}"
                f" inner join marts.dim_locality using (locality_code) where report_month = '{months}' and {condition}"
            ).fetchall()
            for name, is_reported, value in rows:
                assert shown[name][place] == (write(value) if is_reported else "未报送"), (name, column)
                seen += value is not None
            place += 1
    assert seen > 4


def test_every_report_by_locality_can_be_compared(marts: duckdb.DuckDBPyConnection) -> None:
    options = opened("compare").selectbox(key="widget.what").options
    keys = marts.execute("select distinct table_name, report_key from marts.meta_figure").fetchall()
    by_locality = {
        name
        for name, key in keys
        if {"report_month", "locality_code"} <= set(key.split("|"))
        and not {"project_id", "leader_name"} & set(key.split("|"))
    }
    assert len(options) == len(by_locality) > 10
    for name in by_locality:
        for columns in ("main", "all"):
            page = opened("compare", what=name.removeprefix("rpt_"), columns=columns)
            assert not page.exception, name
            assert page.selectbox(key="widget.what").value == name.removeprefix("rpt_")
