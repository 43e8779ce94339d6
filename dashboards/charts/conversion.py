"""Charts of the conversion rate: localities against the target, and the rate over the months.

Belongs here: how rows of rpt_conversion are drawn. Does not belong here: which rows.
"""

import altair as alt
import polars as pl

from dashboards import formats, labels, theme
from dashboards.charts import drawing
from dashboards.texts import _
from dashboards.wording import in_words

_ROW_PIXELS = 27
_TREND_PIXELS = 270
_MOST_MONTHS = 14


def ranking(rows: pl.DataFrame) -> theme.Drawing:
    """A bar for each locality in the order given, its target as a line, met or not by word, mark and colour."""
    met, unmet, free = _("✓ 达标"), _("✕ 未达标"), _("不设目标")
    drawn = rows.select(
        pl.col("locality_code", "locality_name"),
        rate="conversion_rate",
        target="target_rate",
        converted="converted_count",
        reserve="reserve_count",
        status=pl.col("is_target_met").replace_strict({True: met, False: unmet}, default=free),
        label=in_words(pl.struct("is_reported", "conversion_rate", "is_target_met"), _bar_label),
    )
    colours = {met: theme.GOOD, unmet: theme.BAD, free: theme.NEUTRAL}
    colours = {word: colours[word] for word in colours if word in drawn["status"]}
    base = alt.Chart(drawn).encode(
        y=alt.Y("locality_name:N", sort=drawn["locality_name"].to_list(), title=None),
        tooltip=[
            alt.Tooltip("locality_name:N", title=_("地区")),
            alt.Tooltip("rate:Q", title=_("转化率"), format=".1%"),
            alt.Tooltip("converted:Q", title=_("已转化（个）")),
            alt.Tooltip("reserve:Q", title=_("储备（个）")),
            alt.Tooltip("target:Q", title=_("目标"), format=".0%"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.62}).encode(
        x=alt.X("rate:Q", title=None, axis=alt.Axis(format=".0%"), scale=alt.Scale(domainMin=0)),
        color=alt.Color(
            "status:N",
            scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        ),
    )
    targets = base.mark_tick(thickness=2, height=_ROW_PIXELS - 5, color=theme.text_colour()).encode(
        x="target:Q"
    )
    words = base.mark_text(align="left", dx=5, color=theme.text_colour()).encode(
        x=alt.X("end:Q"), text="label:N"
    )
    # Where there is no rate the word stands at the axis; where there is, clear of bar and target line.
    words = words.transform_calculate(end="max(datum.rate || 0, isValid(datum.rate) ? datum.target || 0 : 0)")
    bars = drawing.clickable(bars, ["locality_code"])
    return alt.layer(bars, targets, words).properties(height=alt.Step(_ROW_PIXELS))


def _bar_label(row: dict[str, object]) -> str:
    if not row["is_reported"]:
        return formats.not_reported()
    rate, is_met = row["conversion_rate"], row["is_target_met"]
    if not isinstance(rate, float):
        return _("无储备项目")
    return f"{formats.percent(rate)} {labels.target(is_met=bool(is_met))[0] if is_met is not None else ''}"


def trend(rows: pl.DataFrame, *, prominent: list[str], is_yearly: bool) -> theme.Drawing:
    """The rate by month: the prominent localities named and in colour, all others faint; gaps where unreported.

    A yearly figure begins anew each January, and so does its line.
    """
    drawn = rows.select(
        "report_month",
        "locality_code",
        "locality_name",
        rate="conversion_rate",
        target="target_rate",
        line=pl.col("report_month").dt.year() if is_yearly else pl.lit(0),
    )
    x = alt.X("report_month:T", title=None, axis=month_axis(rows["report_month"]))
    y = alt.Y("rate:Q", title=None, axis=alt.Axis(format=".0%"), scale=alt.Scale(domainMin=0))
    tooltip = [
        alt.Tooltip("locality_name:N", title=_("地区")),
        alt.Tooltip("report_month:T", title=_("月份"), format="%Y-%m"),
        alt.Tooltip("rate:Q", title=_("转化率"), format=".1%"),
    ]
    shown = [name for name in prominent if name in drawn["locality_name"].unique()]
    strong = alt.Chart(drawn.filter(pl.col("locality_name").is_in(shown))).encode(
        x=x,
        y=y,
        detail="line:N",
        color=alt.Color(
            "locality_name:N",
            scale=alt.Scale(domain=shown, range=[theme.ACCENT, "#D9730D"][: len(shown)]),
            legend=alt.Legend() if len(shown) > 1 else None,
        ),
        shape=alt.Shape(
            "locality_name:N", scale=alt.Scale(domain=shown), legend=alt.Legend() if len(shown) > 1 else None
        ),
        tooltip=tooltip,
    )
    # Where the rule does not bind the city, the line is that of the localities it binds.
    targets = drawn.drop_nulls("target").unique("report_month", maintain_order=True)
    target = (
        alt.Chart(targets)
        .mark_line(strokeDash=[5, 4], color=theme.text_colour(), opacity=0.7, interpolate="step-after")
        .encode(
            x=x,
            y=alt.Y("target:Q", title=None),
            tooltip=[alt.Tooltip("target:Q", title=_("目标"), format=".0%")],
        )
    )
    last = (
        drawn.filter(pl.col("locality_name").is_in(shown))
        .drop_nulls("rate")
        .group_by("locality_name", maintain_order=True)
        .last()
    )
    values = (
        alt.Chart(last)
        .mark_text(align="left", dx=8, fontWeight=600, color=theme.text_colour())
        .encode(x=x, y=y, text=alt.Text("rate:Q", format=".1%"))
    )
    layers = [
        values,
        target,
        strong.mark_line(strokeWidth=2.5),
        drawing.clickable(strong.mark_point(filled=True, size=46, opacity=1), ["locality_code"]),
    ]
    others = drawn.filter(~pl.col("locality_name").is_in(shown))
    if others.height:
        faint = alt.Chart(others).encode(x=x, y=y, detail=["locality_name:N", "line:N"], tooltip=tooltip)
        layers = [
            faint.mark_line(strokeWidth=1, color=theme.FAINT, opacity=0.6),
            faint.mark_point(filled=True, size=14, color=theme.FAINT, opacity=0.6),
            *layers,
        ]
    return alt.layer(*layers).properties(height=_TREND_PIXELS)


def month_axis(months: pl.Series) -> alt.Axis:
    """These months as a person writes them, the year where it begins; of many, the first of each quarter."""
    shown = months.unique().sort()
    if shown.len() > _MOST_MONTHS:
        shown = shown.filter(shown.dt.month() % 3 == 1)
    return alt.Axis(
        format="%Y-%m",
        values=[{"year": month.year, "month": month.month} for month in shown],
        labelExpr=_(
            "month(datum.value) == 0 ? [timeFormat(datum.value, '%-m月'), timeFormat(datum.value, '%Y')]"
            " : timeFormat(datum.value, '%-m月')"
        ),
        labelOverlap="greedy",
        labelFlush=False,
        grid=False,
    )
