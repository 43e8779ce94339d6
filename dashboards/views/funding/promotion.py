"""Promotion of investment: the city's pool against its target, and each leader of the roster.

Belongs here: this part of the page. Does not belong here: queries (load), tables (tables).
"""

from collections.abc import Mapping

import streamlit as st

from dashboards import cards, clauses, formats, labels, links, notes
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.funding import load, tables, words
from dashboards.warehouse import Published


def render(published: Published, stated: notes.Basis, address: Mapping[str, str]) -> None:
    """Draw the part."""
    pool = load.pool(published, stated.month)
    now = pool.tail(1).row(0, named=True)
    with notes.figure(_("全市推介库"), stated, definition=words.pool()):
        cards.show(
            [
                cards.Card(
                    label=_("推介库项目"),
                    value=formats.count(now["project_count"], missing=formats.not_reported()),
                    unit=_("个"),
                    link=links.members("rpt_promoted_pool", stated.month, "in_numerator"),
                    lines=[
                        cards.Line(
                            text=_("目标 {count} 个").format(count=formats.count(now["target_count"])),
                            tone="muted",
                        ),
                        cards.Line(
                            text=labels.target(is_met=now["is_met"]),
                            tone="muted" if now["is_met"] is None else "good" if now["is_met"] else "bad",
                        ),
                    ],
                )
            ]
        )
        drawing.show(
            bars.columns(load.pool_by_month(pool), x_title=_("月份"), y_title=_("个")),
            description=_("推介库项目个数逐月变化"),
            key="pool",
        )
    leaders = load.leaders(published, stated.month, locality=address["locality"])
    with notes.figure(
        _("领导招商"), stated, definition=words.leaders(), clause=clauses.of(published, "leaders")
    ):
        if leaders.is_empty():
            st.info(words.no_roster())
            return
        drawing.show(
            bars.stacked(
                load.leaders_counted(leaders),
                parts=words.leader_parts(),
                unit=_("人"),
            ),
            description=_("各地领导招商完成与未完成的人数"),
            key="leaders",
        )
        tables.leaders(leaders, month=stated.month)
