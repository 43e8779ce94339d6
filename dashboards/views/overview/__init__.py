"""总览: the month at a glance, for who has one minute.

Belongs here: the order of what is shown. Does not belong here: details (the other pages).
"""

from typing import Any

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, labels, links, notes
from dashboards.charts import conversion as conversion_charts
from dashboards.charts import drawing
from dashboards.charts import flows as flow_charts
from dashboards.texts import _
from dashboards.views.overview import arrivals, changes, due, figures, load
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    month = filters.month(published)
    stated = notes.basis(published, month)
    rows = load.localities(published, month)
    city = rows.filter("is_city_total").row(0, named=True)
    trend = load.city_trend(published, month)
    units = load.arrivals(published, month)

    _lede(city, rows, stated)
    clause = definitions.conversion_clause(published, "all")
    with notes.figure(
        _("{month}全市情况").format(month=formats.month(month)),
        stated,
        definition=definitions.conversion("year_to_date"),
        clause=clause,
    ):
        cards.show(figures.month(city, trend, units))

    _investment(published, stated)
    changes.show(published, stated, city=city["locality_code"])
    due.show(published, stated)
    left, right = st.columns(2)
    with left:
        _ranking(rows, stated, clause)
        _flows(city, stated)
    with right:
        _trend(trend, city["locality_name"], stated, clause)
        title = _("{month}谁报送了").format(month=formats.month(month))
        with notes.figure(title, stated, definition=definitions.cut_off(published)):
            arrivals.show(units)


def _lede(city: dict[str, Any], rows: pl.DataFrame, stated: notes.Basis) -> None:
    """The month in two sentences, each number read from the row it is shown from below."""
    if not city["is_reported"]:
        st.warning(_("{month}还没有单位报送。").format(month=formats.month(stated.month)))
        return
    sentences = [
        _(
            "截至{month}末，{city}储备项目转化率 {rate}（{converted}/{reserve}），目标 {target}，{verdict}。"
        ).format(
            month=formats.month(stated.month),
            city=city["locality_name"],
            rate=formats.percent(city["conversion_rate"]),
            converted=formats.count(city["converted_count"]),
            reserve=formats.count(city["reserve_count"]),
            target=formats.percent(city["target_rate"], places=0),
            verdict=labels.target(is_met=city["is_target_met"]),
        )
    ]
    ranked = rows.drop_nulls("rank")
    if ranked.height > 1 and ranked["rank"].n_unique() > 1:
        first = ranked.filter(pl.col("rank") == pl.col("rank").min())
        last = ranked.filter(pl.col("rank") == pl.col("rank").max())
        sentences.append(_("领先：{first}；靠后：{last}。").format(first=_named(first), last=_named(last)))
    if stated.missing:
        sentences.append(_("尚未报送：{names}。").format(names=_("、").join(stated.missing)))
    st.markdown(" ".join(sentences))


def _named(rows: pl.DataFrame) -> str:
    return _("、").join(
        f"{name} {formats.percent(rate)}"
        for name, rate in rows.select("locality_name", "conversion_rate").iter_rows()
    )


def _investment(published: Published, stated: notes.Basis) -> None:
    investment, lists = load.investment(published, stated.month), load.lists(published, stated.month)
    if investment is None or lists is None:
        return
    clause = definitions.list_clause(published, filters.EVERY)
    with notes.figure(
        _("投资与四张清单"), stated, definition=definitions.investment_in_short(), clause=clause
    ):
        cards.show([*figures.investment(investment), figures.lists(lists)])


def _ranking(rows: pl.DataFrame, stated: notes.Basis, clause: str | None) -> None:
    with notes.figure(_("各地转化率"), stated, definition=definitions.conversion_in_short(), clause=clause):
        localities = rows.filter(~pl.col("is_city_total") & ~pl.col("is_tier_total"))
        drawing.show(
            conversion_charts.ranking(localities),
            description=_("各地转化率由高到低，竖线为目标"),
            key="ranking",
            opens=lambda mark: links.Link(
                page="conversion",
                parameters={
                    "month": formats.month_code(stated.month),
                    "locality": mark["locality_code"],
                },
            ),
        )


def _flows(city: dict[str, Any], stated: notes.Basis) -> None:
    with notes.figure(_("本月储备库进出（个）"), stated, definition=definitions.flows()):
        if city["opening_count"] is None:
            st.markdown(formats.not_reported())
        else:
            drawing.show(
                flow_charts.waterfall(city), description=_("月初、入库、转建设、出库、月末"), key="flows"
            )


def _trend(trend: pl.DataFrame, name: str, stated: notes.Basis, clause: str | None) -> None:
    with notes.figure(
        _("全市转化率走势"), stated, definition=definitions.conversion_in_short(), clause=clause
    ):
        drawing.show(
            conversion_charts.trend(trend, prominent=[name], is_yearly=True),
            description=_("全市各月转化率，虚线为目标"),
            key="trend",
        )
