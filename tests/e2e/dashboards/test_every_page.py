"""Every page in a real browser, light and dark, on a desk and on a phone: drawn to its end, and nothing runs off it.

Belongs here: what a new page is held to by being in the registry. Does not belong here: what people do on a page.
"""

import pytest

from dashboards.registry import pages
from tests.e2e.dashboards.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.e2e

# At the others people work.
TITLES = {entry.path: entry.title for entry in pages() if entry.render is not None}
# Pages that open with a chart, whatever is chosen.
CHARTED = ("overview", "board", "conversion", "lists", "investment", "project", "quality")
FIRST = next(iter(TITLES))
# Each ground and each width in `make e2e`, the other pairs in `make slow`.
LOOKS = [
    ("light", WIDE),
    ("dark", NARROW),
    pytest.param("dark", WIDE, marks=pytest.mark.slow),
    pytest.param("light", NARROW, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.parametrize("path", TITLES)
def test_page_is_whole(open_page: Open, path: str, scheme: str, width: int) -> None:
    opened = open_page("" if path == FIRST else path, scheme=scheme, width=width)
    page = opened.page
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
