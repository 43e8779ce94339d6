"""Pages in a real browser: light, dark and narrow; clicking through; links; a version that comes meanwhile."""

from pathlib import Path

import pytest

from dashboards.registry import pages
from tests.e2e.dashboards.conftest import NARROW, WIDE, Open, Served

pytestmark = pytest.mark.e2e

ENTRIES = {entry.path: entry.title for entry in pages()}
FIRST = next(iter(ENTRIES))


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
@pytest.mark.parametrize("path", list(ENTRIES))
def test_page_is_whole(open_page: Open, path: str, scheme: str, width: int, tmp_path: Path) -> None:
    opened = open_page("" if path == FIRST else path, scheme=scheme, width=width)
    page = opened.page
    page.screenshot(path=tmp_path / f"{path}_{scheme}_{width}.png", full_page=True)
    assert page.locator("h1").inner_text() == ENTRIES[path]
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.get_by_text("Page not found").count() == 0
    assert page.locator(".vega-embed.has-error, [data-testid=stVegaLiteChart] .error").count() == 0
    marks = opened.marks()
    assert marks
    assert min(marks) > 0
    # A rule has a sentence for a name; nothing else may be cut.
    assert path == "quality" or not [text for text in opened.chart_texts() if "…" in text]
    # What is wide scrolls in its own frame; the page itself does not.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_light_and_dark_have_their_own_ground(open_page: Open) -> None:
    grounds = [
        open_page("", scheme=scheme).page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(17, 24, 31)"]


def test_a_person_clicks_from_the_overview_to_a_locality_s_projects(open_page: Open) -> None:
    opened = open_page("")
    page = opened.page
    page.get_by_role("link", name=ENTRIES["conversion"]).first.click()
    page.wait_for_url("**/conversion**")
    opened.settle()
    page.locator("table.sk a", has_text="嘉鱼县").first.click()
    page.wait_for_url("**locality=421221**")
    opened.settle()
    assert "嘉鱼县：数字背后的项目" in opened.text()
    assert "共 8 个项目" in opened.text()


def test_a_link_opened_by_somebody_else_shows_the_same(open_page: Open) -> None:
    mine = open_page("conversion?month=2020-02&scope=government&tier=north&locality=421202&part=waiting")
    theirs = open_page(mine.page.url)
    assert "month=2020-02" in mine.page.url
    assert "scope=government" in mine.page.url
    assert "2020年2月" in mine.text()
    assert "政府投资 · 年初至今" in mine.text()
    assert mine.text() == theirs.text()


def test_a_month_chosen_goes_with_the_reader_to_the_next_page(open_page: Open) -> None:
    opened = open_page("conversion?month=2020-02")
    opened.page.get_by_role("link", name=ENTRIES["quality"]).first.click()
    opened.page.wait_for_url("**/quality**")
    opened.settle()
    assert "month=2020-02" in opened.page.url
    assert "发现的问题 · 2020年2月" in opened.text()


def test_a_version_published_meanwhile_shows_on_the_next_rerun(open_page: Open, served: Served) -> None:
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
