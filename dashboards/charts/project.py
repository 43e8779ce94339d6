"""One project's life: its steps, planned and actual, and its investment by month.

Belongs here: how one project is drawn. Does not belong here: which project.
"""

from collections.abc import Mapping
from datetime import date

import altair as alt
import polars as pl

from dashboards import formats, labels, theme
from dashboards.charts.conversion import month_axis
from dashboards.texts import _
from dashboards.wording import in_words

_ROW_PIXELS = 28
_PIXELS = 220


def life(events: pl.DataFrame, planned: Mapping[str, date]) -> theme.Drawing:
    """A row per step: filled where it happened, hollow where it was planned, a line between the two."""
    actual, plan = _("实际"), _("计划")
    steps: list[tuple[str, str, date]] = [
        (labels.event(event), actual, day)
        for event, day in events.select("event", "event_date").drop_nulls().iter_rows()
    ]
    steps += [(labels.event(event), plan, day) for event, day in planned.items()]
    order = [labels.event(code) for code in labels.EVENTS]
    drawn = pl.DataFrame(steps, schema=["step", "kind", "day"], orient="row").with_columns(
        text=pl.col("day").dt.strftime("%Y-%m-%d")
    )
    base = alt.Chart(drawn).encode(
        y=alt.Y("step:N", sort=order, title=None),
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m", grid=True, tickCount=8)),
        tooltip=[
            alt.Tooltip("step:N", title=_("环节")),
            alt.Tooltip("kind:N", title=_("计划或实际")),
            alt.Tooltip("text:N", title=_("日期")),
        ],
    )
    lines = base.mark_line(color=theme.FAINT, strokeDash=[3, 3]).encode(detail="step:N", order="day:T")
    shape = alt.Scale(domain=[actual, plan], range=["circle", "diamond"])
    points = base.mark_point(size=110, opacity=1, strokeWidth=2).encode(
        shape=alt.Shape("kind:N", scale=shape),
        color=alt.Color("kind:N", scale=alt.Scale(domain=[actual, plan], range=[theme.ACCENT, theme.WATCH])),
        fill=alt.condition(alt.datum.kind == actual, alt.value(theme.ACCENT), alt.value("transparent")),
    )
    return alt.layer(lines, points).properties(height=alt.Step(_ROW_PIXELS))


def investment(months: pl.DataFrame) -> theme.Drawing:
    """A bar a month, the year so far as a line that begins anew each January."""
    drawn = months.select(
        "report_month",
        year=pl.col("report_month").dt.year(),
        month=pl.col("month_investment_wan").cast(pl.Float64),
        ytd=pl.col("ytd_investment_wan").cast(pl.Float64),
        month_text=in_words("month_investment_wan", formats.money, skip_nulls=False),
        ytd_text=in_words("ytd_investment_wan", formats.money, skip_nulls=False),
    )
    base = alt.Chart(drawn).encode(
        x=alt.X("report_month:T", title=None, axis=month_axis(months["report_month"])),
        tooltip=[
            alt.Tooltip("report_month:T", title=_("月份"), format="%Y-%m"),
            alt.Tooltip("month_text:N", title=_("本月完成投资")),
            alt.Tooltip("ytd_text:N", title=_("本年累计完成")),
        ],
    )
    bars = base.mark_bar(width=9, color=theme.ACCENT).encode(y=alt.Y("month:Q", title=_("本月完成（万元）")))
    line = base.mark_line(color=theme.WATCH, strokeWidth=2, point=True).encode(
        y=alt.Y("ytd:Q", title=_("本年累计（万元）")), detail="year:N"
    )
    both: alt.LayerChart = alt.layer(bars, line).resolve_scale(y="independent")
    return both.properties(height=_PIXELS)
