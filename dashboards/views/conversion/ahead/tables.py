"""The tables of the parts on the rest of the year."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _
from dashboards.views.conversion.ahead import words
from dashboards.wording import in_words


def _named(row: dict[str, Any], address: dict[str, str]) -> tables.Cell:
    return tables.Cell(
        text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
    )


def unmet(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """What each locality still needs; a name leads to its nearest projects, a count to all that could serve."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("还差"), unit=_("个")),
            tables.Heading(text=_("期限"), align="text"),
            tables.Heading(text=_("距上一名次"), unit=_("个")),
            tables.Heading(text=_("可用的储备项目"), unit=_("个")),
        ],
        [
            tables.Row(
                is_total=row["is_city_total"] or row["is_tier_total"],
                is_chosen=row["locality_code"] == address["locality"],
                cells=[
                    _named(row, address),
                    tables.count(row["needed_count"]),
                    tables.Cell(text=formats.day(row["due_on"])),
                    tables.count(row["gap_to_next_count"]),
                    tables.count(
                        row["candidate_count"],
                        link=links.members(
                            "rpt_to_target", month, locality=row["locality_code"], rule_id=row["rule_id"]
                        ),
                    ),
                ],
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("达标还差什么"),
        key="unmet",
    )


def nearest(rows: pl.DataFrame, *, month: date) -> None:
    """One line per project in order of nearness, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("nearness_rank").alias(_("次序")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("why", words.why, skip_nulls=False).alias(_("为什么接近")),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.col("responsible_person").alias(_("责任人")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="nearest",
        name=_("最接近达标的项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240, _("为什么接近"): 200},
    )


def outlook(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """Where the year may end; a count of scenarios opens them."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("本月")),
            tables.Heading(text=_("年底展望")),
            tables.Heading(text=_("区间下限")),
            tables.Heading(text=_("区间上限")),
            tables.Heading(text=_("情景"), unit=_("个")),
            tables.Heading(text=_("怎么得出"), align="text"),
        ],
        [
            tables.Row(
                is_total=row["is_city_total"] or row["is_tier_total"],
                is_chosen=row["locality_code"] == address["locality"],
                cells=[
                    _named(row, address),
                    tables.percent(
                        row["so_far"], missing=None if row["is_reported"] else formats.not_reported()
                    ),
                    *(tables.percent(row[column]) for column in ("year_end", "low", "high")),
                    tables.count(
                        row["scenario_count"],
                        link=links.members(
                            "rpt_outlook", month, locality=row["locality_code"], measure=row["measure"]
                        ),
                    ),
                    tables.Cell(text=words.method(row["method"])),
                ],
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("年底展望"),
        key="outlook",
    )
