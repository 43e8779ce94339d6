"""Small tables as HTML: they print, wrap on a phone, and may say in each cell why there is no number.

Belongs here: the cell and its writing, everything escaped. Long lists of projects or findings are `st.dataframe`s
with the shared column settings below. Does not belong here: which columns a page shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

Tone = Literal["", "good", "bad", "watch", "muted"]
Align = Literal["", "text", "mid"]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A length beside a number: its share of the full width, and where the target stands."""

    share: float
    target: float | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its text, how it is meant, and where a click leads."""

    text: str
    tone: Tone = ""
    bar: Bar | None = None
    query: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column: its heading, the unit below it, and how its cells stand."""

    text: str
    unit: str = ""
    align: Align = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; totals stand out, and so does the one chosen."""

    cells: Sequence[Cell]
    is_total: bool = False
    is_chosen: bool = False


def show(headings: Sequence[Heading], rows: Sequence[Row]) -> None:
    """Draw a table; it scrolls by itself where the screen is narrow."""
    head = "".join(
        f'<th class="{heading.align}">{escape(heading.text)}'
        + (f"<small>{escape(heading.unit)}</small>" if heading.unit else "")
        + "</th>"
        for heading in headings
    )
    body = "".join(_row(row, headings) for row in rows)
    html(
        f'<div class="sk-scroll"><table class="sk"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def html(body: str) -> None:
    """Put our own, already escaped HTML on the page, telling the style sheet which ground it stands on."""
    ground = "sk-dark" if st.context.theme.type == "dark" else "sk-light"
    st.html(f'<div class="{ground}">{body}</div>')


def span(text: str, tone: Tone) -> str:
    """A word with its meaning as colour too."""
    return f'<span class="sk-{tone}">{escape(text)}</span>' if tone else escape(text)


def _row(row: Row, headings: Sequence[Heading]) -> str:
    marks = " ".join(name for name, is_so in (("total", row.is_total), ("chosen", row.is_chosen)) if is_so)
    cells = "".join(
        f'<td class="{heading.align}">{_cell(cell)}</td>'
        for cell, heading in zip(row.cells, headings, strict=True)
    )
    return f'<tr class="{marks}">{cells}</tr>'


def _cell(cell: Cell) -> str:
    text = span(cell.text, cell.tone)
    if cell.query is not None:
        text = f'<a href="?{escape(urlencode(cell.query))}" target="_self">{text}</a>'
    return (_bar(cell.bar) if cell.bar else "") + text


def _bar(bar: Bar) -> str:
    target = "" if bar.target is None else f'<b style="left:{_percent(bar.target)}"></b>'
    return f'<span class="sk-bar"><i style="width:{_percent(bar.share)}"></i>{target}</span>'


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"
