"""四张清单: which listed projects stand red and why, and how localities rank on each list.

Belongs here: the order of what is shown. Does not belong here: queries (load) and tables (tables).
"""

from datetime import date

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, labels, links, names, narrowing, notes
from dashboards.charts import drawing
from dashboards.charts import lights as light_charts
from dashboards.charts import ranks as rank_charts
from dashboards.texts import _
from dashboards.views.lists import figures, load, moves, tables
from dashboards.warehouse import Published

_MEASURES = ("composite", "count_share", "investment_share", "mom")


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    lists = names.lists(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        tier = filters.tier(localities)
        locality = filters.locality(localities, label=_("查看地区"))
    list_code = filters.project_list(lists)
    stated = notes.basis(published, month)
    clause = definitions.list_clause(published, list_code)
    subject = lists.get(list_code, _("四张清单合计"))
    rows = load.ranks(published, month, list_code=list_code)
    with notes.figure(_("四张清单一览"), stated, definition=definitions.list_rank(), clause=clause):
        cards.show(figures.cards_of(load.city_by_list(published, month), lists, month))
    in_tier = pl.lit(value=True) if tier == filters.EVERY else pl.col("tier") == tier
    left, right = st.columns([2, 3])
    with (
        left,
        notes.figure(
            _("各地亮灯 · {subject}").format(subject=subject),
            stated,
            definition=definitions.lights(published),
            clause=clause,
        ),
    ):
        _lights(load.lights(published, month, list_code=list_code).filter(in_tier))
    with (
        right,
        notes.figure(
            _("名次走势 · {subject}").format(subject=subject),
            stated,
            definition=_("各月名次，1 为最前；断开处为未报送或不可比。"),
            clause=clause,
        ),
    ):
        _bump(published, month, localities, list_code=list_code, locality=locality, tier=tier)
    address = {"month": formats.month_code(month), "list": list_code, "tier": tier}
    title = _("各地占比、环比与名次 · {subject}").format(subject=subject)
    with notes.figure(title, stated, definition=definitions.list_rank(), clause=clause):
        tables.ranking(
            rows.filter(in_tier | pl.col("is_city_total")), month=month, chosen=locality, address=address
        )
    with notes.figure(
        _("灯的变化 · {subject}").format(subject=subject),
        stated,
        definition=moves.definition(),
        clause=clause,
    ):
        rows = load.moves(published, month, list_code=list_code, locality=locality)
        moves.show(rows, month=month, address=address | {"locality": locality})
    _projects(published, stated, list_code=list_code, locality=locality, lists=lists, subject=subject)


def _lights(counted: pl.DataFrame) -> None:
    if counted.is_empty():
        st.markdown(_("没有清单项目。"))
        return
    order = counted["name"].unique(maintain_order=True).to_list()
    drawing.show(
        light_charts.by_group(counted, order=order),
        description=_("各地红、黄、绿灯项目个数"),
        key="lights",
        opens=lambda mark: links.here(locality=mark["locality_code"], light=mark["light"]),
    )


def _bump(
    published: Published, month: date, localities: pl.DataFrame, *, list_code: str, locality: str, tier: str
) -> None:
    options = {code: labels.rank_measure(code) for code in _MEASURES}
    measure = filters.choose("rank", _("按什么排名"), options, default="composite", look="buttons")
    trend = load.rank_trend(published, month, list_code=list_code, measure=measure)
    if tier != filters.EVERY:
        trend = trend.filter(pl.col("tier") == tier)
    if trend["rank"].null_count() == trend.height:
        st.markdown(_("这些月份没有名次。"))
        return
    name = localities.filter(pl.col("locality_code") == locality)["locality_name"].item()
    drawing.show(
        rank_charts.bump(trend, prominent=name),
        description=_("各地名次逐月变化"),
        key="bump",
        opens=lambda mark: links.here(locality=mark["locality_code"]),
    )
    if rank_charts.is_cut(trend):
        st.caption(_("只画最近一月名次在前的 {count} 个地区和所选地区。").format(count=rank_charts.MOST))


def _projects(
    published: Published,
    stated: notes.Basis,
    *,
    list_code: str,
    locality: str,
    lists: dict[str, str],
    subject: str,
) -> None:
    with notes.figure(
        _("清单项目与亮灯原因 · {subject}").format(subject=subject),
        stated,
        definition=definitions.lights(published),
        clause=definitions.list_clause(published, list_code),
    ):
        options = {code: labels.light(code) for code in ("red", "yellow", "green", "none")}
        light = filters.choose(
            "light", _("总灯"), {filters.EVERY: _("全部"), **options}, default=filters.EVERY, look="buttons"
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            narrowed = narrowing.choose(published)
        projects = load.projects(
            published,
            stated.month,
            list_code=list_code,
            locality=locality,
            light=light,
            narrowed=narrowed,
        )
        st.caption(_("共 {count} 个项目").format(count=formats.count(projects.height)))
        if projects.height:
            tables.projects(projects, month=stated.month, names=lists)
