"""The tables of the investment page: the ranking of localities, and the projects behind one."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def ranking(rows: pl.DataFrame, *, month: date, chosen: str, address: dict[str, str]) -> None:
    """This month against the last and against last year; a name leads to its view, a figure to its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("环比名次"), unit=_("较上月"), align="text"),
            tables.Heading(text=_("本月完成")),
            tables.Heading(text=_("上月完成")),
            tables.Heading(text=_("环比")),
            tables.Heading(text=_("可比单位"), unit=_("两月都报送")),
            tables.Heading(text=_("可比本月")),
            tables.Heading(text=_("可比上月")),
            tables.Heading(text=_("本年累计")),
            tables.Heading(text=_("上年同期")),
            tables.Heading(text=_("同比")),
            tables.Heading(text=_("年度计划"), unit=_("完成率")),
            tables.Heading(text=_("无计划"), unit=_("在建，个")),
            tables.Heading(text=_("缺累计"), unit=_("在建，个")),
            tables.Heading(text=_("本月新开工"), unit=_("个 / 总投资")),
        ],
        [_row(row, month, chosen, address) for row in rows.iter_rows(named=True)],
        name=_("各地投资与环比排名"),
        key="ranking",
    )


def _row(row: dict[str, Any], month: date, chosen: str, address: dict[str, str]) -> tables.Row:
    missing = None if row["is_reported"] else formats.not_reported()
    apart = missing or formats.not_comparable()
    is_total = row["is_city_total"] or row["is_tier_total"]
    started = formats.count(row["new_start_count"], missing=missing)
    if row["new_start_count"]:
        started = f"{started} / {formats.money(row['new_start_investment_wan'])}"
    behind = links.members("rpt_investment_rank", month, "in_numerator", locality=row["locality_code"])
    starts = links.members("rpt_investment_rank", month, "is_new_start", locality=row["locality_code"])
    return tables.Row(
        is_total=is_total,
        is_chosen=row["locality_code"] == chosen,
        cells=[
            tables.Cell(
                text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
            ),
            tables.Cell(text="") if is_total else tables.rank(row["mom_rank"], row["mom_rank_change"]),
            tables.money(row["month_investment_wan"], missing=missing, link=behind),
            tables.money(row["previous_month_investment_wan"]),
            tables.growth(row["mom_rate"], missing=apart),
            tables.count(row["comparable_unit_count"]),
            tables.money(row["comparable_month_investment_wan"]),
            tables.money(row["comparable_previous_month_investment_wan"]),
            tables.money(row["ytd_investment_wan"], missing=missing, link=behind),
            tables.money(row["previous_year_ytd_investment_wan"]),
            tables.growth(row["yoy_rate"], missing=apart),
            tables.percent(row["plan_completion_rate"], missing=missing),
            tables.count(row["no_plan_count"], missing=missing),
            tables.count(row["ytd_missing_count"], missing=missing),
            tables.Cell(text=started, link=starts if row["new_start_count"] else None),
        ],
    )


def projects(rows: Rows, *, month: date) -> None:
    """One line per project, the largest investment of the month first."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("month_investment_wan").alias(_("本月完成（万元）")),
            pl.when(pl.col("month_investment_source") == "derived")
            .then(pl.lit(_("由累计推算")))
            .alias(_("来历")),
            pl.col("before_wan").alias(_("上月完成（万元）")),
            pl.col("ytd_investment_wan").alias(_("本年累计（万元）")),
            pl.col("annual_plan_wan").alias(_("年度计划（万元）")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.when("is_new_start").then(pl.lit(_("✓ 本月"))).alias(_("新开工")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("数字背后的项目"),
        opens=tables.opens_projects(month),
        money=[
            _("本月完成（万元）"),
            _("上月完成（万元）"),
            _("本年累计（万元）"),
            _("年度计划（万元）"),
            _("总投资（万元）"),
        ],
        widths={_("项目名称"): 260},
    )
