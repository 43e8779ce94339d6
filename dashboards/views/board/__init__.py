"""挂图作战: the wall chart: the map coloured by a measure, and the projects on their way, planned against actual.

Belongs here: the order of what is shown. Does not belong here: queries (load) and the outline's file (outline).
"""

from datetime import date

import polars as pl
import streamlit as st

from dashboards import cards, filters, formats, links, narrowing, notes
from dashboards.charts import drawing
from dashboards.charts import maps as map_charts
from dashboards.charts import timeline as timeline_charts
from dashboards.texts import _
from dashboards.views.board import load, outline
from dashboards.warehouse import Published

_BARS = 25


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(localities, label=_("查看地区"))
        measures = {code: measure.name() for code, measure in load.MEASURES.items()}
        measure = filters.choose("measure", _("着色指标"), measures, default=next(iter(measures)), width=230)
    stated = notes.basis(published, month)
    values = load.values(published, month, measure)
    with notes.figure(
        _("{month} · {measure}").format(month=formats.month(month), measure=measures[measure]),
        stated,
        definition=_("颜色越深数值越大，数值写在图上；点击一个地区查看它的项目。"),
    ):
        _map(published, values, measure, month)
    _timeline(published, stated, localities, locality=locality)


def _map(published: Published, values: pl.DataFrame, measure: str, month: date) -> None:
    shapes = outline.shapes(published)
    on_map = set() if shapes is None else {shape["properties"]["adcode"] for shape in shapes}
    inside = values.filter(pl.col("gb2260_code").is_in(list(on_map)))
    beside = values.filter(~pl.col("gb2260_code").is_in(list(on_map)) | pl.col("gb2260_code").is_null())
    tiles = [_tile(row, measure, month) for row in beside.iter_rows(named=True)]
    if shapes is None or inside.is_empty():
        cards.show(tiles)
        return
    left, right = st.columns([3, 1])
    with left:
        drawing.show(
            map_charts.coloured(),
            datasets=map_charts.datasets(shapes, inside),
            description=_("各地按所选指标着色的示意图"),
            key="map",
            opens=lambda mark: load.MEASURES[measure].link(month, mark["locality_code"]),
        )
        st.caption(_("轮廓为示意，不作为行政区划依据。"))
    with right:
        cards.show(tiles)


def _tile(row: dict[str, object], measure: str, month: date) -> cards.Card:
    """A locality that the map has no place for."""
    return cards.Card(
        label=str(row["locality_name"]),
        value=str(row["text"]),
        link=load.MEASURES[measure].link(month, str(row["locality_code"])),
    )


def _timeline(published: Published, stated: notes.Basis, localities: pl.DataFrame, *, locality: str) -> None:
    name = localities.filter(pl.col("locality_code") == locality)["locality_name"].item()
    with notes.figure(
        _("{name}：项目时间线，计划与实际").format(name=name),
        stated,
        definition=_(
            "浅色为计划开工至计划竣工，深色为实际开工至竣工（未竣工的到月末）；按总投资由大到小，每页{count}个。"
        ).format(count=_BARS),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            narrowed = narrowing.choose(published)
        pages = load.project_count(published, stated.month, locality=locality, narrowed=narrowed)
        options = {
            str(number): f"{number * _BARS + 1}–{min((number + 1) * _BARS, pages)}"
            for number in range(-(-pages // _BARS))
        }
        if not options:
            st.markdown(_("没有这样的项目。"))
            return
        chosen = int(filters.choose("bars", _("第几个项目"), options, default="0", width=150))
        rows = load.timeline(
            published, stated.month, locality=locality, narrowed=narrowed, skip=chosen * _BARS, most=_BARS
        )
        drawing.show(
            timeline_charts.planned_and_actual(rows, today=rows["month_end"].item(0)),
            description=_("各项目计划与实际的开工、竣工"),
            key="timeline",
            opens=lambda mark: links.project(mark["project_id"], stated.month),
        )
