"""Bars of any subject: parts of a whole, figures side by side, a rate against its target.

Belongs here: how counted or measured rows are drawn, whatever they count. Does not belong here: which rows, and the
words and colours of their parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from dashboards import theme
from dashboards.charts import drawing
from dashboards.texts import _

_ROW_PIXELS = 30
_BAR_PIXELS = 17
_DARK_INK = "#16202A"
# A number that would not fit into its part is left to the tooltip and the table.
_NARROWEST = 28
# Characters of a legend that stand on one line of a phone.
_ONE_LINE = 14


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of each bar: its code, its word (with a mark where the colour means something), its colour."""

    code: str
    word: str
    colour: str


def series(words: dict[str, str]) -> list[Part]:
    """Parts that are merely different, each in a colour of its own."""
    # Green would say that all is well.
    colours = (theme.ACCENT, *(colour for colour in theme.SERIES if colour != theme.GOOD))
    return [
        Part(code=code, word=word, colour=colours[place % len(colours)])
        for place, (code, word) in enumerate(words.items())
    ]


def stacked(counted: pl.DataFrame, *, parts: Sequence[Part], unit: str) -> theme.Drawing:
    """`code`, `name`, `part`, `count`: one bar a name in the order given, the parts in theirs, the counts inside."""
    order = counted["name"].unique(maintain_order=True).to_list()
    places = {part.code: place for place, part in enumerate(parts)}
    drawn = (
        counted.filter(pl.col("part").is_in(list(places)))
        .with_columns(
            place=pl.col("part").replace_strict(places, return_dtype=pl.Int32),
            word=pl.col("part").replace_strict({part.code: part.word for part in parts}),
        )
        .sort("name", "place")
        .with_columns(end=pl.col("count").cum_sum().over("name"))
        .with_columns(begin=pl.col("end") - pl.col("count"))
        .with_columns(middle=(pl.col("begin") + pl.col("end")) / 2)
    )
    here = [part for part in parts if part.code in drawn["part"]]
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=order, title=None),
        tooltip=[
            alt.Tooltip("name:N", title=_("名称")),
            alt.Tooltip("word:N", title=_("其中")),
            alt.Tooltip("count:Q", title=unit),
        ],
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("begin:Q", title=unit, axis=alt.Axis(format="d", tickMinStep=1, tickCount=8)),
        x2="end:Q",
        color=alt.Color(
            "word:N",
            scale=alt.Scale(domain=[part.word for part in here], range=[part.colour for part in here]),
            sort=[part.word for part in here],
            legend=_legend(here),
        ),
    )
    widest = max([*drawn["end"], 1])
    numbers = (
        base.transform_filter(alt.datum.count > widest / _NARROWEST)
        .mark_text(fontSize=11, fontWeight=600)
        .encode(
            x="middle:Q",
            text="count:Q",
            color=alt.condition(
                alt.FieldOneOfPredicate("part", [part.code for part in parts if part.colour == theme.RED]),
                alt.value("#FFFFFF"),
                alt.value(_DARK_INK),
            ),
        )
    )
    return alt.layer(drawing.clickable(bars, ["code", "part"]), numbers).properties(
        height=alt.Step(_ROW_PIXELS)
    )


def _legend(parts: Sequence[Part]) -> alt.Legend:
    """As many columns as also a phone has room for."""
    return alt.Legend(columns=2 if sum(len(part.word) for part in parts) > _ONE_LINE else 4)


def side_by_side(rows: pl.DataFrame, *, parts: Sequence[Part], unit: str) -> theme.Drawing:
    """`code`, `name`, `part`, `value`, `label`: for each name its figures one below the other, written beside."""
    order = rows["name"].unique(maintain_order=True).to_list()
    words = {part.code: part.word for part in parts}
    drawn = rows.with_columns(
        word=pl.col("part").replace_strict(words), value=pl.col("value").cast(pl.Float64)
    )
    shown = list(words.values())
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False)),
        yOffset=alt.YOffset("word:N", sort=shown),
        tooltip=[
            alt.Tooltip("name:N", title=_("名称")),
            alt.Tooltip("word:N", title=_("其中")),
            alt.Tooltip("label:N", title=_("数值")),
        ],
    )
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=unit, axis=alt.Axis(tickCount=8)),
        color=alt.Color(
            "word:N",
            scale=alt.Scale(domain=shown, range=[part.colour for part in parts]),
            sort=shown,
            legend=_legend(parts),
        ),
    )
    labels = base.mark_text(align="left", dx=4, fontSize=11, color=theme.text_colour()).encode(
        x=alt.X("end:Q"), text="label:N"
    )
    # Where there is no figure its word stands at the axis.
    labels = labels.transform_calculate(end="max(datum.value || 0, 0)")
    return alt.layer(drawing.clickable(bars, ["code", "part"]), labels).properties(
        height=alt.Step(_BAR_PIXELS, **{"for": "offset"})
    )


def against_target(rows: pl.DataFrame) -> theme.Drawing:
    """`code`, `name`, `rate`, `target`, `is_met`, `label`: a bar each, its target as a line, met or not by mark too."""
    met, unmet, free = _("✓ 达标"), _("✕ 未达标"), _("不设目标")
    drawn = rows.with_columns(
        status=pl.col("is_met").replace_strict({True: met, False: unmet}, default=free),
        rate=pl.col("rate").cast(pl.Float64),
        target=pl.col("target").cast(pl.Float64),
    )
    colours = {met: theme.GOOD, unmet: theme.BAD, free: theme.NEUTRAL}
    colours = {word: colours[word] for word in colours if word in drawn["status"]}
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=drawn["name"].to_list(), title=None),
        tooltip=[
            alt.Tooltip("name:N", title=_("名称")),
            alt.Tooltip("label:N", title=_("数值")),
            alt.Tooltip("target:Q", title=_("目标"), format=".0%"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.62}).encode(
        x=alt.X("rate:Q", title=None, axis=alt.Axis(format=".0%"), scale=alt.Scale(domainMin=0)),
        color=alt.Color("status:N", scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
    )
    targets = base.mark_tick(thickness=2, height=_ROW_PIXELS - 8, color=theme.text_colour()).encode(
        x="target:Q"
    )
    words = base.mark_text(align="left", dx=5, color=theme.text_colour()).encode(
        x=alt.X("end:Q"), text="label:N"
    )
    words = words.transform_calculate(end="max(datum.rate || 0, isValid(datum.rate) ? datum.target || 0 : 0)")
    return alt.layer(drawing.clickable(bars, ["code"]), targets, words).properties(
        height=alt.Step(_ROW_PIXELS)
    )


def columns(rows: pl.DataFrame, *, x_title: str, y_title: str) -> theme.Drawing:
    """`name`, `count`: upright bars in the order given, the counts above."""
    base = alt.Chart(rows).encode(
        x=alt.X("name:O", sort=rows["name"].to_list(), title=x_title, axis=alt.Axis(labelAngle=0)),
        tooltip=[alt.Tooltip("name:N", title=x_title), alt.Tooltip("count:Q", title=y_title)],
    )
    bars = base.mark_bar(color=theme.ACCENT).encode(
        y=alt.Y("count:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1))
    )
    numbers = base.mark_text(dy=-7, fontSize=11, color=theme.text_colour()).encode(
        y="count:Q", text="count:Q"
    )
    return alt.layer(bars, numbers).properties(height=270)
