"""The simulated city in a real browser, as `make run` shows it, smaller: from its one page to the cell of a file.

Belongs here: what only data received from files has: a map, originals, and lists long enough to be clicked in. Does
not belong here: what every page is held to (test_in_browser).
"""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, Position

from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.sample import write_city
from ingestion.settings import Settings
from orchestration.refresh import refresh
from tests.e2e.dashboards.conftest import STILL_MS, Open, Opened, Served, serving, settled

pytestmark = pytest.mark.e2e

CHART = "[data-testid=stVegaLiteChart]"
DOWNLOAD_MS = 60_000
# Where the first row's link stands in a list that is drawn on a canvas: below the headings, in the first column.
FIRST_LINK: Position = {"x": 22, "y": 52}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Half a year of a small simulated city, received, refreshed and served."""
    place = tmp_path_factory.mktemp("sample")
    first, last = date(2020, 1, 1), date(2020, 6, 1)
    city = write_city(place / "city", seed=2020, projects=120, first_month=first, last_month=last)
    settings = Settings(data_dir=place / "data")
    policy = load_policy(settings.policy_dir)
    receive_files([city.out_dir / "submissions"], settings=settings, policy=policy, manifest=city.manifest)
    assert refresh(settings).status == "published"
    with serving(settings.data_dir) as address:
        yield Served(address, settings.data_dir)


@pytest.fixture
def open_sample(open_page: Open, sample: Served) -> Open:
    """Open a page of the simulated city."""

    def open_(path: str, *, scheme: str = "light", is_stranger: bool = False) -> Opened:
        return open_page(f"{sample.address}/{path}", scheme=scheme, is_stranger=is_stranger)

    return open_


def downloaded(page: Page, button: str) -> tuple[str, bytes]:
    """The name and the bytes of what a button hands over."""
    with page.expect_download(timeout=DOWNLOAD_MS) as downloading:
        page.get_by_role("button", name=button, exact=True).first.click()
    return downloading.value.suggested_filename, Path(downloading.value.path()).read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_timeline_and_bump_chart_have_marks(open_sample: Open, scheme: str) -> None:
    board = open_sample("board", scheme=scheme)
    on_map, on_timeline = board.marks()
    # Six counties, and two bars, planned and actual, of most of twenty-five projects.
    assert on_map == 6
    assert on_timeline > 25
    bump = open_sample("investment", scheme=scheme).marks()[0]
    # Eight units over half a year, but for gaps: a line each, and a dot each month.
    assert bump > 8 * 3


def test_from_the_overview_to_the_cell_of_the_file_by_clicks_alone(open_sample: Open) -> None:
    opened = open_sample("")
    page = opened.page
    page.locator(CHART).first.locator(".mark-rect path").first.click()
    page.wait_for_url("**/conversion**locality=**")
    opened.settle()
    page.locator("table.sk tr.chosen a").nth(1).click()
    page.wait_for_url("**/projects?**part=in_numerator**")
    opened.settle()
    projects = page.locator("[data-testid=stDataFrame] .dvn-scroller").first
    with page.context.expect_page() as opening:
        # What is drawn on a canvas is a link once the pointer has been seen on it.
        projects.hover(position=FIRST_LINK)
        page.wait_for_timeout(STILL_MS)
        projects.click(position=FIRST_LINK)
    project = Opened(opening.value)
    settled(project.page)
    assert "project=" in project.page.url
    found = re.search(
        r"文件 (?P<file>\S+\.xlsx) · 工作表 (?P<sheet>\S+) · 第 (?P<row>\d+) 行", project.text()
    )
    assert found
    cell = re.search(r"项目名称\s+(?P<value>\S+)\s+(?P<place>[A-Z]+\d+)", project.text())
    assert cell
    name, original = downloaded(project.page, "下载原件")
    assert name == found["file"]
    sheet = openpyxl.load_workbook(BytesIO(original), data_only=True)[found["sheet"]]
    assert sheet[cell["place"]].row == int(found["row"])
    assert str(sheet[cell["place"]].value).strip() == cell["value"]


def test_an_area_of_the_map_opens_its_projects(open_sample: Open) -> None:
    opened = open_sample("board")
    page = opened.page
    page.locator(CHART).first.locator(".mark-shape path").first.click()
    page.wait_for_url("**/projects?**report=rpt_conversion**locality=**")
    opened.settle()
    assert re.search(r"共 [\d,]+ 个项目", opened.text())


def test_a_filter_link_shows_the_same_in_another_browser(open_sample: Open) -> None:
    mine = open_sample("lists?month=2020-05&list=municipal_key&light=red&locality=421221")
    theirs = open_sample(mine.page.url.rpartition("/")[2], is_stranger=True)
    assert "2020年5月" in mine.text()
    assert mine.text() == theirs.text()
    assert mine.marks() == theirs.marks()


def test_a_downloaded_table_opens_with_what_the_page_shows(open_sample: Open) -> None:
    opened = open_sample("conversion")
    _name, content = downloaded(opened.page, "XLSX")
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "地区"
    shown = opened.page.locator("table.sk").first.locator("tbody tr")
    assert len(rows) - 1 == shown.count()
    names = [row.locator("td").first.inner_text() for row in shown.all()]
    assert [row[0] for row in rows[1:]] == names
