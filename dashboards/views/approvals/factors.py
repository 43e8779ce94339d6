"""Land, funds, energy and environment: how far each is settled, and what is still needed.

Belongs here: this part of the page. Does not belong here: queries (load), tables (tables).
"""

import streamlit as st

from dashboards import filters, formats, labels, links, notes, theme
from dashboards.charts import bars, drawing
from dashboards.narrowing import Narrowing
from dashboards.texts import _
from dashboards.views.approvals import load, tables, words
from dashboards.warehouse import Published

_SETTLED = {"open": theme.RED, "partial": theme.YELLOW, "settled": theme.GREEN}
_KINDS = ("land", "funds", "energy", "environment")


def render(published: Published, stated: notes.Basis, locality: str, narrowed: Narrowing) -> None:
    """Draw the part."""
    kinds = {code: labels.factor_kind(code) for code in _KINDS}
    kind = filters.choose("kind", _("要素"), kinds, default=_KINDS[0], look="buttons")
    counted = load.factors_counted(published, stated.month, locality=locality, narrowed=narrowed, kind=kind)
    with notes.figure(
        _("各地落实情况 · {kind}").format(kind=kinds[kind]), stated, definition=words.factors()
    ):
        if counted.is_empty():
            st.info(words.nothing(kinds[kind], narrowed))
            return
        drawing.show(
            bars.stacked(
                counted,
                parts=[
                    bars.Part(code=code, word=labels.factor_state(code), colour=colour)
                    for code, colour in _SETTLED.items()
                ],
                unit=_("项"),
            ),
            description=_("各地要素已落实、部分落实和未落实的项数"),
            key="factors",
            opens=lambda mark: links.here(locality=mark["code"], state=mark["part"]),
        )
    with notes.figure(_("逐项需求与缺口 · {kind}").format(kind=kinds[kind]), stated, definition=words.gaps()):
        options = {code: labels.factor_state(code) for code in _SETTLED}
        state = filters.choose(
            "state",
            _("落实情况"),
            {filters.EVERY: _("全部"), **options},
            default=filters.EVERY,
            look="buttons",
        )
        rows = load.factors(
            published, stated.month, locality=locality, narrowed=narrowed, kind=kind, state=state
        )
        st.caption(_("共 {count} 项").format(count=formats.count(rows.height)))
        if rows.height:
            tables.factors(rows, month=stated.month)
