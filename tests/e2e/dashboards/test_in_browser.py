"""Pages in a real browser: clicking through; links; print; a version that comes meanwhile.

Does not belong here: what every page is held to (test_every_page).
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboards.registry import pages
from tests.e2e.dashboards.conftest import Open, ServedCity

pytestmark = pytest.mark.e2e

GROUPS = {entry.path: entry.group for entry in pages()}
ENTRIES = {entry.path: entry.title for entry in pages()}
FIRST = next(iter(ENTRIES))
# The width of A4 landscape within its margins, in CSS pixels.
SHEET = 1032
WHITE_AND_DARK_INK = """() => [
    getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor,
    getComputedStyle(document.querySelector('h1')).color,
]"""
WIDEST = """() => Math.max(...[...document.querySelectorAll('table.sk, .sk-cards, [data-testid=stVegaLiteChart] svg')]
    .map(shown => Math.ceil(shown.getBoundingClientRect().right)))"""


def test_light_and_dark_have_their_own_ground(open_page: Open) -> None:
    grounds = [
        open_page("", scheme=scheme).page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(17, 24, 31)"]


def test_a_person_clicks_from_the_overview_to_the_cell_of_a_file(open_page: Open) -> None:
    opened = open_page("")
    page = opened.page
    # A bar of the overview opens its locality.
    page.locator("[data-testid=stVegaLiteChart]").first.locator(".mark-rect path").first.click()
    page.wait_for_url("**/conversion**locality=**")
    opened.settle()
    page.locator("table.sk a", has_text="嘉鱼县").first.click()
    page.wait_for_url("**locality=421221**")
    opened.settle()
    assert "嘉鱼县：数字背后的项目" in opened.text()
    # A count of the locality's row opens its projects.
    row = page.locator("table.sk tr", has_text="嘉鱼县").first
    count = row.locator("a").nth(1).inner_text()
    row.locator("a").nth(1).click()
    page.wait_for_url("**/projects?**part=in_numerator**")
    opened.settle()
    assert f"共 {count} 个项目" in opened.text()
    # A project's own page leads to the cell. (The list is drawn on a canvas, where a test cannot name a link.)
    opened.visit(GROUPS["project"], ENTRIES["project"])
    assert "project=" in page.url
    assert "来源：文件、工作表、行与单元格" in opened.text()
    assert re.search(r"总投资\s+[\d,.]+\s+P\d+", opened.text())


def test_a_table_and_a_chart_are_taken_away(open_page: Open, tmp_path: Path) -> None:
    opened = open_page("conversion")
    for name, begins in (("CSV", "\ufeff地区".encode()), ("XLSX", b"PK"), ("PNG", b"\x89PNG")):
        with opened.page.expect_download(timeout=60_000) as downloading:
            opened.page.get_by_role("button", name=name, exact=True).first.click()
        target = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(target)
        assert target.read_bytes().startswith(begins)


def test_the_other_language_is_one_click_away_and_stays(open_page: Open) -> None:
    opened = open_page("conversion?locality=421221")
    opened.page.get_by_role("radio", name="English").click()
    opened.page.wait_for_function("document.querySelector('h1').innerText === 'Conversion'")
    opened.settle()
    assert "lang=en" in opened.page.url
    opened.page.locator("table.sk a").first.click()
    opened.settle()
    assert opened.page.locator("h1").inner_text() == "Conversion"
    theirs = open_page(opened.page.url, is_stranger=True)
    assert theirs.page.locator("h1").inner_text() == "Conversion"


def test_an_analyst_runs_a_statement(open_page: Open) -> None:
    opened = open_page("sql?example=conversion")
    opened.page.get_by_role("button", name="运行").click()
    opened.page.get_by_text("4 行，6 列").wait_for(timeout=60_000)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
@pytest.mark.parametrize("path", ["overview", "conversion", "lists", "deadlines", "quality"])
def test_a_page_prints_as_a_clean_sheet(open_page: Open, path: str, scheme: str, tmp_path: Path) -> None:
    page = open_page("" if path == FIRST else path, scheme=scheme).page
    printed = page.pdf(
        path=tmp_path / f"{path}_{scheme}.pdf", prefer_css_page_size=True, print_background=True
    )
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 900})
    controls = "[data-testid=stHeader], [data-testid=stToolbar], [data-baseweb=select], button, input"
    assert not [control for control in page.locator(controls).all() if control.is_visible()]
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("table.sk").first).to_be_visible()
    # Of a long list the paper has rows, and not what happened to be in sight.
    if path in ("lists", "quality"):
        expect(page.locator(".sk-print table").first).to_be_visible()
    assert not [grid for grid in page.locator(".stDataFrame").all() if grid.is_visible()]
    # The sheet is white whatever the screen was, and nothing runs off it.
    assert page.evaluate(WHITE_AND_DARK_INK) == ["rgb(255, 255, 255)", "rgb(27, 39, 51)"]
    assert page.evaluate(WIDEST) <= SHEET


def test_a_link_opened_by_somebody_else_shows_the_same(open_page: Open) -> None:
    mine = open_page("conversion?month=2020-02&scope=government&tier=north&locality=421202&part=waiting")
    theirs = open_page(mine.page.url, is_stranger=True)
    assert "month=2020-02" in mine.page.url
    assert "scope=government" in mine.page.url
    assert "2020年2月" in mine.text()
    assert "政府投资 · 年初至今" in mine.text()
    assert mine.text() == theirs.text()


def test_a_month_chosen_goes_with_the_reader_to_the_next_page(open_page: Open) -> None:
    opened = open_page("conversion?month=2020-02")
    opened.visit(GROUPS["quality"], ENTRIES["quality"])
    assert "month=2020-02" in opened.page.url
    assert "发现的问题 · 2020年2月" in opened.text()


def test_a_version_published_meanwhile_shows_on_the_next_rerun(open_page: Open, served: ServedCity) -> None:
    opened = open_page("")
    assert "city-of-4-months" in opened.text()
    served.publish(served.data_dir, "v2", 3)
    try:
        opened.page.keyboard.press("r")
        opened.page.wait_for_function(
            "document.querySelector('[data-testid=stMain]').innerText.includes('city-of-3-months')",
            timeout=20_000,
        )
        opened.settle()
        assert "city-of-4-months" not in opened.text()
    finally:
        served.publish(served.data_dir, "v3", 4)
