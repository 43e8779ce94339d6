"""The tables of the lists page: the ranking of localities, and the projects with their lights."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def ranking(rows: pl.DataFrame, *, month: date, chosen: str, address: dict[str, str]) -> None:
    """Shares, month over month and their ranks; a name leads to its view, a figure to its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("综合名次"), unit=_("较上月"), align="text"),
            tables.Heading(text=_("片区内"), unit=_("综合名次"), align="mid"),
            tables.Heading(text=_("项目"), unit=_("个")),
            tables.Heading(text=_("个数占比")),
            tables.Heading(text=_("名次"), unit=_("较上月"), align="text"),
            tables.Heading(text=_("总投资")),
            tables.Heading(text=_("投资占比")),
            tables.Heading(text=_("名次"), unit=_("较上月"), align="text"),
            tables.Heading(text=_("本月完成")),
            tables.Heading(text=_("上月完成")),
            tables.Heading(text=_("环比")),
            tables.Heading(text=_("名次"), unit=_("较上月"), align="text"),
            tables.Heading(text=_("同项目环比")),
        ],
        [_rank_row(row, month, chosen, address) for row in rows.iter_rows(named=True)],
        name=_("各地占比、环比与名次"),
        key="ranking",
    )


def _rank_row(row: dict[str, Any], month: date, chosen: str, address: dict[str, str]) -> tables.Row:
    missing = None if row["is_reported"] else formats.not_reported()
    is_total = row["is_city_total"] or row["is_tier_total"]
    apart = missing or formats.not_comparable()

    def ranked(measure: str) -> tables.Cell:
        return (
            tables.Cell(text="")
            if is_total
            else tables.rank(row[f"{measure}_rank"], row[f"{measure}_rank_change"])
        )

    behind = links.members(
        "rpt_list_rank", month, "in_numerator", list=row["list_code"], locality=row["locality_code"]
    )
    share = formats.percent(row["count_share"], missing=missing)
    return tables.Row(
        is_total=is_total,
        is_chosen=row["locality_code"] == chosen,
        cells=[
            tables.Cell(
                text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
            ),
            ranked("composite"),
            tables.Cell(text="" if is_total else formats.count(row["composite_rank_in_tier"])),
            tables.count(row["project_count"], missing=missing, link=behind),
            tables.Cell(
                text=share + (_("（暂）") if row["is_share_provisional"] and row["count_share"] else ""),
                value=row["count_share"],
            ),
            ranked("count_share"),
            tables.money(row["total_investment_wan"], missing=missing, link=behind),
            tables.percent(row["investment_share"], missing=missing),
            ranked("investment_share"),
            tables.money(row["month_investment_wan"], missing=missing, link=behind),
            tables.money(row["previous_month_investment_wan"]),
            tables.growth(row["mom_rate"], missing=apart),
            ranked("mom"),
            tables.growth(row["mom_rate_same_projects"], missing=apart),
        ],
    )


def projects(rows: Rows, *, month: date, names: dict[str, str]) -> None:
    """One line per project, worst light first."""

    def light(name: str) -> pl.Expr:
        return in_words(name, labels.light)

    def listed(codes: pl.Series) -> str:
        return _("、").join(names.get(code, code) for code in codes)

    tables.listing(
        rows,
        columns=lambda part: part.select(
            light("light").alias(_("总灯")),
            in_words("light_reason", labels.light_reason).alias(_("原因")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("codes", listed).alias(_("所在清单")),
            in_words("status", labels.status).alias(_("状态")),
            light("start_light").alias(_("开工灯")),
            light("progress_light").alias(_("进度灯")),
            light("enrolment_light").alias(_("入统灯")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("annual_plan_wan").alias(_("年度计划（万元）")),
            pl.col("ytd_investment_wan").alias(_("本年累计（万元）")),
            pl.col("plan_completion_rate").alias(_("计划完成率")),
            pl.col("time_progress_rate").alias(_("序时进度")),
            pl.col("deviation_pp").round(1).alias(_("偏差（百分点）")),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("started_on").alias(_("实际开工")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("清单项目与亮灯原因"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）"), _("年度计划（万元）"), _("本年累计（万元）")],
        rates=[_("计划完成率"), _("序时进度")],
        widths={_("项目名称"): 240, _("原因"): 170, _("所在清单"): 190},
    )
