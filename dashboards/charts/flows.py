"""The month's flow through the reserve library: opening, in, out, closing.

Belongs here: how one row's flows are drawn. Does not belong here: which row.
"""

import altair as alt
import polars as pl

from dashboards import theme
from dashboards.texts import _

_PIXELS = 270


def waterfall(flow: dict[str, int]) -> theme.Drawing:
    """Steps from opening to closing. Levels are lines, not bars: the axis does not begin at 0, movements must show."""
    opening, entered, moved, exited, closing = (
        flow[f"{name}_count"] for name in ("opening", "entered", "moved", "exited", "closing")
    )
    after_entry, after_move = opening + entered, opening + entered - moved
    level, rise, fall = _("库存"), _("增加"), _("减少")
    steps = pl.DataFrame(
        [
            (_("月初"), opening, opening, f"{opening:,}", level),
            (_("入库"), opening, after_entry, f"+{entered:,}", rise),
            (_("转建设"), after_move, after_entry, f"−{moved:,}", fall),
            (_("出库"), closing, after_move, f"−{exited:,}", fall),
            (_("月末"), closing, closing, f"{closing:,}", level),
        ],
        schema=["step", "low", "high", "label", "kind"],
        orient="row",
    )
    lowest, highest = min(opening, closing), after_entry
    room = max((highest - lowest) * 0.25, 2)
    scale = alt.Scale(domain=[max(lowest - room, 0), highest + room], nice=False, zero=False)
    base = alt.Chart(steps).encode(
        x=alt.X("step:N", sort=steps["step"].to_list(), title=None, axis=alt.Axis(labelAngle=0)),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=[level, rise, fall], range=[theme.ACCENT, theme.GOOD, theme.BAD]),
            legend=None,
        ),
        tooltip=[alt.Tooltip("step:N", title=_("环节")), alt.Tooltip("label:N", title=_("个数"))],
    )
    axis = alt.Axis(title=_("个（纵轴不从 0 开始）"), tickMinStep=1)
    y = alt.Y("low:Q", scale=scale, axis=axis)
    bars = (
        base.transform_filter(alt.datum.kind != level).mark_bar(width={"band": 0.55}).encode(y=y, y2="high:Q")
    )
    levels = (
        base.transform_filter(alt.datum.kind == level)
        .mark_tick(thickness=5, opacity=1, width={"band": 0.7})
        .encode(y=y)
    )
    words = base.mark_text(dy=-11, color=theme.text_colour(), fontWeight=600, fontSize=13).encode(
        y=alt.Y("high:Q", scale=scale), text="label:N", color=alt.value(theme.text_colour())
    )
    return alt.layer(bars, levels, words).properties(height=_PIXELS)
