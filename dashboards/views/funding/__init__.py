"""资金与招商: money sought from above and paid, plans of the coming years, promotion of investment, standard land.

Belongs here: which subject is shown, and the order in it. Does not belong here: queries (load), tables (tables), and
what the figures mean (words).
"""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from dashboards import cards, clauses, filters, formats, labels, links, notes, theme
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.funding import load, promotion, tables, words
from dashboards.warehouse import Published

_ZONES = ("national", "provincial", "other")


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(localities, label=_("查看地区"))
    subjects = {
        "funds": _("资金争取"),
        "plans": _("滚动计划与前期经费"),
        "promotion": _("招商引资"),
        "land": _("标准地"),
    }
    subject = filters.choose("subject", _("内容"), subjects, default="funds", look="buttons")
    address = {"month": formats.month_code(month), "locality": locality, "subject": subject}
    draw = {"funds": _funds, "plans": _plans, "promotion": promotion.render, "land": _land}[subject]
    draw(published, notes.basis(published, month), address)


def _funds(published: Published, stated: notes.Basis, address: Mapping[str, str]) -> None:
    own = load.funding(published, stated.month, locality=address["locality"])
    name = load.name(published, address["locality"])
    clause = clauses.of(published, "fund_programmes")
    with notes.figure(
        _("申报、下达与支付 · {name}").format(name=name), stated, definition=words.funding(), clause=clause
    ):
        if own.is_empty():
            st.info(words.no_sources())
            return
        cards.show(tables.sources(own, stated.month))
        drawing.show(
            bars.side_by_side(
                load.money_of(own),
                parts=[
                    bars.Part(code="applied_wan", word=_("申报"), colour=theme.FAINT),
                    bars.Part(code="won_wan", word=_("下达"), colour=theme.ACCENT),
                    bars.Part(code="paid_wan", word=_("支付"), colour=theme.GOOD),
                ],
                unit=_("亿元"),
            ),
            description=_("各资金来源的申报、下达和支付额度"),
            key="funds",
            opens=lambda mark: links.here(source=mark["code"]),
        )
    options = {code: labels.fund_source(code) for code in own["fund_source"]}
    source = filters.choose("source", _("资金来源"), options, default=next(iter(options)), look="buttons")
    rows = load.funding_by_locality(published, stated.month, source=source)
    with notes.figure(
        _("各地资金争取 · {source}").format(source=options[source]),
        stated,
        definition=words.four_able(),
        clause=clause,
    ):
        tables.funding(rows, month=stated.month, address={**address, "source": source})


def _plans(published: Published, stated: notes.Basis, address: Mapping[str, str]) -> None:
    name = load.name(published, address["locality"])
    plans = load.rolling(published, stated.month, locality=address["locality"])
    with notes.figure(
        _("三年滚动计划 · {name}").format(name=name),
        stated,
        definition=words.rolling(),
        clause=clauses.of(published, "fund_programmes"),
    ):
        if plans.is_empty():
            st.info(words.no_sources())
        else:
            drawing.show(
                bars.side_by_side(
                    load.planned(plans),
                    parts=bars.series(
                        {code: labels.fund_source(code) for code in plans["fund_source"].unique().sort()}
                    ),
                    unit=_("亿元"),
                ),
                description=_("各年度各资金来源的计划投资"),
                key="rolling",
            )
            tables.rolling(plans, month=stated.month)
    funds = load.preliminary(published, stated.month)
    with notes.figure(_("前期经费"), stated, definition=words.preliminary()):
        if funds.is_empty():
            st.info(words.nothing(_("前期经费")))
            return
        years = {str(year): str(year) for year in funds["fund_year"].unique().sort(descending=True)}
        year = filters.choose("fund_year", _("经费年度"), years, default=next(iter(years)), look="buttons")
        kept = funds.filter(pl.col("fund_year") == int(year))
        drawing.show(
            bars.side_by_side(
                load.spent(kept),
                parts=[
                    bars.Part(code="budget_wan", word=_("预算安排"), colour=theme.FAINT),
                    bars.Part(code="spent_wan", word=_("已支出"), colour=theme.ACCENT),
                ],
                unit=_("万元"),
            ),
            description=_("各地前期经费的预算安排和支出"),
            key="preliminary",
        )
        tables.preliminary(kept, month=stated.month, chosen=address["locality"])


def _land(published: Published, stated: notes.Basis, address: Mapping[str, str]) -> None:
    zones = {code: labels.zone(code) for code in _ZONES}
    zone = filters.choose("zone", _("开发区级别"), zones, default=_ZONES[1], look="buttons")
    rows = load.land(published, stated.month, zone=zone)
    with notes.figure(
        _("新增工业用地以标准地出让的占比 · {zone}").format(zone=zones[zone]),
        stated,
        definition=words.land(),
        clause=clauses.of(published, "standard_land"),
    ):
        if rows.is_empty():
            st.info(words.nothing(_("标准地")))
            return
        drawing.show(
            bars.against_target(load.shares(rows)),
            description=_("各地标准地占比与目标"),
            key="land",
            opens=lambda mark: links.here(locality=mark["code"]),
        )
        tables.land(rows, month=stated.month, chosen=address["locality"])
