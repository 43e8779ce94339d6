"""四督四促: which projects are on a supervision list, why, for how long, and who answers for them.

Belongs here: the order of what is shown. Does not belong here: queries (load), cards and tables (tables), and what
the figures mean (words).
"""

import polars as pl
import streamlit as st

from dashboards import cards, clauses, filters, formats, labels, links, notes
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.supervision import load, tables, words
from dashboards.warehouse import Published

_LISTS = ("conversion", "progress", "production", "factors", "government")


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(localities)
        responsible = filters.text("responsible", _("责任单位"), placeholder=_("责任单位或责任人"))
    stated = notes.basis(published, month)
    address = {"month": formats.month_code(month), "locality": locality}
    with notes.figure(
        _("五张督办清单"), stated, definition=words.lists(), clause=clauses.of(published, "supervision")
    ):
        cards.show(tables.cards_of(load.by_reason(published, month, locality=locality), _LISTS, address))
    options = {code: labels.supervision(code) for code in _LISTS}
    chosen = filters.choose("supervision", _("清单"), options, default=_LISTS[0], look="buttons")
    shown = load.Chosen(
        published=published, month=month, supervision=chosen, locality=locality, responsible=responsible
    )
    counted = load.counted(shown)
    clause = clauses.of(published, "supervision", supervision_code=chosen)
    left, right = st.columns([3, 2])
    name = labels.supervision(chosen)
    with (
        left,
        notes.figure(
            _("各地在列项目与事由 · {name}").format(name=name),
            stated,
            definition=words.reasons(chosen),
            clause=clause,
        ),
    ):
        _by_unit(counted)
    with (
        right,
        notes.figure(
            _("在列多久（条） · {name}").format(name=name),
            stated,
            definition=words.months_on_list(),
            clause=clause,
        ),
    ):
        _by_duration(load.durations(shown))
    if counted.height:
        with notes.figure(
            _("责任单位 · {name}").format(name=name),
            stated,
            definition=words.responsible(),
            clause=clause,
        ):
            tables.responsible(
                load.by_responsible(shown, most=tables.MOST_UNITS), address | {"supervision": chosen}
            )
    with notes.figure(
        _("在列项目 · {name}").format(name=name),
        stated,
        definition=words.reasons(chosen),
        clause=clause,
    ):
        _projects(shown, counted["part"].unique().sort().to_list())


def _by_unit(counted: pl.DataFrame) -> None:
    if counted.is_empty():
        st.markdown(_none())
        return
    reasons = counted["part"].unique().sort().to_list()
    drawing.show(
        bars.stacked(
            counted,
            parts=bars.series({code: labels.supervision_reason(code) for code in reasons}),
            unit=_("条"),
        ),
        description=_("各地在列项目按事由的条数"),
        key="by_unit",
        opens=lambda mark: links.here(locality=mark["code"], reason=mark["part"]),
    )


def _by_duration(durations: pl.DataFrame) -> None:
    if durations.is_empty():
        st.markdown(_none())
        return
    drawing.show(
        bars.columns(durations, x_title=_("连续在列月数"), y_title=_("条")),
        description=_("按连续在列月数的条数"),
        key="by_duration",
    )


def _projects(shown: load.Chosen, reasons: list[str]) -> None:
    options = {filters.EVERY: _("全部"), **{code: labels.supervision_reason(code) for code in reasons}}
    reason = filters.choose("reason", _("事由"), options, default=filters.EVERY, look="buttons")
    rows = load.rows(shown, reason=reason)
    st.caption(
        _("共 {count} 条，{projects} 个项目").format(
            count=formats.count(rows.height),
            projects=formats.count(load.project_count(shown, reason=reason)),
        )
    )
    if rows.height == 0:
        st.markdown(_none())
    else:
        tables.projects(rows, month=shown.month)


def _none() -> str:
    return _("没有在列的项目。换一个地区、清单或责任单位看看；口径见下。")
