"""A quick chart of a result: its first words or days across, a number up.

Belongs here: what the analyst chooses. Does not belong here: charts of pages (dashboards.charts).
"""

import altair as alt
import polars as pl

from dashboards import filters, theme
from dashboards.texts import _

_PIXELS = 300
# More bars than this say nothing.
_MOST = 200


def chosen(frame: pl.DataFrame) -> theme.Drawing | None:
    """The chart asked for, None where there is nothing to draw or none was asked for."""
    numbers = [name for name, dtype in frame.schema.items() if dtype.is_numeric()]
    across = [
        name for name, dtype in frame.schema.items() if not dtype.is_numeric() and not dtype.is_nested()
    ]
    if frame.is_empty() or not numbers or not across:
        return None
    kinds = {"none": _("不画图"), "bar": _("柱"), "line": _("线")}
    kind = filters.choose("chart", _("快速作图"), kinds, default="none", look="buttons")
    if kind == "none":
        return None
    x = filters.choose("chart_x", _("横轴"), dict(zip(across, across, strict=True)), default=across[0])
    y = filters.choose("chart_y", _("纵轴"), dict(zip(numbers, numbers, strict=True)), default=numbers[0])
    is_time = frame.schema[x].is_temporal()
    # Under names of ours: a column's own may hold what Vega reads as a path.
    drawn = frame.head(_MOST).select(
        x=pl.col(x) if is_time else pl.col(x).cast(pl.String), y=pl.col(y).cast(pl.Float64)
    )
    base = alt.Chart(drawn).encode(
        x=alt.X("x:T" if is_time else "x:N", title=x, sort=None),
        y=alt.Y("y:Q", title=y),
        tooltip=[alt.Tooltip("x:T" if is_time else "x:N", title=x), alt.Tooltip("y:Q", title=y)],
    )
    mark = (
        base.mark_bar(color=theme.ACCENT) if kind == "bar" else base.mark_line(color=theme.ACCENT, point=True)
    )
    drawn_chart: alt.Chart = mark.properties(height=_PIXELS)
    return drawn_chart
