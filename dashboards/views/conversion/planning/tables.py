"""The tables of the parts on planning."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def _missing(row: Mapping[str, Any]) -> str | None:
    return None if row["is_reported"] else formats.not_reported()


def _named(row: Mapping[str, Any], address: dict[str, str]) -> tables.Cell:
    return tables.Cell(
        text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
    )


def _judged(text: str, *, is_good: bool | None) -> tables.Cell:
    return tables.Cell(text=text, tone="muted" if is_good is None else "good" if is_good else "bad")


def quotas(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """Owners of the quota; a count opens its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("完成率"), unit=_("竖线为全年任务"), align="text"),
            tables.Heading(text=_("实际"), unit=_("个")),
            tables.Heading(text=_("全年任务"), unit=_("个")),
            tables.Heading(text=_("还差"), unit=_("个")),
            tables.Heading(text=_("序时应有"), unit=_("个")),
            tables.Heading(text=_("序时进度"), align="text"),
        ],
        [
            tables.Row(
                is_chosen=row["locality_code"] == address["locality"],
                cells=[
                    _named(row, address),
                    tables.percent(
                        row["attainment_rate"],
                        missing=_missing(row),
                        bar=tables.Bar(share=row["attainment_rate"] or 0, target=1.0),
                    ),
                    tables.count(
                        row["actual_count"],
                        missing=_missing(row),
                        link=links.members(
                            "rpt_quota", month, locality=row["locality_code"], quota_id=row["quota_id"]
                        ),
                    ),
                    *(
                        tables.count(row[column], missing=_missing(row))
                        for column in ("quota_count", "shortfall_count", "due_count")
                    ),
                    _judged(labels.pace(is_on_pace=row["is_on_pace"]), is_good=row["is_on_pace"]),
                ],
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("谋划任务"),
        key="quota_rows",
    )


def priority(rows: Rows, *, month: date) -> None:
    """One line per project, which it opens."""
    states = {
        "approval_state": _("审批"),
        "planning_permit_state": _("规划许可"),
        "land_permit_state": _("用地许可"),
        "environment_state": _("环评"),
    }
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("leader_in_charge", _leader, skip_nulls=False).alias(_("包保领导")),
            pl.col("headquarters").alias(_("指挥部")),
            *(in_words(column, labels.approval_state).alias(heading) for column, heading in states.items()),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="priority",
        name=_("年度重点推进项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240},
        is_whole=True,
    )


def _leader(name: str | None) -> str:
    return _("✕ 没有") if name is None else name


def readiness(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """Localities below the tiers and the city; a count opens its projects."""
    parts = {
        "ready_count": (_("任一项"), "in_numerator"),
        "approved_count": (_("今年批复"), "is_approved_in_year"),
        "started_count": (_("今年开工"), "is_started_in_year"),
        "fund_won_count": (_("争取到资金"), "is_fund_won"),
        "reserve_count": (_("储备"), "in_denominator"),
    }
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("占比")),
            tables.Heading(text=_("目标"), align="text"),
            *(tables.Heading(text=heading, unit=_("个")) for heading, _part in parts.values()),
            tables.Heading(text=_("距目标差"), unit=_("个")),
        ],
        [
            tables.Row(
                is_total=row["is_city_total"] or row["is_tier_total"],
                is_chosen=row["locality_code"] == address["locality"],
                cells=[
                    _named(row, address),
                    tables.percent(row["readiness_rate"], missing=_missing(row)),
                    _judged(labels.target(is_met=row["is_target_met"]), is_good=row["is_target_met"]),
                    *(
                        tables.count(
                            row[column],
                            missing=_missing(row),
                            link=links.members(
                                "rpt_readiness",
                                month,
                                part,
                                locality=row["locality_code"],
                                scope=row["scope"],
                            ),
                        )
                        for column, (_heading, part) in parts.items()
                    ),
                    tables.count(row["shortfall_count"], missing=_missing(row)),
                ],
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("能审批能开工能争取"),
        key="readiness_rows",
    )


def enterprise(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """Localities below the tiers and the city; a figure opens its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("个数占比")),
            tables.Heading(text=_("投资占比")),
            tables.Heading(text=_("目标")),
            tables.Heading(text=_("是否达标"), align="text"),
            tables.Heading(text=_("企业项目"), unit=_("个")),
            tables.Heading(text=_("全部项目"), unit=_("个")),
            tables.Heading(text=_("企业投资")),
            tables.Heading(text=_("全部投资")),
        ],
        [_enterprise_row(row, month, address) for row in rows.iter_rows(named=True)],
        name=_("企业投资占比"),
        key="enterprise_rows",
    )


def _enterprise_row(row: dict[str, Any], month: date, address: dict[str, str]) -> tables.Row:
    missing = _missing(row)

    def behind(part: str) -> links.Link:
        return links.members("rpt_enterprise_share", month, part, locality=row["locality_code"])

    return tables.Row(
        is_total=row["is_city_total"] or row["is_tier_total"],
        is_chosen=row["locality_code"] == address["locality"],
        cells=[
            _named(row, address),
            tables.percent(row["count_share"], missing=missing),
            tables.percent(row["investment_share"], missing=missing),
            tables.percent(row["target_share"], missing=missing),
            _judged(labels.target(is_met=row["is_target_met"]), is_good=row["is_target_met"]),
            tables.count(row["enterprise_count"], missing=missing, link=behind("in_numerator")),
            tables.count(row["planned_count"], missing=missing, link=behind("in_denominator")),
            tables.money(row["enterprise_investment_wan"], missing=missing, link=behind("in_numerator")),
            tables.money(row["planned_investment_wan"], missing=missing, link=behind("in_denominator")),
        ],
    )


def breakdown(rows: pl.DataFrame, *, month: date, dimension: str) -> None:
    """The values of a dimension; a count opens its projects."""
    is_theme = dimension == "plan_theme"
    tables.show(
        [
            tables.Heading(text=_("分类"), align="text"),
            tables.Heading(text=_("项目"), unit=_("个")),
            *([tables.Heading(text=_("本年已转化"), unit=_("个"))] if is_theme else []),
            tables.Heading(text=_("总投资")),
            tables.Heading(text=_("年度计划")),
            tables.Heading(text=_("本年累计")),
            tables.Heading(text=_("本月完成")),
        ],
        [_breakdown_row(row, month, is_theme=is_theme) for row in rows.iter_rows(named=True)],
        name=_("分类汇总"),
        key="breakdown_rows",
    )


def _breakdown_row(row: dict[str, Any], month: date, *, is_theme: bool) -> tables.Row:
    place = {"locality": row["locality_code"]}
    converted = tables.count(
        row["converted_count"],
        link=links.members("rpt_theme", month, "in_numerator", plan_theme=row["value"], **place),
    )
    return tables.Row(
        cells=[
            tables.Cell(text=row["name"]),
            tables.count(
                row["project_count"],
                link=links.members(
                    "rpt_breakdown", month, dimension=row["dimension"], value=row["value"], **place
                ),
            ),
            *([converted] if is_theme else []),
            *(
                tables.money(row[column])
                for column in (
                    "total_investment_wan",
                    "annual_plan_wan",
                    "ytd_investment_wan",
                    "month_investment_wan",
                )
            ),
        ]
    )
