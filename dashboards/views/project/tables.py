"""The tables of the page of one project: its steps, its months, what was found."""

import polars as pl

from dashboards import formats, labels, tables
from dashboards.texts import _
from dashboards.wording import in_words


def events(rows: pl.DataFrame) -> None:
    """A line per step."""
    tables.show(
        [
            tables.Heading(text=_("环节"), align="text"),
            tables.Heading(text=_("日期"), align="text"),
            tables.Heading(text=_("来历"), align="text"),
            tables.Heading(text=_("首次见于"), align="text"),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=labels.event(row["event"])),
                    tables.Cell(text=formats.day(row["event_date"])),
                    tables.Cell(text=labels.date_source(row["date_source"]), tone="muted"),
                    tables.Cell(text=formats.month(row["first_report_month"])),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("全生命周期"),
        key="events",
    )


def months(rows: pl.DataFrame) -> None:
    """A line per month, newest first."""
    money = {
        "total_investment_wan": _("总投资（万元）"),
        "annual_plan_wan": _("年度计划（万元）"),
        "month_investment_wan": _("本月完成（万元）"),
        "ytd_investment_wan": _("本年累计（万元）"),
    }
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("report_month", formats.month_code).alias(_("月份")),
            in_words("stage", labels.stage).alias(_("阶段")),
            *(pl.col(column).alias(heading) for column, heading in money.items()),
            pl.when(pl.col("month_investment_source") == "derived")
            .then(pl.lit(_("由累计推算")))
            .alias(_("来历")),
            pl.col("progress").alias(_("形象进度")),
            pl.col("problem").alias(_("存在问题")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="months",
        name=_("各月数字"),
        money=list(money.values()),
    )


def findings(rows: pl.DataFrame) -> None:
    """A line per finding."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("report_month", formats.month_code).alias(_("月份")),
            in_words("severity", labels.severity).alias(_("级别")),
            pl.coalesce("message", "rule_id").alias(_("问题")),
            pl.col("advice").alias(_("怎么改")),
            pl.col("raw_value").alias(_("原值")),
            pl.col("file_name").alias(_("文件")),
            pl.col("sheet").alias(_("工作表")),
            pl.col("row_number").alias(_("行")),
            pl.col("column_letter").alias(_("列")),
        ),
        key="findings",
        name=_("这个项目的问题"),
        widths={_("问题"): "large", _("怎么改"): "large"},
    )
