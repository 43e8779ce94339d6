"""Addresses of pages, and how one is opened: by a link in a table, or by a click on a mark of a chart.

Belongs here: the one way to write a link, so that it opens what it promises in the reader's language; the addresses
of the projects behind a figure, and of one project. Does not belong here: what a page does with its address (filters).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from dashboards import formats
from dashboards.texts import language

LANGUAGE_KEY = "lang"
DEFAULT_LANGUAGE = "zh"
_PENDING = "link.pending"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A view of a page: of the one it stands on unless it names another."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    page: str = ""

    @property
    def href(self) -> str:
        """As it stands in a link."""
        spoken = {} if language() == DEFAULT_LANGUAGE else {LANGUAGE_KEY: language()}
        return f"{self.page}?{urlencode({**self.parameters, **spoken})}"


def here(**parameters: str) -> Link:
    """Another view of this page."""
    return Link(parameters=parameters)


def members(report: str, month: date, part: str = "", **keys: str) -> Link:
    """The projects behind one figure: the report, the keys of its row (by the names that filters have), and which of
    the row's figures, a yes/no column of its member view."""
    parameters = {"report": report, "month": formats.month_code(month), **keys}
    return Link(page="projects", parameters=parameters | ({"part": part} if part else {}))


def project(project_id: str, month: date) -> Link:
    """One project as of a month."""
    return Link(page="project", parameters={"project": project_id, "month": formats.month_code(month)})


def open_soon(link: Link) -> None:
    """Ask for a link from a click that Streamlit tells of: the next run goes there."""
    st.session_state[_PENDING] = link


def pending() -> Link | None:
    """The link that was asked for, once."""
    link: Link | None = st.session_state.pop(_PENDING, None)
    return link
