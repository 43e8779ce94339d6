"""What changed since last month and why; a part of the overview.

Belongs here: the order of what is shown, and whose figures a reader of one unit gets. Does not belong here: queries
(load), tables (tables), words (words).
"""

import polars as pl
import streamlit as st

from dashboards import filters, formats, notes
from dashboards.texts import _
from dashboards.views.overview.changes import load, tables, words
from dashboards.warehouse import Published


def show(published: Published, stated: notes.Basis, *, city: str) -> None:
    """Three headline figures, what moved each of them, and the projects behind a cause."""
    # A reader of one unit sees no other unit's projects, so the parts of the own figures alone add up.
    locality = published.reader.unit or city
    compared = {
        code: load.change(published, stated.month, figure, locality=locality)
        for code, figure in load.FIGURES.items()
    }
    changes = {code: change for code, change in compared.items() if change is not None}
    parts = {
        code: load.none()
        if change.difference is None
        else load.parts(published, stated.month, load.FIGURES[code], locality=locality)
        for code, change in changes.items()
    }
    with notes.figure(_("与上月相比：变了什么，为什么"), stated, definition=words.definition()):
        tables.causes(changes, parts, month=stated.month)
        is_asked = any(key in st.query_params for key in ("change", "cause"))
        with st.expander(_("变化背后的项目"), expanded=is_asked):
            _projects(parts, stated)


def _projects(parts: dict[str, pl.DataFrame], stated: notes.Basis) -> None:
    options = {code: words.figure(code) for code, rows in parts.items() if rows.height}
    if not options:
        st.markdown(_("没有可比的变化。"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        figure = filters.choose("change", _("数字"), options, default=next(iter(options)), look="buttons")
        causes = {code: words.cause(figure, code) for code in tables.by_cause(parts[figure])["cause"]}
        cause = filters.choose(
            "cause", _("原因"), {filters.EVERY: _("全部"), **causes}, default=filters.EVERY, width=230
        )
    rows = parts[figure]
    if cause != filters.EVERY:
        rows = rows.filter(pl.col("cause") == cause)
    st.caption(_("共 {count} 个项目").format(count=formats.count(rows["project_id"].n_unique())))
    tables.projects(figure, rows, month=stated.month)
