"""Expert evaluation: which projects need it, and what the experts said.

Belongs here: this part of the page. Does not belong here: queries (load), tables (tables).
"""

import streamlit as st

from dashboards import filters, formats, labels, links, notes, theme
from dashboards.charts import bars, drawing
from dashboards.narrowing import Narrowing
from dashboards.texts import _
from dashboards.views.approvals import load, tables, words
from dashboards.warehouse import Published

_EVALUATIONS = {
    "missing": theme.FAINT,
    "failed": theme.RED,
    "revise": theme.YELLOW,
    "passed": theme.GREEN,
}


def render(published: Published, stated: notes.Basis, locality: str, narrowed: Narrowing) -> None:
    """Draw the part."""
    counted = load.evaluations_counted(published, stated.month, locality=locality, narrowed=narrowed)
    with notes.figure(_("需要评估的项目评估了没有"), stated, definition=words.evaluation()):
        if counted.is_empty():
            st.markdown(_("没有需要专家评估的项目。"))
            return
        drawing.show(
            bars.stacked(
                counted,
                parts=[
                    bars.Part(code=code, word=labels.evaluation(code), colour=colour)
                    for code, colour in _EVALUATIONS.items()
                ],
                unit=_("个"),
            ),
            description=_("各地专家评估的结论与应评未评的项目个数"),
            key="evaluations",
            opens=lambda mark: links.here(locality=mark["code"], verdict=mark["part"]),
        )
    with notes.figure(_("评估项目"), stated, definition=words.evaluation()):
        options = {code: labels.evaluation(code) for code in _EVALUATIONS}
        verdict = filters.choose(
            "verdict", _("结论"), {filters.EVERY: _("全部"), **options}, default=filters.EVERY, look="buttons"
        )
        rows = load.evaluations(
            published, stated.month, locality=locality, narrowed=narrowed, verdict=verdict
        )
        st.caption(_("共 {count} 个项目").format(count=formats.count(rows.height)))
        if rows.height:
            tables.evaluations(rows, month=stated.month)
