"""Every page, drawn by Streamlit itself on a published city, and on nothing."""

import re
import shutil
from html import unescape
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.registry import pages
from tests.unit.dashboards.city import Publisher

APP = Path(__file__).resolve().parents[3] / "dashboards" / "app.py"
# Pages that show figures; at the others people work.
PATHS = [entry.path for entry in pages() if entry.render is not None]


def _draw(path: str, unit: str | None = None) -> None:
    """What Streamlit runs: one page in its frame."""
    from dashboards.app import draw

    draw(path, unit=unit)


def opened(path: str, *, unit: str | None = None, **query: str) -> AppTest:
    """A page as a link with these parameters opens it, to a reader of everything or of one unit's details."""
    page = AppTest.from_function(_draw, kwargs={"path": path, "unit": unit}, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def needs_months(path: str) -> bool:
    """Whether the page is about report months."""
    return next(entry for entry in pages() if entry.path == path).needs_months


def texts(page: AppTest) -> str:
    """All the words on the page."""
    assert not page.exception, page.exception
    html = [unescape(re.sub(r"<[^>]+>", " ", block.proto.body)) for block in page.get("html")]
    said = [block for kind in ("markdown", "info", "caption", "warning") for block in page.get(kind)]
    return re.sub(r"\s+", " ", " ".join([*html, *(block.proto.body for block in said)]))


@pytest.mark.usefixtures("city")
def test_the_app_opens_on_its_first_page() -> None:
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    assert app.title[0].value == pages()[0].title


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("city")
def test_every_figure_states_definition_month_coverage_and_version(path: str) -> None:
    page = opened(path)
    said = texts(page)
    notes = [block.proto.body for block in page.get("html") if "sk-note" in block.proto.body]
    assert notes or not needs_months(path)
    assert all("口径" in note and "2020年4月" in note and "已报送 4/4" in note for note in notes)
    assert all("city-of-4-months" in note for note in notes)
    assert "None" not in said
    assert "nan" not in said
    # The pack's own word for a row that no clause of the plan stands behind.
    assert not any(re.search(r"〔[^〕]*reading", note) for note in notes)


@pytest.mark.parametrize("month", ["2020-01", "2020-02", "2020-03"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("city")
def test_every_month_draws(path: str, month: str) -> None:
    said = texts(opened(path, month=month))
    assert "None" not in said


@pytest.mark.parametrize("path", PATHS)
def test_nothing_published_is_said_kindly(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    said = texts(opened(path))
    assert "还没有发布任何数据" in said
    assert "sanku demo" in said


@pytest.mark.parametrize("path", PATHS)
def test_a_version_without_submissions_is_said_kindly(
    path: str, tmp_path: Path, publish: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "empty", 0)
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    assert "还没有任何有效报送" in texts(opened(path)) or not needs_months(path)


def test_a_warehouse_that_does_not_open_is_said_kindly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = tmp_path / "published" / "broken"
    version.mkdir(parents=True)
    (version / "warehouse.duckdb").write_bytes(b"no database" * 100)
    (tmp_path / "published" / "current").symlink_to("broken")
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    page = opened("overview")
    assert not page.exception
    assert "打不开" in page.error[0].value


def test_a_unit_that_did_not_report_is_never_a_zero(city: Path, marts: duckdb.DuckDBPyConnection) -> None:
    said = texts(opened("conversion", month="2020-03"))
    row = re.search(r"通城县 (.{0,60})", said)
    assert row
    assert row[1].startswith("未报送")
    assert "缺：通城县" in said
    assert city.is_dir()
    assert marts is not None


# Figures on the page are those of the mart.


def test_the_city_s_figures_are_the_mart_s(marts: duckdb.DuckDBPyConnection) -> None:
    (rate, converted, reserve, due, opening, entered, moved, exited, closing) = marts.execute(
        """
        select conversion_rate, converted_count, reserve_count, due_count,
            opening_count, entered_count, moved_count, exited_count, closing_count
        from marts.rpt_conversion
        where report_month = '2020-04-01' and scope = 'all' and basis = 'year_to_date' and locality_code = '421200'
        """
    ).fetchall()[0]
    said = texts(opened("overview"))
    assert 0 < rate < 1
    assert f"转化率 {rate * 100:.1f}%（{converted}/{reserve}）" in said
    assert f"序时应转 {due} 个" in said
    assert f"月末储备 {closing} 个 月初 {opening}，入库 {entered} 转建设 {moved}，出库 {exited}" in said


@pytest.mark.parametrize("scope", ["all", "yi", "enterprise", "government"])
def test_every_locality_s_rate_is_the_mart_s(marts: duckdb.DuckDBPyConnection, scope: str) -> None:
    said = texts(opened("conversion", scope=scope))
    rows = marts.execute(
        """
        select locality_name, conversion_rate, rank, converted_count, reserve_count
        from marts.rpt_conversion inner join marts.dim_locality using (locality_code)
        where report_month = '2020-04-01' and scope = $scope and basis = 'year_to_date' and is_reporting_unit
        """,
        {"scope": scope},
    ).fetchall()
    assert len(rows) == 4
    for name, rate, rank, converted, reserve in rows:
        assert re.search(
            rf"{name} {rate * 100:.1f}% \S+( \S+)? {rank} \S+ \d+ {converted} {reserve} ", said
        ), name


def test_the_projects_behind_a_figure_are_as_many_as_the_figure(marts: duckdb.DuckDBPyConnection) -> None:
    page = opened("conversion", locality="421221", part="converted")
    texts(page)
    (count,) = marts.execute(
        """
        select converted_count from marts.rpt_conversion
        where report_month = '2020-04-01' and scope = 'all' and basis = 'year_to_date' and locality_code = '421221'
        """
    ).fetchall()[0]
    projects = page.dataframe[0].value
    assert 0 < count == len(projects)
    assert set(projects["转化情况"]) == {"✓ 已转化"}
    assert projects["位置"].str.match(r"项目台账 第 \d+ 行").all()
    assert set(projects["来源文件"]) == {"421221_2020-04-01_full.xlsx"}


@pytest.mark.parametrize("part", ["in_numerator", "in_denominator", "is_closing"])
def test_a_figure_opens_the_projects_behind_it(marts: duckdb.DuckDBPyConnection, part: str) -> None:
    said = texts(opened("conversion", locality="421221"))
    column = {"in_numerator": "converted", "in_denominator": "reserve", "is_closing": "closing"}[part]
    (count,) = marts.execute(
        f"""
        select {column}_count from marts.rpt_conversion
        where report_month = '2020-04-01' and scope = 'all' and basis = 'year_to_date' and locality_code = '421221'
        """
    ).fetchall()[0]
    assert said
    address = {"report": "rpt_conversion", "month": "2020-04", "locality": "421221", "part": part}
    behind = opened("projects", **address, scope="all", basis="year_to_date")
    assert "嘉鱼县" in texts(behind)
    assert len(behind.dataframe[0].value) == count > 0


def test_every_report_with_members_opens_its_projects(marts: duckdb.DuckDBPyConnection) -> None:
    reports = marts.execute(
        "select table_name from information_schema.tables where table_schema = 'intermediate'"
        " and table_name like 'rpt!_%!_member' escape '!'"
    ).fetchall()
    assert len(reports) >= 3
    for (view,) in reports:
        page = opened("projects", report=view.removesuffix("_member"), month="2020-04", part="in_numerator")
        assert not page.exception, view


@pytest.mark.usefixtures("city")
def test_an_address_cannot_reach_past_a_member_view() -> None:
    for report in ("x; drop", "../rpt", "rpt_conversion_member where 1=1 --", "int_project"):
        said = texts(opened("projects", report=report, part="1=1", month="2020-04"))
        assert "这个数字背后" not in said
    wild = opened("projects", report="rpt_conversion", part="1=1 or true", locality="421221", month="2020-04")
    assert not wild.exception


def test_a_project_leads_to_the_cell_it_was_read_from(city: Path, marts: duckdb.DuckDBPyConnection) -> None:
    project, name, row, letter = marts.execute(
        """
        select project_id, project_name, row_number, column_letter
        from marts.fct_project_month as project
        inner join marts.fct_source_column using (submission_id, sheet)
        where report_month = '2020-04-01' and field = 'total_investment_wan' order by project_id limit 1
        """
    ).fetchall()[0]
    page = opened("project", project=project, month="2020-04")
    said = texts(page)
    assert name in said
    assert f"{letter}{row}" in said
    assert city.is_dir()


@pytest.mark.usefixtures("city")
def test_projects_are_found_by_words_and_by_what_they_are() -> None:
    page = opened("projects", q="项目3", month="2020-04")
    names = page.dataframe[0].value["项目名称"]
    assert len(names) == 4
    assert names.str.contains("项目3").all()
    started = opened("projects", stage="started", month="2020-04").dataframe[0].value
    assert set(started["阶段"]) == {"已开工"}


@pytest.mark.usefixtures("city")
def test_the_calendar_says_late_missing_and_corrected() -> None:
    page = opened("quality")
    calendar = next(block.proto.body for block in page.get("html") if "calendar" in block.proto.body)
    days = {
        (unit, month): re.sub(r"<[^>]+>", " ", cell).strip()
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", calendar)[1:]
        for unit, *cells in [re.findall(r"<td>(.*?)</td>", row)]
        for month, cell in enumerate(cells, start=1)
    }
    assert days["嘉鱼县", 2] == "▲ 迟报"
    assert days["通城县", 3] == "✕ 未报"
    assert days["咸安区", 1] == "● 按时"
    assert re.sub(r"\s+", " ", days["市直", 2]) == "● 按时 ✎ 更正1"


@pytest.mark.usefixtures("city")
def test_a_finding_stands_with_its_cell_and_advice() -> None:
    found = opened("quality", unit="421202").dataframe[0].value.iloc[0]
    assert (found["工作表"], found["行"], found["列"], found["原值"]) == ("项目台账", 4, "H", "去年底")
    assert "不是日期" in found["问题"]
    assert "2020-07-15" in found["怎么改"]


def test_lights_and_ranks_are_the_mart_s(marts: duckdb.DuckDBPyConnection) -> None:
    page = opened("lists", list="municipal_key", light="red")
    said = texts(page)
    red = marts.execute(
        """
        select count(*) from marts.rpt_list_status
        where report_month = '2020-04-01' and list_code = 'municipal_key' and light = 'red'
        """
    ).fetchall()[0][0]
    projects = next(frame.value for frame in page.dataframe if "所在清单" in frame.value)
    assert 0 < red == len(projects)
    assert set(projects["总灯"]) == {"✕ 红灯"}
    assert projects["原因"].str.len().gt(1).all()
    ranks = marts.execute(
        """
        select locality_name, project_count, count_share, count_share_rank
        from marts.rpt_list_rank inner join marts.dim_locality using (locality_code)
        where report_month = '2020-04-01' and list_code = 'municipal_key' and is_reporting_unit
        """
    ).fetchall()
    assert len(ranks) == 4
    for name, count, share, rank in ranks:
        assert re.search(rf"{name} .{{0,24}} {count} {share * 100:.1f}% {rank} ", said), name


def test_investment_is_the_mart_s(marts: duckdb.DuckDBPyConnection) -> None:
    said = texts(opened("investment", month="2020-03"))
    rows = marts.execute(
        """
        select locality_name, is_reported, mom_rank, month_investment_wan, mom_rate
        from marts.rpt_investment_rank inner join marts.dim_locality using (locality_code)
        where report_month = '2020-03-01' and is_reporting_unit
        """
    ).fetchall()
    assert len(rows) == 4
    for name, is_reported, rank, month, mom in rows:
        if is_reported:
            change = "不可比" if mom is None else f"{mom * 100:+.1f}%"
            assert re.search(
                rf"{name} {rank or '—'} \S* ?{month:,.0f} 万元 .{{0,20}}{re.escape(change)}", said
            ), name
        else:
            assert re.search(rf"{name} — 未报送 ", said)


# The address holds the view.


@pytest.mark.usefixtures("city")
def test_a_link_restores_its_view() -> None:
    page = opened("conversion", month="2020-02", scope="government", locality="421202", tier="north")
    assert [box.value for box in page.selectbox] == ["2020-02", "north", "421202"]
    assert "政府投资" in texts(page)
    assert "2020年2月" in texts(page)


@pytest.mark.usefixtures("city")
def test_a_choice_goes_to_the_address_and_stays_after_a_rerun() -> None:
    page = opened("conversion")
    assert page.query_params["month"] == "2020-04"
    assert "locality" not in page.query_params
    page.selectbox(key="widget.locality").select("421202").run()
    assert page.query_params["locality"] == "421202"
    page.run()
    assert page.selectbox(key="widget.locality").value == "421202"
    page.query_params["locality"] = "421221"
    page.run()
    assert page.selectbox(key="widget.locality").value == "421221"


@pytest.mark.usefixtures("city")
def test_an_address_that_asks_for_what_is_not_there_gets_the_usual_view() -> None:
    page = opened("conversion", month="1999-01", scope="<b>", locality="nowhere")
    assert page.query_params["month"] == "2020-04"
    assert "政府投资 ·" not in texts(page)


# Versions.


def test_a_new_version_shows_on_the_next_rerun(city: Path, publish: Publisher) -> None:
    publish(city, "older", 2)
    page = opened("overview")
    assert "city-of-2-months" in texts(page)
    publish(city, "newer", 4)
    said = texts(page.run())
    assert "city-of-4-months" in said
    assert "city-of-2-months" not in said


@pytest.mark.parametrize("path", PATHS)
def test_simulated_data_says_so_with_every_figure(city: Path, path: str) -> None:
    version = city / "published" / "simulated"
    shutil.copytree((city / "published" / "current").resolve(), version)
    with duckdb.connect(str(version / "warehouse.duckdb")) as connection:
        connection.execute("update raw.submission set reporter = '模拟数据'")
    (city / "published" / "current").unlink()
    (city / "published" / "current").symlink_to("simulated")
    page = opened(path)
    assert "模拟数据：" in texts(page)
    notes = [block.proto.body for block in page.get("html") if "sk-note" in block.proto.body]
    assert all("◆ 模拟数据" in note for note in notes)


@pytest.mark.usefixtures("city")
def test_what_is_not_simulated_is_not_called_so() -> None:
    assert "模拟数据" not in texts(opened("overview"))


@pytest.mark.usefixtures("city")
def test_what_a_file_says_is_never_markup() -> None:
    page = opened("quality")
    assert any("台账&lt;b&gt;.xlsx" in block.proto.body for block in page.get("html"))
    assert not any("台账<b>" in block.proto.body for block in page.get("html"))
