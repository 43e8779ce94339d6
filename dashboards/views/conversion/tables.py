"""The tables of the conversion page: rates by locality, and the projects behind one."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def rates(rows: pl.DataFrame, *, month: date, chosen: str, address: dict[str, str]) -> None:
    """Localities by rank below the tiers and the city; a name leads to its view, a count to its projects."""
    longest = max([*rows["conversion_rate"].drop_nulls(), *rows["target_rate"].drop_nulls(), 0.01])
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("转化率"), unit=_("按个数，竖线为目标"), align="text"),
            tables.Heading(text=_("目标"), align="text"),
            tables.Heading(text=_("名次"), align="mid"),
            tables.Heading(text=_("变化"), unit=_("较上月"), align="mid"),
            tables.Heading(text=_("片区内"), unit=_("名次"), align="mid"),
            tables.Heading(text=_("已转化"), unit=_("个")),
            tables.Heading(text=_("储备"), unit=_("个")),
            tables.Heading(text=_("转库未开工"), unit=_("个")),
            tables.Heading(text=_("距目标差"), unit=_("个")),
            tables.Heading(text=_("序时应转"), unit=_("个")),
            tables.Heading(text=_("序时进度"), align="text"),
            tables.Heading(text=_("转化率"), unit=_("按投资额")),
            tables.Heading(text=_("已转化投资")),
        ],
        [_rate_row(row, longest, month, chosen, address) for row in rows.iter_rows(named=True)],
        name=_("各地转化率与目标"),
        key="rates",
    )


def _rate_row(
    row: dict[str, Any], longest: float, month: date, chosen: str, address: dict[str, str]
) -> tables.Row:
    missing = None if row["is_reported"] else formats.not_reported()
    rate = row["conversion_rate"]
    change = formats.rank_change(row["rank_change"], rank=row["rank"])
    tone: tables.Tone = "good" if change[0] == "▲" else "bad" if change[0] == "▼" else "muted"
    is_total = row["is_city_total"] or row["is_tier_total"]
    keys = {"locality": row["locality_code"], "scope": row["scope"], "basis": row["basis"]}

    def behind(part: str) -> links.Link:
        return links.members("rpt_conversion", month, part, **keys)

    return tables.Row(
        is_total=is_total,
        is_chosen=row["locality_code"] == chosen,
        cells=[
            tables.Cell(
                text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
            ),
            tables.percent(
                rate,
                missing=missing,
                bar=tables.Bar(
                    share=(rate or 0) / longest,
                    target=None if row["target_rate"] is None else row["target_rate"] / longest,
                ),
            ),
            _judged(labels.target(is_met=row["is_target_met"]), is_good=row["is_target_met"]),
            tables.Cell(text="" if is_total else formats.count(row["rank"])),
            tables.Cell(text="" if is_total else change, tone=tone),
            tables.Cell(text="" if is_total else formats.count(row["rank_in_tier"])),
            tables.count(row["converted_count"], missing=missing, link=behind("in_numerator")),
            tables.count(row["reserve_count"], missing=missing, link=behind("in_denominator")),
            tables.count(
                row["moved_not_started_count"], missing=missing, link=behind("is_moved_not_started")
            ),
            tables.count(row["shortfall_count"], missing=missing),
            tables.count(row["due_count"], missing=missing),
            _judged(labels.pace(is_on_pace=row["is_on_pace"]), is_good=row["is_on_pace"]),
            tables.percent(row["conversion_rate_by_investment"], missing=missing),
            tables.money(row["converted_investment_wan"], missing=missing, link=behind("in_numerator")),
        ],
    )


def _judged(text: str, *, is_good: bool | None) -> tables.Cell:
    return tables.Cell(text=text, tone="muted" if is_good is None else "good" if is_good else "bad")


def projects(rows: Rows, *, month: date, libraries: dict[str, str]) -> None:
    """One line per project, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("library").replace(libraries).alias(_("所在库")),
            in_words("stage", labels.stage, skip_nulls=False).alias(_("阶段")),
            in_words(pl.struct("is_converted", "is_moved_not_started"), _conversion).alias(_("转化情况")),
            pl.col("total_investment_wan").cast(pl.Float64).alias(_("总投资（万元）")),
            _dated("reserve_on").alias(_("入储备库")),
            _dated("construction_on").alias(_("转建设库")),
            pl.col("started_on").alias(_("实际开工")),
            pl.col("exit_on").alias(_("出库")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("数字背后的项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240, _("说明"): 55, _("位置"): 140},
    )


def _conversion(row: dict[str, bool | None]) -> str:
    if row["is_converted"]:
        return _("✓ 已转化")
    return _("▲ 转库未开工") if row["is_moved_not_started"] else _("○ 未转化")


def _dated(name: str) -> pl.Expr:
    """A stage date as a person reads it: not every one was written down by the unit."""
    day = pl.col(name).dt.strftime("%Y-%m-%d")
    source = pl.col(f"{name}_source")
    return (
        pl.when(source == "unknown")
        .then(pl.lit(labels.date_source("unknown")))
        .when(source == "observed")
        .then(day + f"（{labels.date_source('observed')}）")
        .otherwise(day)
    )
