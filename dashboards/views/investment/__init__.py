"""投资排名: who invested how much this month, against the last month and last year, and how ranks moved.

Belongs here: the order of what is shown. Does not belong here: queries (load) and tables (tables).
"""

from datetime import date

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, links, notes
from dashboards.charts import drawing
from dashboards.charts import investment as charts
from dashboards.charts import ranks as rank_charts
from dashboards.texts import _
from dashboards.views.investment import figures, load, movement, tables
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        tier = filters.tier(localities)
        locality = filters.locality(localities, label=_("查看地区"))
    stated = notes.basis(published, month)
    clause = definitions.list_clause(published, filters.EVERY)
    rows = load.ranks(published, month)
    trend = load.trend(published, month)
    name = localities.filter(pl.col("locality_code") == locality)["locality_name"].item()
    own = rows.filter(pl.col("locality_code") == locality).row(0, named=True)
    with notes.figure(
        _("{name} · {month}投资").format(name=name, month=formats.month(month)),
        stated,
        definition=definitions.investment_rank(),
        clause=clause,
    ):
        cards.show(figures.cards_of(own))
    in_tier = pl.lit(value=True) if tier == filters.EVERY else pl.col("tier") == tier
    left, right = st.columns([3, 2])
    with (
        left,
        notes.figure(
            _("环比名次走势"),
            stated,
            definition=_("各月环比名次，1 为最前；断开处为未报送或不可比。"),
            clause=clause,
        ),
    ):
        is_recent = pl.col("report_month") > pl.lit(month).dt.offset_by("-12mo")
        ranked = trend.filter(pl.col("is_reporting_unit") & in_tier & is_recent)
        if ranked["rank"].null_count() == ranked.height:
            st.markdown(_("这些月份没有名次。"))
        else:
            drawing.show(
                rank_charts.bump(ranked, prominent=name),
                description=_("各地环比名次逐月变化"),
                key="bump",
                opens=lambda mark: links.here(locality=mark["locality_code"]),
            )
            if rank_charts.is_cut(ranked):
                st.caption(
                    _("只画最近一月名次在前的 {count} 个地区和所选地区。").format(count=rank_charts.MOST)
                )
    with (
        right,
        notes.figure(
            _("{name}各月完成投资").format(name=name),
            stated,
            definition=_("未出库项目当月完成投资之和，亿元。"),
        ),
    ):
        drawing.show(
            charts.by_month(trend.filter(pl.col("locality_code") == locality)),
            description=_("各月完成投资"),
            key="by_month",
            opens=lambda mark: links.members(
                "rpt_investment_rank",
                date.fromisoformat(mark["code"]),
                "in_numerator",
                locality=locality,
            ),
        )
    address = {"month": formats.month_code(month), "tier": tier}
    with notes.figure(_("名次为什么变"), stated, definition=movement.definition(), clause=clause):
        found = movement.movements(trend, month, is_dense=load.is_rank_dense(published))
        shown = set(rows.filter(in_tier)["locality_code"])
        found = [move for move in found if move.locality_code in shown]
        movement.show(found, chosen=locality, address=address)
    with notes.figure(
        _("各地投资与环比排名"), stated, definition=definitions.investment_rank(), clause=clause
    ):
        tables.ranking(
            rows.filter(in_tier | pl.col("is_city_total")), month=month, chosen=locality, address=address
        )
    with notes.figure(
        _("{name}：数字背后的项目").format(name=name), stated, definition=definitions.source_rows()
    ):
        projects = load.projects(published, month, locality=locality)
        st.caption(_("共 {count} 个项目").format(count=formats.count(projects.height)))
        if projects.height:
            tables.projects(projects, month=month)
