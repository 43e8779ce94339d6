"""What changed since last month and why: figures, lights, ranks; parts add up, and the projects behind are right."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from dashboards import labels
from dashboards.views.investment import movement
from dashboards.views.overview.changes import load, words
from dashboards.warehouse import Published
from ingestion.months import add_months
from tests.unit.dashboards.city import writable
from tests.unit.dashboards.test_figures import lines, table
from tests.unit.dashboards.test_pages import opened, texts

CITY, SOUTH = "421200", "421222"
MONTHS = [date(2020, month, 1) for month in (2, 3, 4)]
MARTS = {
    "conversion": ("rpt_conversion", "conversion_rate", "scope = 'all' and basis = 'year_to_date'"),
    "investment": ("rpt_investment_rank", "month_investment_wan", "true"),
    "lists": ("rpt_list_rank", "project_count", "list_code = 'all'"),
}


@pytest.fixture
def published(city: Path) -> Published:
    return Published((city / "published" / "current").resolve())


@pytest.fixture
def own_city(city: Path) -> duckdb.DuckDBPyConnection:
    """The published file, to be changed and closed before the app opens it."""
    return writable(city / "published" / "v1")


@pytest.mark.parametrize("month", MONTHS, ids=str)
@pytest.mark.parametrize("code", MARTS)
def test_the_parts_of_every_locality_add_up_to_the_difference_of_the_mart(
    published: Published, marts: duckdb.DuckDBPyConnection, code: str, month: date
) -> None:
    name, column, condition = MARTS[code]
    of_month = [
        dict(
            marts.execute(
                f"select locality_code, {column} from marts.{name} where report_month = ? and {condition}",
                [day],
            ).fetchall()
        )
        for day in (month, add_months(month, -1))
    ]
    moved = 0
    for locality, now in of_month[0].items():
        before = of_month[1][locality]
        found = load.change(published, month, load.FIGURES[code], locality=locality)
        assert found is not None
        if now is None or before is None:
            assert found.difference is None
            continue
        assert found.difference == now - before
        parts = load.parts(published, month, load.FIGURES[code], locality=locality)
        assert float(parts["part"].sum()) == pytest.approx(float(now - before), abs=1e-9)
        moved += now != before
    # The small city puts no project on a list or takes one off: there, only a unit that is missing moves the count.
    assert moved or (code, month.month) == ("lists", 2)


def test_who_converted_is_told_apart_from_whose_unit_did_not_report(
    published: Published, marts: duckdb.DuckDBPyConnection
) -> None:
    def converted(month: date) -> set[tuple[str, str]]:
        rows = marts.execute(
            "select project_id, reporting_unit_code from intermediate.rpt_conversion_member"
            " inner join marts.dim_project using (project_id) where report_month = ? and locality_code = ?"
            " and scope = 'all' and basis = 'year_to_date' and in_numerator",
            [month, CITY],
        ).fetchall()
        return set(rows)

    february, march, april = MONTHS
    figure = load.FIGURES["conversion"]
    for month, cause in ((march, "unit_missing"), (april, "unit_back")):
        parts = load.parts(published, month, figure, locality=CITY)
        new = converted(month) - converted(add_months(month, -1))
        of_south = parts.filter(parts["unit_name"] == "通城县")
        assert set(of_south["cause"]) == {cause}
        assert of_south.height == 8
        assert set(parts.filter(parts["cause"] == "converted")["project_id"]) == {
            project for project, unit in new if unit != SOUTH
        }
    assert converted(february)


@pytest.mark.parametrize("code", MARTS)
def test_the_overview_shows_the_difference_and_each_cause_opens_its_projects(code: str, city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    april = MONTHS[-1]
    figure = load.change(published, april, load.FIGURES[code], locality=CITY)
    assert figure is not None
    page = opened("overview")
    assert table(page, "数字与原因")[words.figure(code)][1:4] == [
        words.value(code, figure.before),
        words.value(code, figure.now),
        words.difference(code, figure.difference),
    ]
    shown = {}
    below = ""
    for name, *cells in lines(page, "数字与原因"):
        below = name if cells[0] else below
        shown[below, name] = cells
    parts = load.parts(published, april, load.FIGURES[code], locality=CITY)
    for (cause,), own in parts.group_by("cause"):
        count = own["project_id"].n_unique()
        assert shown[words.figure(code), words.cause(code, str(cause))][3] == str(count)
        page = opened("overview", change=code, cause=str(cause))
        listed = next(frame.value for frame in page.dataframe if "影响" in frame.value)
        assert set(listed["原因"]) == {words.cause(code, str(cause))}
        assert len(listed) == count


def test_january_s_rate_is_not_compared_with_last_year_s(
    own_city: duckdb.DuckDBPyConnection, city: Path
) -> None:
    for table_name in ("rpt_conversion", "rpt_investment_rank"):
        own_city.execute(
            f"insert into marts.{table_name} select * replace (date '2019-12-01' as report_month)"
            f" from marts.{table_name} where report_month = '2020-01-01'"
        )
    own_city.close()
    published = Published((city / "published" / "current").resolve())
    january = date(2020, 1, 1)
    rate = load.change(published, january, load.FIGURES["conversion"], locality=CITY)
    amount = load.change(published, january, load.FIGURES["investment"], locality=CITY)
    assert rate is not None
    assert amount is not None
    assert rate.before == rate.now is not None
    assert rate.difference is None
    assert amount.difference == 0


@pytest.mark.usefixtures("city")
def test_the_first_month_has_nothing_to_be_compared_with() -> None:
    assert "没有可比的变化" in texts(opened("overview", month="2020-01"))


def test_a_reader_of_one_unit_gets_the_unit_s_own_figures_and_projects(
    published: Published, marts: duckdb.DuckDBPyConnection
) -> None:
    unit = "421221"
    (now,) = marts.execute(
        "select month_investment_wan from marts.rpt_investment_rank"
        " where report_month = '2020-04-01' and locality_code = ?",
        [unit],
    ).fetchall()[0]
    page = opened("overview", unit=unit, change="investment")
    assert table(page, "数字与原因")[words.figure("investment")][2] == words.value("investment", now)
    listed = next(frame.value for frame in page.dataframe if "影响" in frame.value)
    assert len(listed)
    assert set(listed["报送单位"]) == {"嘉鱼县"}
    assert published.reader.unit is None


def test_deadlines_missed_or_near_stand_on_the_overview(own_city: duckdb.DuckDBPyConnection) -> None:
    own_city.execute(
        """
        insert into marts.rpt_start_deadline by name
        select report_month, rule_id, project_id, reporting_unit_code, rule.fund_source, deadline,
            status, datediff('day', date '2020-04-30', deadline)::integer as days_left
        from (
            select *, row_number() over (order by project_id) as place
            from marts.fct_project_month where report_month = '2020-04-01'
        )
        inner join (
            values (1, date '2020-03-31', 'overdue'), (2, date '2020-04-30', 'to_verify'),
                (3, date '2020-05-31', 'pending'), (4, date '2020-06-01', 'pending'),
                (5, date '2020-03-31', 'met_late'), (6, date '2020-02-28', 'overdue')
        ) as made (place, deadline, status) using (place)
        cross join (select rule_id, fund_source from policy.deadlines order by rule_id limit 1) as rule
        """
    )
    own_city.close()
    page = opened("overview")
    said = texts(page)
    assert "✕ 逾期 2 个 最早 2020-02-28" in said
    assert "下月底前到期 1 个 最早 2020-05-31" in said
    assert "◆ 待核实 1 个" in said
    listed = next(frame.value for frame in page.dataframe if "最迟开工" in frame.value)
    assert [str(day)[:10] for day in listed["最迟开工"]] == [
        "2020-02-28",
        "2020-03-31",
        "2020-05-31",
        "2020-04-30",
    ]


@pytest.mark.usefixtures("city")
def test_where_no_deadline_is_near_the_overview_says_so() -> None:
    assert "没有逾期、临近或待核实的项目" in texts(opened("overview"))


def test_lights_moved_as_the_mart_s_two_months_say(marts: duckdb.DuckDBPyConnection) -> None:
    moves = marts.execute(
        """
        with light as (
            select distinct report_month, project_id, light from marts.rpt_list_status
        )
        select before.light, now.light, count(*) from light as before
        inner join light as now
            on before.project_id = now.project_id and now.report_month = before.report_month + interval 1 month
        where now.report_month = '2020-02-01' group by all
        """
    ).fetchall()
    assert any(was != became for was, became, _count in moves)
    page = opened("lists", month="2020-02")
    matrix = table(page, "上月 ＼ 本月")
    head = re.findall(
        r"<th[^>]*>(.*?)</th>",
        next(block.proto.body for block in page.get("html") if "上月 ＼ 本月" in block.proto.body),
    )
    for was, became, count in moves:
        shown = matrix[labels.light(was)][head.index(labels.light(became))]
        assert shown.lstrip("▲▼ ") == str(count)
        listed = opened("lists", month="2020-02", move=f"{was}.{became}").dataframe[0].value
        assert len(listed) == count
        assert set(listed["上月总灯"]) == {labels.light(was)}
        assert set(listed["本月总灯"]) == {labels.light(became)}


def test_a_unit_that_did_not_report_took_no_light_away(marts: duckdb.DuckDBPyConnection) -> None:
    lights = {
        month: marts.execute(
            "select light, count(distinct project_id) from marts.rpt_list_status"
            " where report_month = ? and reporting_unit_code = ? group by all",
            [month, SOUTH],
        ).fetchall()
        for month in (MONTHS[0], MONTHS[2])
    }
    for month, told, move in (
        ("2020-03", lights[MONTHS[0]], "{}.unreported"),
        ("2020-04", lights[MONTHS[2]], "unreported.{}"),
    ):
        assert told
        for light, count in told:
            listed = opened("lists", month=month, move=move.format(light)).dataframe[0].value
            assert len(listed) == count
            assert set(listed["报送单位"]) == {"通城县"}


def ranked(*rates: float | None, month: int) -> list[dict[str, Any]]:
    """One month's row of localities a, b, c, … with these rates, ranked densely."""
    known = sorted({rate for rate in rates if rate is not None}, reverse=True)
    return [
        {
            "report_month": date(2020, month, 1),
            "locality_code": "abcdef"[place],
            "locality_name": "abcdef"[place],
            "is_reporting_unit": True,
            "mom_rate": rate,
            "rank": None if rate is None else known.index(rate) + 1,
            "month_investment_wan": 100,
        }
        for place, rate in enumerate(rates)
    ]


@pytest.mark.parametrize(
    ("before", "now", "own", "others"),
    [
        # a stands still and is passed by b and c.
        ((0.3, 0.2, 0.1), (0.3, 0.5, 0.4), 0, -2),
        # a falls below both, who stand still.
        ((0.3, 0.2, 0.1), (0.0, 0.2, 0.1), -2, 0),
        # a rises past b and c by itself, c then past a.
        ((0.1, 0.2, 0.3), (0.4, 0.2, 0.5), 2, -1),
        # b and c tie above a, then part: densely, a falls without anybody passing it.
        ((0.1, 0.2, 0.2), (0.1, 0.2, 0.3), 0, -1),
    ],
)
def test_a_rank_moves_by_the_own_figure_and_by_the_others(
    before: tuple[float, ...], now: tuple[float, ...], own: int, others: int
) -> None:
    trend = pl.DataFrame([*ranked(*before, month=3), *ranked(*now, month=4)])
    found = movement.movements(trend, date(2020, 4, 1), is_dense=True)
    assert len(found) == len(now)
    of_a = next(move for move in found if move.locality_code == "a")
    assert (of_a.own, of_a.others) == (own, others)
    for move in found:
        assert move.own + move.others == move.before.rank - move.now.rank


def test_ranks_among_different_localities_are_not_compared() -> None:
    trend = pl.DataFrame([*ranked(0.1, 0.2, month=3), *ranked(0.1, 0.2, 0.3, month=4)])
    assert not movement.movements(trend, date(2020, 4, 1), is_dense=True)


def test_why_ranks_moved_adds_up_to_the_mart_s_change(own_city: duckdb.DuckDBPyConnection) -> None:
    # The small city has no two months with ranks of the same localities; so April's stand for March's, turned round.
    own_city.execute("delete from marts.rpt_investment_rank where report_month = '2020-03-01'")
    own_city.execute(
        "insert into marts.rpt_investment_rank select * replace (date '2020-03-01' as report_month,"
        " -mom_rate as mom_rate, (select max(mom_rank) + 1 from marts.rpt_investment_rank"
        " where report_month = '2020-04-01') - mom_rank as mom_rank)"
        " from marts.rpt_investment_rank where report_month = '2020-04-01'"
    )
    own_city.close()
    shown = table(opened("investment"), "超过了谁")
    assert shown
    for _name, ranks, change, own, others, *_rest in shown.values():
        before, now = map(int, ranks.split(" → "))
        moved = [
            0 if text == "持平" else int(text[1:]) * (1 if text[0] == "▲" else -1)
            for text in (change, own, others)
        ]
        assert moved[0] == before - now == moved[1] + moved[2]
