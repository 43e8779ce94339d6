"""Lights of projects by locality or list.

Belongs here: how counted lights are drawn. Does not belong here: the lights themselves.
"""

import altair as alt
import polars as pl

from dashboards import labels, theme
from dashboards.charts import drawing
from dashboards.texts import _
from dashboards.wording import in_words

_ROW_PIXELS = 30
_COLOURS = {"red": theme.RED, "yellow": theme.YELLOW, "green": theme.GREEN, "none": theme.FAINT}


def by_group(counted: pl.DataFrame, *, order: list[str]) -> theme.Drawing:
    """`locality_code`, `name`, `light`, `project_count`: one bar a name, red first, the counts inside."""
    places = {code: place for place, code in enumerate(_COLOURS)}
    drawn = (
        counted.with_columns(
            place=pl.col("light").replace_strict(places, return_dtype=pl.Int32),
            word=in_words("light", labels.light),
        )
        .sort("name", "place")
        .with_columns(end=pl.col("project_count").cum_sum().over("name"))
        .with_columns(begin=pl.col("end") - pl.col("project_count"))
        .with_columns(middle=(pl.col("begin") + pl.col("end")) / 2)
    )
    words = [labels.light(code) for code in _COLOURS]
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=order, title=None),
        tooltip=[
            alt.Tooltip("name:N", title=_("地区")),
            alt.Tooltip("word:N", title=_("总灯")),
            alt.Tooltip("project_count:Q", title=_("个")),
        ],
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("begin:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1)),
        x2="end:Q",
        color=alt.Color("word:N", scale=alt.Scale(domain=words, range=list(_COLOURS.values())), sort=words),
    )
    widest = max([*drawn["end"], 1])
    # A number that would not fit into its part is left to the tooltip and the table.
    numbers = (
        base.transform_filter(alt.datum.project_count > widest / 40)
        .mark_text(fontSize=11, fontWeight=600)
        .encode(
            x="middle:Q",
            text="project_count:Q",
            color=alt.condition(alt.datum.light == "red", alt.value("#FFFFFF"), alt.value("#16202A")),
        )
    )
    bars = drawing.clickable(bars, ["locality_code", "light"])
    return alt.layer(bars, numbers).properties(height=alt.Step(_ROW_PIXELS))
