"""The chart of the quality page: how often each rule was broken."""

import altair as alt
import polars as pl

from dashboards import labels, theme
from dashboards.texts import _
from dashboards.wording import in_words

_MOST = 12
_ROW_PIXELS = 26


def by_rule(counted: pl.DataFrame, names: dict[str, str]) -> theme.Drawing:
    """Findings per rule and severity, those given first."""
    counted = counted.head(_MOST).select(
        "count",
        rule=pl.col("rule_id").replace(names),
        severity=in_words("severity", labels.severity),
    )
    colours = {
        labels.severity("error"): theme.BAD,
        labels.severity("warning"): theme.WATCH,
        labels.severity("info"): theme.NEUTRAL,
    }
    shown = [word for word in colours if word in counted["severity"]]
    base = alt.Chart(counted).encode(
        y=alt.Y("rule:N", sort=counted["rule"].to_list(), title=None, axis=alt.Axis(labelLimit=360)),
        x=alt.X("count:Q", title=None, axis=None),
        tooltip=[alt.Tooltip("rule:N", title=_("问题")), alt.Tooltip("count:Q", title=_("处"))],
    )
    bars = base.mark_bar(height={"band": 0.6}).encode(
        color=alt.Color("severity:N", scale=alt.Scale(domain=shown, range=[colours[word] for word in shown]))
    )
    words = base.mark_text(align="left", dx=5, color=theme.text_colour()).encode(
        text=alt.Text("count:Q", format=",d")
    )
    return alt.layer(bars, words).properties(height=alt.Step(_ROW_PIXELS))
