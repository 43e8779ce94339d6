"""Where a project's figures of one month were read: the cell of each, and the original file to take away.

Belongs here: cells and files. Does not belong here: the bytes' keeping (ingestion's archive).
"""

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboards import dictionary, filters, formats, notes, tables
from dashboards.texts import _
from dashboards.views.project import load
from dashboards.warehouse import Published
from ingestion.archive import Archive
from ingestion.settings import Settings


def show(published: Published, stated: notes.Basis, months: pl.DataFrame) -> None:
    """The chosen month's figures, each with its cell."""
    with notes.figure(
        _("来源：文件、工作表、行与单元格"),
        stated,
        definition=_("值为计入的数；单元格是它在原件中的位置。沿用的月份指向最近一次报送的原件。"),
    ):
        codes = {formats.month_code(month): formats.month(month) for month in months["report_month"]}
        chosen = filters.choose("source_month", _("哪个月"), codes, default=next(iter(codes)), width=150)
        row = months.filter(pl.col("report_month").dt.strftime("%Y-%m") == chosen).row(0, named=True)
        cells = load.cells(published, row["submission_id"], row["sheet"])
        st.markdown(
            _("文件 **{file}** · 工作表 **{sheet}** · 第 **{row}** 行").format(
                file=_plain(row["file_name"]), sheet=_plain(row["sheet"]), row=row["row_number"]
            )
        )
        _original(published, row)
        tables.show(
            [
                tables.Heading(text=_("原件中的表头"), align="text"),
                tables.Heading(text=_("值"), align="text"),
                tables.Heading(text=_("单元格"), align="mid"),
            ],
            [
                _cell(field, heading, row.get(field), f"{letter}{row['row_number']}")
                for field, (letter, heading) in sorted(
                    cells.items(), key=lambda item: (len(item[1][0]), item[1][0])
                )
                if field in row
            ],
            name=_("来源单元格"),
            key="cells",
        )


def _cell(field: str, heading: str, value: Any, address: str) -> tables.Row:
    return tables.Row(cells=[tables.Cell(text=heading), _value(field, value), tables.Cell(text=address)])


def _value(field: str, value: Any) -> tables.Cell:
    chosen = dictionary.choice(field, value)
    return tables.plain(value) if chosen is None else tables.Cell(text=chosen)


def _original(published: Published, row: dict[str, Any]) -> None:
    path = _archived(published, row["sha256"])
    if path is None:
        st.caption(_("归档中没有这个文件的原件。"))
        return
    st.download_button(
        _("下载原件"),
        partial(Path.read_bytes, path),
        file_name=row["file_name"],
        key="original",
        icon=":material/download:",
        on_click="ignore",
    )


def _archived(published: Published, sha256: str | None) -> Path | None:
    """Where the archive keeps the bytes; a version may be read where no archive is."""
    if sha256 is None:
        return None
    path = Archive(Settings(data_dir=published.data_dir).archive).object_path(sha256)
    return path if path.is_file() else None


def _plain(text: str | None) -> str:
    """A name as Markdown shows it unchanged."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()#+-.!|<>~$:" else mark for mark in text or "—")
