"""项目: the projects behind a figure of any report, or all of a month, narrowed by what they are.

Belongs here: the order of what is shown. Does not belong here: queries (load) and the table (tables).
"""

from datetime import date

import streamlit as st

from dashboards import definitions, dictionary, filters, formats, links, names, narrowing, notes
from dashboards.texts import _
from dashboards.views.projects import load, tables
from dashboards.warehouse import Published

# What in the address names a figure: such a view has its own month and locality.
_FIGURE = ("report", "part")


def render(published: Published) -> None:
    """Draw the page."""
    figure = load.figure(published, st.query_params.to_dict())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(filters.localities(published))
        narrowed = narrowing.choose(published)
    if figure is not None:
        _say(published, figure)
        if not figure.has_projects:
            _others(published, month, figure)
            return
    rows = load.projects(published, month, figure=figure, locality=locality, narrowed=narrowed)
    title = _("{month}的项目").format(month=formats.month(month))
    with notes.figure(title, notes.basis(published, month), definition=definitions.source_rows()):
        st.caption(_("共 {count} 个项目").format(count=formats.count(rows.height)))
        if rows.height == 0:
            st.markdown(_("没有这样的项目。"))
        else:
            tables.projects(rows, month=month, libraries=names.libraries(published))


def _others(published: Published, month: date, figure: load.Figure) -> None:
    """Behind some figures are no projects but names, parcels, budgets."""
    rows = load.rows(published, month, figure)
    words = dictionary.columns(published, f"marts.{figure.report}")
    with notes.figure(_("数字背后的行"), notes.basis(published, month), definition=definitions.source_rows()):
        st.caption(_("共 {count} 行").format(count=formats.count(rows.height)))
        tables.others(rows, words=words)


def _say(published: Published, figure: load.Figure) -> None:
    """Which figure these projects are behind, and the way to all projects."""
    said = load.in_words(published, figure)
    st.markdown(_("以下是这个数字背后的项目：{figure}").format(figure=said))
    if st.button(_("显示本月全部项目"), icon=":material/close:", type="tertiary"):
        for key in (*_FIGURE, *figure.keys):
            st.query_params.pop(key, None)
        links.open_soon(links.here())
        st.rerun()
