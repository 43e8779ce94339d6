"""Taking what a page shows away: a table as XLSX or CSV, a chart as PNG.

Belongs here: the small menu below each table and chart, and the files it makes when asked, safe to open anywhere.
Does not belong here: what is in a table (tables) or a chart (charts).
"""

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt
import polars as pl
import streamlit as st
import vl_convert
import xlsxwriter

from dashboards import theme
from dashboards.query import flat, spreadsheet_safe
from dashboards.texts import _

# What Excel takes to be UTF-8.
_MARK = "\ufeff"
_PICTURE_SCALE = 2.0
_PICTURE_PIXELS = 900
_FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table to take away: headings may repeat; cells are numbers, dates or texts as they are, not as written."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def sheet_of(frame: pl.DataFrame) -> Sheet:
    """A frame, its nested values as JSON text."""
    flattened = flat(frame)
    return Sheet(headings=flattened.columns, rows=flattened.rows())


def table_menu(sheet: Callable[[], Sheet], *, name: str, key: str) -> None:
    """The menu below a table; nothing is made before it is asked for."""
    with st.container(horizontal=True, horizontal_alignment="right", key=f"menu-{key}"):
        for label, extension, mime, make in (
            ("XLSX", "xlsx", _XLSX, as_xlsx),
            ("CSV", "csv", "text/csv", as_csv),
        ):
            st.download_button(
                label,
                partial(_made, make, sheet),
                file_name=f"{file_stem(name)}.{extension}",
                mime=mime,
                key=f"{key}.{extension}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help=_("下载本表（{kind}）").format(kind=label),
            )


def chart_menu(chart: alt.TopLevelMixin, *, name: str, key: str) -> None:
    """The menu below a chart."""
    with st.container(horizontal=True, horizontal_alignment="right", key=f"menu-{key}"):
        st.download_button(
            "PNG",
            partial(as_png, chart),
            file_name=f"{file_stem(name)}.png",
            mime="image/png",
            key=f"{key}.png",
            type="tertiary",
            icon=":material/image:",
            on_click="ignore",
            help=_("下载本图（PNG）"),
        )


def file_stem(name: str) -> str:
    """A title as the name of a file."""
    return re.sub(r"[^\w.-]+", "_", name).strip("_.") or "sanku"


def as_xlsx(sheet: Sheet) -> bytes:
    """One worksheet; a text stays a text, whatever it begins with."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        worksheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        worksheet.freeze_panes(1, 0)
        for column, heading in enumerate(sheet.headings):
            worksheet.write_string(0, column, heading, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    worksheet.write_boolean(number, column, value)
                elif isinstance(value, int | float | Decimal):
                    worksheet.write_number(number, column, float(value))
                elif isinstance(value, datetime):
                    worksheet.write_datetime(number, column, value.replace(tzinfo=None), minute)
                elif isinstance(value, date):
                    worksheet.write_datetime(number, column, value, day)
                else:
                    worksheet.write_string(number, column, str(value))
        worksheet.autofit()
    return buffer.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 as Excel expects it; a text that a spreadsheet would run gets a quote."""
    lines = [sheet.headings, *sheet.rows]
    columns = {
        str(place): [None if line[place] is None else str(line[place]) for line in lines]
        for place in range(len(sheet.headings))
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return (_MARK + spreadsheet_safe(frame).write_csv(include_header=False)).encode()


def as_png(chart: alt.TopLevelMixin) -> bytes:
    """The chart on white, in a font that has Chinese."""
    drawn = chart.to_dict()
    drawn["background"] = "white"
    if "layer" in drawn or "mark" in drawn:
        drawn["width"] = _PICTURE_PIXELS
    drawn["config"] = drawn.get("config", {}) | {"font": _FONT}
    # The page may stand on the dark ground, whose ink does not show on white.
    spec = json.dumps(drawn).replace(theme.TEXT_ON_DARK, theme.TEXT_ON_LIGHT)
    picture: bytes = vl_convert.vegalite_to_png(spec, scale=_PICTURE_SCALE)
    return picture


def _made(make: Callable[[Sheet], bytes], sheet: Callable[[], Sheet]) -> bytes:
    return make(sheet())
