"""Catching up with last year: the part of the page of deadlines that no project list stands behind."""

import streamlit as st

from dashboards import clauses, links, notes, theme
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.deadlines import load, tables, words
from dashboards.warehouse import Published


def show(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    """The pace needed and done, this year against the last, and both by locality."""
    rows = load.catch_up(published, stated.month)
    window = load.window(published, stated.month)
    subject = _("不在窗口期") if window is None else words.window(window)
    clause = None if window is None else clauses.said(window["clause"])
    left, right = st.columns(2)
    with (
        left,
        notes.figure(
            _("每天要完成多少，实际多少"),
            stated,
            definition=words.pace(),
            clause=clause,
        ),
    ):
        if window is None:
            st.info(words.no_window(load.windows(published)))
        else:
            drawing.show(
                bars.side_by_side(
                    load.paces(rows),
                    parts=[
                        bars.Part(code="needed", word=_("每天需完成"), colour=theme.WATCH),
                        bars.Part(code="done", word=_("本月日均完成"), colour=theme.ACCENT),
                    ],
                    unit=_("万元/天"),
                ),
                description=_("各地每天需完成与本月日均完成投资"),
                key="pace",
                opens=lambda mark: links.here(locality=mark["code"]),
            )
    with (
        right,
        notes.figure(
            _("本年累计与上年同期"),
            stated,
            definition=words.gap(),
            clause=clause,
        ),
    ):
        drawing.show(
            bars.side_by_side(
                load.years(rows),
                parts=[
                    bars.Part(code="before", word=_("上年同期"), colour=theme.FAINT),
                    bars.Part(code="now", word=_("本年累计"), colour=theme.ACCENT),
                ],
                unit=_("亿元"),
            ),
            description=_("各地本年累计与上年同期完成投资"),
            key="years",
            opens=lambda mark: links.here(locality=mark["code"]),
        )
    with notes.figure(
        _("追赶上年进度 · {window}").format(window=subject),
        stated,
        definition=words.catch_up(),
        clause=clause,
    ):
        tables.catch_up(rows, month=stated.month, address=address)
