"""A figure between two ends, beside where it stands now and where it should be.

Belongs here: how intervals are drawn. Does not belong here: how they were come by.
"""

import altair as alt
import polars as pl

from dashboards import theme
from dashboards.charts import drawing
from dashboards.texts import _

_ROW_PIXELS = 32


def spans(rows: pl.DataFrame) -> theme.Drawing:
    """`code`, `name`, `so_far`, `year_end`, `low`, `high`, `target`, `label`: a line a name, written beside.

    Where it stands now and the outlook as marks, the target as an upright stroke.
    """
    now, then = _("本月"), _("年底展望")
    drawn = rows.with_columns(pl.col("target").cast(pl.Float64))
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=drawn["name"].to_list(), title=None),
        tooltip=[
            alt.Tooltip("name:N", title=_("名称")),
            alt.Tooltip("label:N", title=then),
            alt.Tooltip("so_far:Q", title=now, format=".1%"),
            alt.Tooltip("target:Q", title=_("目标"), format=".0%"),
        ],
    )
    lines = base.mark_rule(strokeWidth=8, opacity=0.35, color=theme.ACCENT).encode(
        x=alt.X("low:Q", title=None, axis=alt.Axis(format=".0%", tickCount=8), scale=alt.Scale(domainMin=0)),
        x2="high:Q",
    )
    marks = {now: ("so_far", "circle", theme.NEUTRAL), then: ("year_end", "diamond", theme.ACCENT)}
    points = pl.concat(
        rows.select("code", "name", value=column, kind=pl.lit(word))
        for word, (column, _shape, _colour) in marks.items()
    )
    shapes = alt.Scale(domain=list(marks), range=[shape for _column, shape, _colour in marks.values()])
    colours = alt.Scale(domain=list(marks), range=[colour for _column, _shape, colour in marks.values()])
    dots = (
        alt.Chart(points)
        .mark_point(size=110, filled=True, opacity=1)
        .encode(
            y=alt.Y("name:N", sort=drawn["name"].to_list(), title=None),
            x=alt.X("value:Q"),
            shape=alt.Shape("kind:N", scale=shapes, sort=None),
            color=alt.Color("kind:N", scale=colours, sort=None),
            tooltip=[
                alt.Tooltip("name:N", title=_("名称")),
                alt.Tooltip("kind:N", title=_("其中")),
                alt.Tooltip("value:Q", title=_("数值"), format=".1%"),
            ],
        )
    )
    targets = base.mark_tick(thickness=2, height=_ROW_PIXELS - 10, color=theme.text_colour()).encode(
        x=alt.X("target:Q")
    )
    words = base.mark_text(align="left", dx=9, color=theme.text_colour()).encode(
        x=alt.X("end:Q"), text="label:N"
    )
    words = words.transform_calculate(end="max(datum.high, datum.so_far, datum.target || 0)")
    return alt.layer(drawing.clickable(lines, ["code"]), targets, dots, words).properties(
        height=alt.Step(_ROW_PIXELS)
    )
