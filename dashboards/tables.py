"""Small tables as HTML: they print, wrap on a phone, and may say in each cell why there is no number.

Belongs here: the cell and its writing, everything escaped; and the one way a long list is shown.
Does not belong here: which columns a page shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboards import formats, links

Tone = Literal["", "good", "bad", "watch", "muted"]
Align = Literal["", "text", "mid"]

_LISTING_PIXELS = 420
_LISTING_ROWS = 10
_DATE_PIXELS = 95


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A length beside a number: its share of the full width, and where the target stands."""

    share: float
    target: float | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its text, how it is meant, where a click leads, and a smaller word beside it."""

    text: str
    tone: Tone = ""
    bar: Bar | None = None
    query: dict[str, str] | None = None
    aside: str = ""
    aside_tone: Tone = ""


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


def rank(place: int | None, change: int | None) -> Cell:
    """A rank and, beside it, how it moved."""
    if place is None:
        return Cell(text=formats.undefined(), tone="muted")
    moved = formats.rank_change(change, rank=place)
    tone: Tone = "good" if moved.startswith("▲") else "bad" if moved.startswith("▼") else "muted"
    return Cell(text=str(place), aside=moved, aside_tone=tone)


def growth(rate: float | None, *, missing: str) -> Cell:
    """A rate of change."""
    return Cell(text=formats.growth(rate, missing=missing), tone="muted" if rate is None else "")


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
        text = f'<a href="{escape(links.href(cell.query))}" target="_self">{text}</a>'
    aside = f" <small>{span(cell.aside, cell.aside_tone)}</small>" if cell.aside else ""
    return (_bar(cell.bar) if cell.bar else "") + text + aside


def _bar(bar: Bar) -> str:
    target = "" if bar.target is None else f'<b style="left:{_percent(bar.target)}"></b>'
    return f'<span class="sk-bar"><i style="width:{_percent(bar.share)}"></i>{target}</span>'


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"


def listing(
    rows: pl.DataFrame,
    *,
    key: str,
    money: Sequence[str] = (),
    rates: Sequence[str] = (),
    widths: Mapping[str, int | Literal["small", "medium", "large"]] | None = None,
) -> None:
    """A long list under its final headings: sorts, searches and downloads in the browser, draws only what is seen."""
    # A column that says nothing of these rows is left out.
    shown = rows[[column.name for column in rows if column.null_count() < rows.height]]
    shown = shown.with_columns(
        pl.col(name).cast(pl.Float64) for name in [*money, *rates] if name in shown.columns
    )
    settings: dict[str, ColumnConfig] = {
        name: st.column_config.TextColumn(width=width) for name, width in (widths or {}).items()
    }
    settings |= {
        name: st.column_config.DateColumn(format="YYYY-MM-DD", width=_DATE_PIXELS)
        for name, dtype in shown.schema.items()
        if dtype == pl.Date
    }
    settings |= {name: st.column_config.NumberColumn(format="localized") for name in money}
    settings |= {name: st.column_config.NumberColumn(format="percent") for name in rates}
    st.dataframe(
        shown,
        hide_index=True,
        height=_LISTING_PIXELS if rows.height > _LISTING_ROWS else "auto",
        placeholder=formats.undefined(),
        column_config=settings,
        key=key,
    )
