"""考核: the yearly scores and what they are made of, and how well each unit reports.

Belongs here: the order of what is shown. Does not belong here: queries (load), tables (tables), and what the figures
mean (words).
"""

import streamlit as st

from dashboards import clauses, filters, formats, links, notes, theme
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.assessment import load, tables, words
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    years = load.years(published)
    groups = load.groups(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        names = {code: words.group(code) for code in groups}
        group = filters.choose("group", _("组别"), names, default=groups[0], look="buttons") if groups else ""
    stated = notes.basis(published, month)
    _scores(published, stated, group=group, years=years)
    _reporting(published, stated)


def _scores(published: Published, stated: notes.Basis, *, group: str, years: list[int]) -> None:
    year = stated.month.year
    rows = load.scores(published, year=year, group=group)
    # A year's scores rest on its latest month, whichever month is looked at.
    if rows.height:
        stated = notes.basis(published, rows["report_month"].item(0))
    title = _("{year}年考核得分").format(year=year)
    clause = clauses.of(published, "assessment")
    with notes.figure(title, stated, definition=words.scores(), clause=clause):
        if rows.is_empty():
            st.info(words.no_scores(group, years))
            return
        st.caption(words.rests_on(rows.row(0, named=True)))
        drawing.show(
            bars.side_by_side(
                load.drawn(rows),
                parts=[bars.Part(code="score", word=_("得分"), colour=theme.ACCENT)],
                unit=_("分"),
            ),
            description=_("各单位考核得分"),
            key="scores",
        )
    points = load.points(published, year=year, group=group)
    with notes.figure(_("名次与各项得分"), stated, definition=words.points(), clause=clause):
        tables.scores(rows, points)


def _reporting(published: Published, stated: notes.Basis) -> None:
    rows = load.reporting(published, stated.month)
    with notes.figure(_("报送质量"), stated, definition=words.reporting()):
        drawing.show(
            bars.side_by_side(
                load.rates(rows),
                parts=[
                    bars.Part(code="on_time_rate", word=_("按时率"), colour=theme.ACCENT),
                    bars.Part(code="first_pass_rate", word=_("一次通过率"), colour=theme.GOOD),
                ],
                unit="%",
            ),
            description=_("各单位本年以来的按时率和一次通过率"),
            key="reporting",
            opens=lambda mark: links.Link(
                page="quality",
                parameters={"unit": mark["code"], "month": formats.month_code(stated.month)},
            ),
        )
        tables.reporting(rows, month=stated.month)
