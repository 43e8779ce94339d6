"""前期手续与要素: approvals item by item, land, funds, energy and environment, and who the experts have not seen.

Belongs here: which subject is shown, and the order in it. Does not belong here: queries (load), tables (tables), and
what the figures mean (words).
"""

import streamlit as st

from dashboards import clauses, filters, formats, labels, links, narrowing, notes, theme
from dashboards.charts import bars, drawing
from dashboards.narrowing import Narrowing
from dashboards.texts import _
from dashboards.views.approvals import evaluation, factors, load, tables, words
from dashboards.warehouse import Published

_STATES = {
    "done": theme.GREEN,
    "conditional": theme.ACCENT,
    "in_progress": theme.YELLOW,
    "not_started": theme.FAINT,
}


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(localities)
    subjects = {"approvals": _("前期手续"), "factors": _("要素保障"), "evaluation": _("专家评估")}
    subject = filters.choose("subject", _("内容"), subjects, default="approvals", look="buttons")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        narrowed = narrowing.choose(published)
    draw = {"approvals": _approvals, "factors": factors.render, "evaluation": evaluation.render}[subject]
    draw(published, notes.basis(published, month), locality, narrowed)


def _approvals(published: Published, stated: notes.Basis, locality: str, narrowed: Narrowing) -> None:
    counted = load.by_item(published, stated.month, locality=locality, narrowed=narrowed)
    with notes.figure(
        _("各项手续办到哪一步"),
        stated,
        definition=words.states(),
        clause=clauses.of(published, "approval_items"),
    ):
        if counted.is_empty():
            st.info(words.nothing(_("前期手续"), narrowed))
            return
        drawing.show(
            bars.stacked(
                counted.filter("is_required"),
                parts=[
                    bars.Part(code=code, word=labels.approval_state(code), colour=colour)
                    for code, colour in _STATES.items()
                ],
                unit=_("项"),
            ),
            description=_("各项必办手续的办理状态"),
            key="items",
            opens=lambda mark: links.here(item=mark["code"]),
        )
    with notes.figure(
        _("手续清单"),
        stated,
        definition=words.checklist(tables.MOST_PROJECTS),
        clause=clauses.of(published, "approval_items"),
    ):
        items = {filters.EVERY: _("全部事项"), **{name: name for name in counted["name"]}}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            look = filters.choose("look", _("只看"), tables.looks(), default=filters.EVERY, look="buttons")
            item = filters.choose("item", _("未办结的事项"), items, default=filters.EVERY)
        projects = load.progress(
            published, stated.month, locality=locality, narrowed=narrowed, look=look, item=item
        )
        st.caption(_("共 {count} 个项目").format(count=formats.count(projects.height)))
        if projects.height == 0:
            st.markdown(_("没有这样的项目。"))
            return
        shown = projects.part(0, tables.MOST_PROJECTS)
        steps = load.steps(published, stated.month, projects=shown["project_id"].to_list())
        tables.checklist(shown, steps, items=list(items)[1:], month=stated.month)
    with notes.figure(
        _("手续进展"), stated, definition=words.progress(), clause=clauses.of(published, "approval_items")
    ):
        tables.progress(projects, month=stated.month)
