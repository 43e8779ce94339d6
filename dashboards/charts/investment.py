"""Investment by month.

Belongs here: how a locality's months are drawn. Does not belong here: which locality.
"""

import altair as alt
import polars as pl

from dashboards import formats, theme
from dashboards.charts import drawing
from dashboards.charts.conversion import month_axis
from dashboards.texts import _
from dashboards.wording import in_words

_PIXELS = 270


def by_month(rows: pl.DataFrame) -> theme.Drawing:
    """A bar a month; a month not reported has its word instead of a bar."""
    drawn = rows.select(
        "report_month",
        code=pl.col("report_month").dt.strftime("%Y-%m-%d"),
        yi=pl.col("month_investment_wan").cast(pl.Float64) / formats.WAN_PER_YI,
        money=in_words(
            "month_investment_wan",
            lambda wan: formats.money(wan, missing=formats.not_reported()),
            skip_nulls=False,
        ),
        mom=in_words(
            "mom_rate", lambda rate: formats.growth(rate, missing=formats.not_comparable()), skip_nulls=False
        ),
        missing=pl.when(pl.col("is_reported").not_()).then(pl.lit(_("未报"))),
    )
    base = alt.Chart(drawn).encode(
        x=alt.X("yearmonth(report_month):T", title=None, axis=month_axis(rows["report_month"])),
        tooltip=[
            alt.Tooltip("report_month:T", title=_("月份"), format="%Y-%m"),
            alt.Tooltip("money:N", title=_("本月完成投资")),
            alt.Tooltip("mom:N", title=_("环比")),
        ],
    )
    bars = base.mark_bar(width={"band": 0.72}, color=theme.ACCENT).encode(y=alt.Y("yi:Q", title=_("亿元")))
    # Upright: a month's place may be narrower than the word.
    words = (
        base.transform_filter("isValid(datum.missing)")
        .mark_text(angle=270, align="left", dx=4, fontSize=11, color=theme.text_colour())
        .encode(x=alt.X("yearmonth(report_month):T", bandPosition=0.5), y=alt.datum(0), text="missing:N")
    )
    bars = drawing.clickable(bars, ["code"])
    return alt.layer(bars, words).properties(height=_PIXELS)
