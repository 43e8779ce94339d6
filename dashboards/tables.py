"""Small tables as HTML: they print, wrap on a phone, and may say in each cell why there is no number.

Belongs here: the cell and its writing, everything escaped; the one way a long list is shown; and what either is when
taken away. A cell made by `count`, `money`, `percent` or `growth` keeps its number for that.
Does not belong here: which columns a page shows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape
from typing import Literal, TypeVar

import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboards import export, filters, formats, printing, texts
from dashboards.formats import Number
from dashboards.links import Link, project
from dashboards.texts import _
from dashboards.warehouse import Rows
from ingestion.settings import Language

Tone = Literal["", "good", "bad", "watch", "muted"]
Align = Literal["", "text", "mid", "wrap"]
Item = TypeVar("Item")

# A province has more units than a screen has lines.
TABLE_ROWS = 50

_LISTING_PIXELS = 420
_LISTING_ROWS = 10
_DATE_PIXELS = 95
_OPEN_PIXELS = 45


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
    link: Link | None = None
    aside: str = ""
    aside_tone: Tone = ""
    # What is taken away in place of the text, and whether it is money, so in 万元.
    value: Number | None = None
    is_money: bool = False


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


def show(headings: Sequence[Heading], rows: Sequence[Row], *, name: str = "", key: str = "") -> None:
    """Draw a table; it scrolls by itself where the screen is narrow. One with a name can be taken away."""
    _draw(headings, rows)
    if name:
        export.table_menu(partial(_sheet, headings, rows), name=name, key=key or name)


def show_many(
    headings: Sequence[Heading], items: Sequence[Item], row: Callable[[Item], Row], *, name: str, key: str
) -> None:
    """Draw a table that has as many rows as there are units, or more: a page at a time, and whole to take away."""
    begin, end = filters.page(len(items), key=key, size=TABLE_ROWS)
    _draw(headings, [row(item) for item in items[begin:end]])
    export.table_menu(partial(_whole, headings, items, row, texts.language()), name=name, key=key)


def _draw(headings: Sequence[Heading], rows: Sequence[Row]) -> None:
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


def _whole(
    headings: Sequence[Heading], items: Sequence[Item], row: Callable[[Item], Row], spoken: Language
) -> export.Sheet:
    """Every row as it is taken away, in the language in which the page was drawn."""
    texts.use(spoken)
    return _sheet(headings, list(map(row, items)))


def _sheet(headings: Sequence[Heading], rows: Sequence[Row]) -> export.Sheet:
    """The table as it is taken away: numbers where cells have them, money in 万元."""
    is_money = [any(row.cells[place].is_money for row in rows) for place in range(len(headings))]
    return export.Sheet(
        headings=[
            heading.text + (f" {heading.unit}" if heading.unit else "") + (_("（万元）") if money_ else "")
            for heading, money_ in zip(headings, is_money, strict=True)
        ],
        rows=[[cell.text if cell.value is None else cell.value for cell in row.cells] for row in rows],
    )


def count(value: int | None, *, missing: str | None = None, link: Link | None = None) -> Cell:
    """A number of things; what it counts may be opened where there is any."""
    return Cell(
        text=formats.count(value, missing=missing),
        tone="muted" if value is None else "",
        link=link if value else None,
        value=value,
    )


def money(wan: Number | None, *, missing: str | None = None, link: Link | None = None) -> Cell:
    """An amount."""
    return Cell(
        text=formats.money(wan, missing=missing),
        tone="muted" if wan is None else "",
        link=link if wan is not None else None,
        value=wan,
        is_money=True,
    )


def percent(
    rate: Number | None, *, missing: str | None = None, bar: Bar | None = None, link: Link | None = None
) -> Cell:
    """A share."""
    return Cell(
        text=formats.percent(rate, missing=missing),
        tone="muted" if rate is None else "",
        bar=bar if rate is not None else None,
        link=link if rate is not None else None,
        value=rate,
    )


def rank(place: int | None, change: int | None) -> Cell:
    """A rank and, beside it, how it moved."""
    if place is None:
        return Cell(text=formats.undefined(), tone="muted")
    moved = formats.rank_change(change, rank=place)
    tone: Tone = "good" if moved.startswith("▲") else "bad" if moved.startswith("▼") else "muted"
    return Cell(text=str(place), aside=moved, aside_tone=tone, value=place)


def plain(value: object) -> Cell:
    """A value of a mart as it is, where a table shows whatever a report has."""
    if value is None:
        return Cell(text=formats.undefined(), tone="muted")
    if isinstance(value, bool):
        return Cell(text=_("是") if value else _("否"))
    if isinstance(value, float | Decimal):
        return Cell(text=f"{formats.rounded(value, 4).normalize():,f}", value=value)
    if isinstance(value, int):
        return Cell(text=str(value), value=value)
    return Cell(text=str(value))


def growth(rate: float | None, *, missing: str) -> Cell:
    """A rate of change."""
    return Cell(text=formats.growth(rate, missing=missing), tone="muted" if rate is None else "", value=rate)


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
    if cell.link is not None:
        text = f'<a href="{escape(cell.link.href)}" target="_self">{text}</a>'
    aside = f" <small>{span(cell.aside, cell.aside_tone)}</small>" if cell.aside else ""
    return (_bar(cell.bar) if cell.bar else "") + text + aside


def _bar(bar: Bar) -> str:
    target = "" if bar.target is None else f'<b style="left:{_percent(bar.target)}"></b>'
    return f'<span class="sk-bar"><i style="width:{_percent(bar.share)}"></i>{target}</span>'


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"


def listing(
    rows: pl.DataFrame | Rows,
    *,
    key: str,
    name: str,
    columns: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
    money: Sequence[str] = (),
    rates: Sequence[str] = (),
    widths: Mapping[str, int | Literal["small", "medium", "large"]] | None = None,
    opens: Callable[[pl.DataFrame], Sequence[Link]] | None = None,
    is_whole: bool = False,
) -> None:
    """A long list under its final headings: sorts and searches in the browser, draws only what is seen, paged.

    `columns`: what is shown of rows, under the headings; `opens`: what each of them leads to. Both are asked for a
    page of rows at a time, and for all when the list is taken away. `is_whole`: columns that say nothing stay too.
    """
    begin, end = filters.page(rows.height, key=key)
    page = rows[begin:end] if isinstance(rows, pl.DataFrame) else rows.part(begin, end)
    shown = page if columns is None else columns(page)
    # A column that says nothing of these rows is left out.
    if not is_whole:
        shown = shown[[column.name for column in shown if column.null_count() < shown.height]]
    shown = shown.with_columns(
        pl.col(name).cast(pl.Float64) for name in [*money, *rates] if name in shown.columns
    )
    on_paper = printing.sheet(shown, total=rows.height, rates=rates)
    settings: dict[str, ColumnConfig] = {
        name: st.column_config.TextColumn(width=width) for name, width in (widths or {}).items()
    }
    settings |= {
        name: st.column_config.DateColumn(format="YYYY-MM-DD", width=_DATE_PIXELS)
        for name, dtype in shown.schema.items()
        if dtype == pl.Date
    }
    settings |= {name: st.column_config.NumberColumn(format="localized") for name in money}
    if opens is not None:
        hrefs = pl.Series(_("打开"), [link.href for link in opens(page)], dtype=pl.String)
        shown = shown.insert_column(0, hrefs)
        settings[hrefs.name] = st.column_config.LinkColumn(
            width=_OPEN_PIXELS, display_text=":material/open_in_new:"
        )
    settings |= {name: st.column_config.NumberColumn(format="percent") for name in rates}
    st.dataframe(
        shown,
        hide_index=True,
        height=_LISTING_PIXELS if rows.height > _LISTING_ROWS else "auto",
        placeholder=formats.undefined(),
        column_config=settings,
        key=key,
    )
    html(on_paper)
    export.table_menu(partial(_listed, rows, columns, texts.language()), name=name, key=key)


def opens_projects(month: date) -> Callable[[pl.DataFrame], list[Link]]:
    """What the rows of a list of projects lead to."""
    return lambda rows: [project(project_id, month) for project_id in rows["project_id"]]


def _listed(
    rows: pl.DataFrame | Rows, columns: Callable[[pl.DataFrame], pl.DataFrame] | None, spoken: Language
) -> export.Sheet:
    """The whole list as it is taken away, in the language in which it was drawn: nothing is asked of a session."""
    texts.use(spoken)
    whole = rows if isinstance(rows, pl.DataFrame) else rows.whole()
    return export.sheet_of(whole if columns is None else columns(whole))
