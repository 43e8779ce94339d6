"""The cards and tables of the page of deadlines: rules, catching up, projects."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import cards, formats, labels, links, tables
from dashboards.texts import _
from dashboards.views.deadlines import words
from dashboards.warehouse import Rows
from dashboards.wording import in_words


def cards_of(rules: pl.DataFrame, rows: pl.DataFrame, address: dict[str, str]) -> list[cards.Card]:
    """Each deadline: its projects, and how many stand how."""
    made = []
    for rule in rules.iter_rows(named=True):
        own = rows.filter(pl.col("rule_id") == rule["rule_id"])
        counts = dict(own.group_by("status").agg(pl.col("count").sum()).iter_rows())
        asks = _("须形成实物工作量") if rule["needs_physical_work"] else _("须开工")
        lines = [
            cards.Line(
                text=_("{status} {count} 个").format(
                    status=labels.deadline_status(code), count=formats.count(counts[code])
                ),
                tone=tone,
            )
            for code, tone in _TONES.items()
            if code in counts
        ]
        made.append(
            cards.Card(
                label=words.rule(rule),
                value=formats.count(sum(counts.values())),
                unit=_("个"),
                link=links.here(**address | {"rule": rule["rule_id"]}),
                lines=[
                    cards.Line(
                        text=_("{day} 前{asks}").format(day=formats.day(rule["deadline"]), asks=asks),
                        tone="muted",
                    ),
                    *lines,
                ],
            )
        )
    return made


_TONES: dict[str, tables.Tone] = {
    "overdue": "bad",
    "to_verify": "watch",
    "met_late": "watch",
    "met": "good",
    "pending": "muted",
}


def catch_up(rows: pl.DataFrame, *, month: date, address: dict[str, str]) -> None:
    """Localities below the tiers and the city; a name leads to its view, a figure to its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("本年累计")),
            tables.Heading(text=_("上年同期")),
            tables.Heading(text=_("差额")),
            tables.Heading(text=_("追赶目标")),
            tables.Heading(text=_("每天需完成")),
            tables.Heading(text=_("本月日均完成")),
            tables.Heading(text=_("是否跟上"), align="text"),
        ],
        [_catch_up_row(row, month, address) for row in rows.iter_rows(named=True)],
        name=_("追赶上年进度"),
        key="catch_up",
    )


def _catch_up_row(row: dict[str, Any], month: date, address: dict[str, str]) -> tables.Row:
    missing = None if row["is_reported"] else formats.not_reported()
    apart = missing or formats.not_comparable()
    behind = links.members("rpt_catch_up", month, locality=row["locality_code"])
    is_on_pace = row["is_on_pace"]
    return tables.Row(
        is_total=row["is_city_total"] or row["is_tier_total"],
        is_chosen=row["locality_code"] == address["locality"],
        cells=[
            tables.Cell(
                text=row["locality_name"], link=links.here(**address | {"locality": row["locality_code"]})
            ),
            tables.money(row["ytd_investment_wan"], missing=missing, link=behind),
            tables.money(row["previous_year_ytd_investment_wan"], missing=apart),
            tables.money(row["gap_wan"], missing=apart),
            tables.money(row["target_wan"], missing=missing),
            tables.money(row["daily_pace_needed_wan"], missing=missing),
            tables.money(row["daily_pace_last_month_wan"], missing=missing),
            tables.Cell(
                text=labels.pace(is_on_pace=is_on_pace),
                tone="muted" if is_on_pace is None else "good" if is_on_pace else "bad",
            ),
        ],
    )


def projects(rows: Rows, *, month: date, rules: dict[str, str]) -> None:
    """One line per deadline and project, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("status", labels.deadline_status).alias(_("情况")),
            pl.col("rule_id").replace(rules).alias(_("时限规则")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("deadline").alias(_("最迟开工")),
            pl.col("days_left").alias(_("剩余天数")),
            _yes_or_no("is_started").alias(_("已开工")),
            _yes_or_no("has_physical_work").alias(_("有实物工作量")),
            pl.col("met_on").alias(_("达到要求")),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("started_on").alias(_("实际开工")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("时限项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240, _("时限规则"): 150},
    )


def _yes_or_no(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit(_("是"))).when(pl.col(column).not_()).then(pl.lit(_("否")))
