"""Projects on their way: planned against actual.

Belongs here: how spans of days are drawn. Does not belong here: which projects.
"""

from datetime import date

import altair as alt
import polars as pl

from dashboards import formats, labels, theme
from dashboards.charts import drawing
from dashboards.texts import _
from dashboards.wording import in_words

_ROW_PIXELS = 26
_NAME_PIXELS = 300


def planned_and_actual(rows: pl.DataFrame, *, today: date) -> theme.Drawing:
    """Two bars a project: planned above in outline, actual below filled; `today` as a line.

    `project_id`, `project_name`, `unit_name`, `stage`, and the four days.
    """
    plan, actual = _("计划"), _("实际")
    shown = rows.with_columns(
        words=in_words("stage", labels.stage),
        money=in_words("total_investment_wan", formats.money, skip_nulls=False),
    )
    spans = pl.concat(
        [
            shown.select(
                "project_id",
                "project_name",
                "unit_name",
                "words",
                "money",
                kind=pl.lit(plan),
                begin="planned_start_date",
                # A day planned without an end is a mark of its own.
                end=pl.coalesce("planned_completion_date", pl.col("planned_start_date").dt.offset_by("15d")),
            ),
            shown.select(
                "project_id",
                "project_name",
                "unit_name",
                "words",
                "money",
                kind=pl.lit(actual),
                begin="started_on",
                end=pl.coalesce("completed_on", pl.lit(today)),
            ),
        ]
    ).drop_nulls("begin")
    base = alt.Chart(spans).encode(
        y=alt.Y(
            "project_name:N",
            sort=rows["project_name"].to_list(),
            title=None,
            axis=alt.Axis(labelLimit=_NAME_PIXELS),
        ),
        x=alt.X("begin:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount=8)),
        x2="end:T",
        tooltip=[
            alt.Tooltip("project_name:N", title=_("项目")),
            alt.Tooltip("unit_name:N", title=_("报送单位")),
            alt.Tooltip("kind:N", title=_("计划或实际")),
            alt.Tooltip("begin:T", title=_("开工"), format="%Y-%m-%d"),
            alt.Tooltip("end:T", title=_("竣工或月末"), format="%Y-%m-%d"),
            alt.Tooltip("words:N", title=_("阶段")),
            alt.Tooltip("money:N", title=_("总投资")),
        ],
    )
    colours = alt.Scale(domain=[plan, actual], range=[theme.FAINT, theme.ACCENT])
    bars = base.mark_bar(height=8, cornerRadius=2, cursor="pointer").encode(
        yOffset=alt.YOffset("kind:N", sort=[plan, actual]),
        color=alt.Color("kind:N", scale=colours, sort=[plan, actual]),
    )
    line = (
        alt.Chart(pl.DataFrame({"day": [today]}))
        .mark_rule(color=theme.WATCH, strokeDash=[4, 3])
        .encode(x="day:T")
    )
    return alt.layer(drawing.clickable(bars, ["project_id"]), line).properties(
        height=alt.Step(_ROW_PIXELS, **{"for": "position"})
    )
