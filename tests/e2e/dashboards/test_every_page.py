"""Every page in a real browser, light, dark and narrow: it is drawn to its end, and nothing runs off it.

Belongs here: what a new page is held to by being in the registry. Does not belong here: what people do on a page.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from dashboards.registry import pages
from tests.e2e.dashboards.conftest import NARROW, WIDE, Opened, Served

pytestmark = pytest.mark.e2e

# At the others people work.
TITLES = {entry.path: entry.title for entry in pages() if entry.render is not None}
# Pages that open with a chart, whatever is chosen.
CHARTED = ("overview", "board", "conversion", "lists", "investment", "project", "quality")
FIRST = next(iter(TITLES))


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """One person, who has been here before: what makes a page is in the browser's cache."""
    with browser.new_context(locale="zh-CN") as context:
        yield context


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
@pytest.mark.parametrize("path", TITLES)
def test_page_is_whole(visitor: BrowserContext, served: Served, path: str, scheme: str, width: int) -> None:
    address = f"{served.address}/{'' if path == FIRST else path}"
    with visitor.new_page() as page:
        opened = Opened.at(address, page, scheme=scheme, width=width)
        if path in CHARTED:
            opened.wait_for_marks()
        assert page.locator("h1").inner_text() == TITLES[path]
        assert page.locator("[data-testid=stException]").count() == 0
        assert page.get_by_text("Page not found").count() == 0
        assert page.locator(".vega-embed.has-error, [data-testid=stVegaLiteChart] .error").count() == 0
        assert all(count > 0 for count in opened.marks())
        # A rule has a sentence for a name; nothing else may be cut.
        assert path == "quality" or not [text for text in opened.chart_texts() if "…" in text]
        # What is wide scrolls in its own frame; the page itself does not.
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
