"""Every page there is, in both languages, on light and dark, whatever is published: nothing breaks.

Belongs here: what a new page is held to by being in the registry. Does not belong here: what a page shows.
"""

import re
from collections.abc import Callable, Collection
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards.registry import pages
from tests.unit.dashboards.city import Publisher
from tests.unit.dashboards.test_pages import opened

PATHS = [entry.path for entry in pages()]
# The parts that pages have besides the one they open with.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "conversion": {"section": ("quotas", "readiness", "enterprise", "breakdown")},
    "approvals": {"subject": ("factors", "evaluation")},
    "funding": {"subject": ("plans", "promotion", "land")},
    "compare": {"what": ("investment", "lists")},
    "assessment": {"group": ("department",)},
    "projects": {"report": ("rpt_conversion", "rpt_standard_land")},
}
# Everything a page can be opened at: its words → page and choice.
VIEWS: dict[str, tuple[str, dict[str, str]]] = {path: (path, {}) for path in PATHS} | {
    f"{path} {value}": (path, {key: value})
    for path, choices in PARTS.items()
    for key, values in choices.items()
    for value in values
}
# Each language and each ground is drawn in `make test`; every pair of them in `make slow`.
LOOKS = [(language, ground) for language in ("zh", "en") for ground in ("light", "dark")]
OPPOSITE = {("zh", "light"), ("en", "dark")}
LITTLE = {"nothing": None, "no submission": 0, "first month": 1}
SOON = {("zh", "light", "nothing"), ("en", "dark", "no submission"), ("zh", "dark", "first month")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def soon_or_slow(*values: str, soon: Collection[tuple[str, ...]]) -> object:
    """One case, for `make test` where it is one of those."""
    return pytest.param(*values, marks=() if values in soon else pytest.mark.slow)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the reader's browser ask for a ground."""

    def on_(ground: str) -> None:
        monkeypatch.setattr(type(st.context.theme), "type", property(lambda _theme: ground), raising=False)

    return on_


def own_words(page: AppTest) -> str:
    """Titles, notes and words of our own; names and texts of files stay as they were written."""
    notes = [block.proto.body for block in page.get("html") if "sk-note" in block.proto.body]
    labels = [box.label for box in page.selectbox]
    return " ".join([unescape(re.sub(r"<[^>]+>|〔.*?〕", " ", note)) for note in notes] + labels)


@pytest.mark.parametrize(("language", "ground"), [soon_or_slow(*look, soon=OPPOSITE) for look in LOOKS])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("city")
def test_it_draws(view: str, language: str, ground: str, on: Callable[[str], None]) -> None:
    on(ground)
    path, choice = VIEWS[view]
    page = opened(path, lang=language, **choice)
    assert not page.exception, page.exception
    assert not page.error
    assert page.title[0].value
    if language == "en":
        assert not CHINESE.search(page.title[0].value)
        assert not CHINESE.search(own_words(page))


@pytest.mark.parametrize(
    ("language", "ground", "published"),
    [soon_or_slow(*look, published, soon=SOON) for look in LOOKS for published in LITTLE],
)
@pytest.mark.parametrize("view", VIEWS)
def test_it_draws_however_little_there_is(
    view: str,
    language: str,
    ground: str,
    published: str,
    tmp_path: Path,
    publish: Publisher,
    on: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on(ground)
    months = LITTLE[published]
    if months is not None:
        publish(tmp_path, "version", months)
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    path, choice = VIEWS[view]
    page = opened(path, lang=language, **choice)
    assert not page.exception, page.exception
    assert not page.error


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("city")
def test_a_reader_of_one_unit_sees_a_page_or_is_told_why_not(path: str) -> None:
    page = opened(path, unit="421221")
    assert not page.exception, page.exception
    whole = next(entry for entry in pages() if entry.path == path).is_whole_city
    assert whole == any("没有查看本页的权限" in block.value for block in page.warning)


def test_titles_and_groups_are_there_in_both_languages() -> None:
    entries = pages()
    assert len({entry.path for entry in entries}) == len(entries)
    assert all(entry.group and entry.title and entry.icon for entry in entries)
