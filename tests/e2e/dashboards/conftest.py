"""The dashboards as a person has them: served by Streamlit, opened in Chromium.

Belongs here: the server on the small city, the browser, how a page is opened. Does not belong here: what pages show.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.unit.dashboards.city import Publisher

APP = Path(__file__).resolve().parents[3] / "dashboards" / "app.py"
START_SECONDS = 60
WAIT_MS = 60_000
STILL_MS = 600
WIDE, NARROW = 1360, 390

# What only the end of a page's own part brings: a note, a table, an editor, or words on why there is none.
_SHOWN = ".sk-note, table.sk, textarea, [data-testid=stException], [data-testid=stAlert]"
_MARKS = ":is(.mark-rect, .mark-line, .mark-symbol, .mark-shape).role-mark path[d]"
_IS_DONE = """
    document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(chart => chart.querySelector('svg'))
"""


@dataclass(frozen=True)
class Served:
    """A running server and the data folder it shows."""

    address: str
    data_dir: Path


@dataclass(frozen=True)
class ServedCity(Served):
    """One on the small city, of which other months can be published."""

    publish: Publisher


@dataclass(frozen=True)
class Opened:
    """A page in the browser, drawn to its end."""

    page: Page

    @classmethod
    def at(cls, address: str, page: Page, *, scheme: str, width: int) -> "Opened":
        """An address, opened in an empty tab."""
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(address)
        settled(page)
        return cls(page)

    def text(self) -> str:
        """All words on it."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def marks(self) -> list[int]:
        """For each chart, how many bars, lines, dots and areas of a map are drawn."""
        charts = self.page.locator("[data-testid=stVegaLiteChart] > svg").all()
        return [chart.locator(_MARKS).count() for chart in charts]

    def wait_for_marks(self) -> None:
        """Wait until there is something in a chart."""
        self.page.locator(f"[data-testid=stVegaLiteChart] > svg {_MARKS}").first.wait_for(
            state="attached", timeout=WAIT_MS
        )

    def chart_texts(self) -> list[str]:
        """Every word in every chart."""
        return self.page.locator("[data-testid=stVegaLiteChart] svg text").all_text_contents()

    def visit(self, group: str, title: str) -> None:
        """Go to a page by the menu of a wide screen."""
        self.page.get_by_test_id("stTopNavSection").filter(has_text=group).first.click()
        self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).first.click()
        self.page.wait_for_function("title => document.querySelector('h1')?.innerText === title", arg=title)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and charts stand."""
        settled(self.page)


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCity]:
    """Four months of the small city, served."""
    place = tmp_path_factory.mktemp("served")
    publish = Publisher(tmp_path_factory.mktemp("city"))
    publish(place / "data", "v1", 4)
    with serving(place / "data") as address:
        yield ServedCity(address, place / "data", publish)


@contextlib.contextmanager
def serving(data_dir: Path) -> Iterator[str]:
    """`streamlit run dashboards/app.py` from a foreign folder, on a data folder; gives the address."""
    place = data_dir.parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    log = place / "log"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            command,
            cwd=place,
            env=os.environ | {"SANKU_DATA": str(data_dir)},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/_stcore/health", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one Playwright has installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """One person, who has been here before: what makes a page is in the browser's cache, as it is for people."""
    with browser.new_context(locale="zh-CN") as context:
        yield context


@pytest.fixture
def open_page(browser: Browser, visitor: BrowserContext, served: Served) -> Iterator[Open]:
    """Open an address in a tab of its own: `open_page("conversion?month=2020-02", scheme="dark", width=390)`.

    With `is_stranger`, in a browser that has never been here.
    """
    with contextlib.ExitStack() as tabs:

        def open_(
            path: str, *, scheme: str = "light", width: int = WIDE, is_stranger: bool = False
        ) -> Opened:
            context = tabs.enter_context(browser.new_context(locale="zh-CN")) if is_stranger else visitor
            address = path if path.startswith("http") else f"{served.address}/{path}"
            page = tabs.enter_context(context.new_page())
            return Opened.at(address, page, scheme=scheme, width=width)

        yield open_


def settled(page: Page) -> None:
    """Wait until the script has run, every chart is drawn, and nothing changes any more."""
    page.wait_for_selector(_SHOWN, timeout=WAIT_MS)
    page.wait_for_function(_IS_DONE, timeout=WAIT_MS)
    before = ""
    while before != (before := page.locator("[data-testid=stMain]").inner_text()):
        page.wait_for_timeout(STILL_MS)
        page.wait_for_function(_IS_DONE, timeout=WAIT_MS)
