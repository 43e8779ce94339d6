"""What may be worth a look, in the ledger's own words; a part of the quality page."""

import polars as pl
import streamlit as st

from dashboards import filters, formats, labels, links, notes, tables
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.wording import in_words


def show(rows: pl.DataFrame, stated: notes.Basis, subject: str) -> None:
    """How many of each kind at each unit, and each with its evidence and its project."""
    with notes.figure(
        _("值得看一看的情况 · {subject}").format(subject=subject),
        stated,
        definition=_(
            "只说台账怎么写，不是结论，也不改变任何数字；是否有问题由人看了项目再定。界限取自政策包，"
            "没有设界限的不提示。首见＝这个项目第一次出现这种情况的月份。"
        ),
    ):
        if rows.is_empty():
            st.markdown(_("没有这类情况。"))
            return
        kinds = {code: labels.suspicion(code) for code in rows["suspicion_code"].unique().sort()}
        counted = (
            rows.group_by("sort_order", "reporting_unit_code", "unit_name", "suspicion_code")
            .len("count")
            .sort("sort_order", "suspicion_code")
        )
        drawing.show(
            bars.stacked(
                counted.select("count", code="reporting_unit_code", name="unit_name", part="suspicion_code"),
                parts=bars.series(kinds),
                unit=_("条"),
            ),
            description=_("各单位值得看一看的情况的条数"),
            key="by_suspicion",
            opens=lambda mark: links.here(unit=mark["code"], suspicion=mark["part"]),
        )
        kind = filters.choose(
            "suspicion", _("情况"), {filters.EVERY: _("全部"), **kinds}, default=filters.EVERY, width=260
        )
        if kind != filters.EVERY:
            rows = rows.filter(pl.col("suspicion_code") == kind)
        st.caption(
            _("共 {count} 条，{projects} 个项目").format(
                count=formats.count(rows.height), projects=formats.count(rows["project_id"].n_unique())
            )
        )
        _listing(rows, stated)


def _listing(rows: pl.DataFrame, stated: notes.Basis) -> None:
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("suspicion_code", labels.suspicion).alias(_("情况")),
            pl.col("evidence").alias(_("台账怎么写")),
            in_words("first_seen", formats.month_code).alias(_("首见")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="suspicions",
        name=_("值得看一看的情况"),
        opens=tables.opens_projects(stated.month),
        money=[_("总投资（万元）")],
        widths={_("情况"): 170, _("台账怎么写"): 380, _("项目名称"): 240},
    )
