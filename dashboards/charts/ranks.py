"""Ranks over the months: the bump chart.

Belongs here: how ranks are drawn. Does not belong here: which rank.
"""

import altair as alt
import polars as pl

from dashboards import theme
from dashboards.charts import drawing
from dashboards.charts.conversion import month_axis
from dashboards.texts import _

_ROW_PIXELS = 34
_LEAST_PIXELS = 220
# More lines than these nobody tells apart.
MOST = 30


def bump(rows: pl.DataFrame, *, prominent: str | None) -> theme.Drawing:
    """First on top, a gap where a month is unranked, names at the end.

    `report_month`, `locality_code`, `locality_name`, `rank`.
    """
    rows = _first(rows, prominent)
    shown = rows.drop_nulls("rank")
    names: list[str] = rows["locality_name"].unique(maintain_order=True).to_list()
    last = shown.sort("report_month").group_by("locality_name", maintain_order=True).last()
    deepest = max([*shown["rank"], 2])
    colours = [
        theme.ACCENT if name == prominent else theme.SERIES[i % len(theme.SERIES)]
        for i, name in enumerate(names)
    ]
    # Where none is chosen, all stand out.
    strong: list[str] = [prominent] if prominent is not None and prominent in names else names
    is_strong = alt.FieldOneOfPredicate(field="locality_name", oneOf=strong)
    base = alt.Chart(rows).encode(
        x=alt.X("report_month:T", title=None, axis=month_axis(rows["report_month"])),
        y=alt.Y("rank:Q", scale=alt.Scale(domain=[deepest + 0.4, 0.6], nice=False), axis=None),
        color=alt.Color("locality_name:N", scale=alt.Scale(domain=names, range=colours), legend=None),
        detail="locality_name:N",
        tooltip=[
            alt.Tooltip("locality_name:N", title=_("地区")),
            alt.Tooltip("report_month:T", title=_("月份"), format="%Y-%m"),
            alt.Tooltip("rank:Q", title=_("名次")),
        ],
    )
    strength = alt.condition(is_strong, alt.value(1.0), alt.value(0.3))
    lines = base.mark_line(interpolate="monotone").encode(
        opacity=strength, strokeWidth=alt.condition(is_strong, alt.value(2.5), alt.value(1.5))
    )
    # The dots carry the rank itself: where lines cross, a number says who is where.
    dots = drawing.clickable(
        base.mark_circle(size=210, opacity=1).encode(opacity=strength), ["locality_code"]
    )
    numbers = base.mark_text(fontSize=10, fontWeight=600).encode(
        text="rank:Q", color=alt.value("#FFFFFF"), opacity=strength
    )
    # Ties stand side by side: names that end on one rank are written as one.
    ends = last.group_by("report_month", "rank", maintain_order=True).agg(
        pl.col("locality_name").str.join(_("、"))
    )
    words = (
        alt.Chart(ends)
        .mark_text(align="left", dx=14, fontSize=12, color=theme.text_colour())
        .encode(x="report_month:T", y="rank:Q", text="locality_name:N")
    )
    height = max(_LEAST_PIXELS, deepest * _ROW_PIXELS)
    return alt.layer(lines, dots, numbers, words).properties(height=height)


def is_cut(rows: pl.DataFrame) -> bool:
    """Whether there are more localities than are drawn."""
    return rows["locality_name"].n_unique() > MOST


def _first(rows: pl.DataFrame, prominent: str | None) -> pl.DataFrame:
    """Of more localities than can be told apart those that stand first in the last month, and the prominent one."""
    if not is_cut(rows):
        return rows
    last = rows.filter(pl.col("report_month") == pl.col("report_month").max())
    first = last.sort("rank", nulls_last=True, maintain_order=True).head(MOST)["locality_name"]
    return rows.filter(
        pl.col("locality_name").is_in(first.to_list()) | (pl.col("locality_name") == (prominent or ""))
    )
