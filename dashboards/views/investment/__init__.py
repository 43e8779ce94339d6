"""投资排名: who invested how much this month, against the last month and last year, and how ranks moved.

Belongs here: the order of what is shown. Does not belong here: queries (load) and tables (tables).
"""

from typing import Any

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, notes, theme
from dashboards.charts import investment as charts
from dashboards.charts import ranks as rank_charts
from dashboards.texts import _
from dashboards.views.investment import load, tables
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
        cards.show(_cards(own))
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
            theme.show(
                rank_charts.bump(ranked, prominent=name), description=_("各地环比名次逐月变化"), key="bump"
            )
    with (
        right,
        notes.figure(
            _("{name}各月完成投资").format(name=name),
            stated,
            definition=_("未出库项目当月完成投资之和，亿元。"),
        ),
    ):
        theme.show(
            charts.by_month(trend.filter(pl.col("locality_code") == locality)),
            description=_("各月完成投资"),
            key="by_month",
        )
    with notes.figure(
        _("各地投资与环比排名"), stated, definition=definitions.investment_rank(), clause=clause
    ):
        address = {"month": formats.month_code(month), "tier": tier}
        tables.ranking(rows.filter(in_tier | pl.col("is_city_total")), chosen=locality, address=address)
    with notes.figure(
        _("{name}：数字背后的项目").format(name=name), stated, definition=definitions.source_rows()
    ):
        projects = load.projects(published, month, locality=locality)
        st.caption(_("共 {count} 个项目").format(count=formats.count(projects.height)))
        if not projects.is_empty():
            tables.projects(projects)


def _cards(own: dict[str, Any]) -> list[cards.Card]:
    missing = None if own["is_reported"] else formats.not_reported()
    apart = missing or formats.not_comparable()
    return [
        cards.Card(
            label=_("本月完成投资"),
            value=formats.money(own["month_investment_wan"], missing=missing),
            lines=[
                cards.Line(
                    text=_("上月 {amount}").format(
                        amount=formats.money(own["previous_month_investment_wan"])
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("环比"),
            value=formats.growth(own["mom_rate"], missing=apart),
            lines=[
                cards.Line(
                    text=_("可比单位 {count}/{total}").format(
                        count=formats.count(own["comparable_unit_count"]), total=own["unit_count"]
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("本年累计完成"),
            value=formats.money(own["ytd_investment_wan"], missing=missing),
            lines=[
                cards.Line(
                    text=_("上年同期 {amount}，同比 {rate}").format(
                        amount=formats.money(own["previous_year_ytd_investment_wan"]),
                        rate=formats.growth(own["yoy_rate"], missing=apart),
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("年度计划完成率"),
            value=formats.percent(own["plan_completion_rate"], missing=missing),
            lines=[
                cards.Line(
                    text=_("在建无计划 {plans} 个，缺累计 {sums} 个").format(
                        plans=formats.count(own["no_plan_count"]),
                        sums=formats.count(own["ytd_missing_count"]),
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("本月新开工"),
            value=formats.count(own["new_start_count"], missing=missing),
            unit=_("个"),
            lines=[
                cards.Line(
                    text=_("总投资 {amount}").format(amount=formats.money(own["new_start_investment_wan"])),
                    tone="muted",
                )
            ],
        ),
    ]
