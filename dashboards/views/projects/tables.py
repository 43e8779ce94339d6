"""The table of projects."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboards import dictionary, labels, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def projects(rows: Rows, *, month: date, libraries: dict[str, str]) -> None:
    """One line per project, which it opens."""
    money = {
        "total_investment_wan": _("总投资（万元）"),
        "annual_plan_wan": _("年度计划（万元）"),
        "month_investment_wan": _("本月完成（万元）"),
        "ytd_investment_wan": _("本年累计（万元）"),
    }
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("library").replace(libraries).alias(_("所在库")),
            in_words("stage", labels.stage).alias(_("阶段")),
            in_words("category", labels.category).alias(_("类别")),
            *(pl.col(column).alias(heading) for column, heading in money.items()),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("started_on").alias(_("实际开工")),
            pl.col("completed_on").alias(_("竣工")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("项目"),
        money=list(money.values()),
        widths={_("项目名称"): 260},
        opens=tables.opens_projects(month),
    )


def others(rows: Rows, *, words: Mapping[str, str]) -> None:
    """Rows that are no projects, under the words their report has for columns, each once."""

    def columns(part: pl.DataFrame) -> pl.DataFrame:
        kept = {dictionary.short(words.get(column, column)): column for column in part.columns}
        return part.select(pl.col(column).alias(word) for word, column in kept.items())

    tables.listing(rows, columns=columns, key="members", name=_("数字背后的行"))
