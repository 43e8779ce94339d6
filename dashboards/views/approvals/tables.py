"""The tables of the page of approvals and factors: the checklist, progress, factors, evaluations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboards import filters, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words

# A checklist is read by eye; the table below it has every project.
MOST_PROJECTS = 25
_LONGEST_NAME = 14
_TONES: dict[str, tables.Tone] = {
    "done": "good",
    "conditional": "",
    "in_progress": "watch",
    "not_started": "muted",
    "not_required": "muted",
}


def looks() -> dict[str, str]:
    """What of the projects may be looked at."""
    return {
        filters.EVERY: _("全部"),
        "overdue": _("有逾期"),
        "ready": _("可并行启动"),
        "lacking": _("容缺缺条件"),
    }


def checklist(projects: pl.DataFrame, steps: pl.DataFrame, *, items: Sequence[str], month: date) -> None:
    """Project × item: the state by mark, overdue and what could start now by word."""
    by_place = {(row["project_id"], row["item"]): row for row in steps.iter_rows(named=True)}
    lines = [
        tables.Row(
            cells=[
                tables.Cell(text=_cut(row["project_name"]), link=links.project(row["project_id"], month)),
                *(_state(by_place.get((row["project_id"], item))) for item in items),
            ]
        )
        for row in projects.iter_rows(named=True)
    ]
    tables.show(
        [
            tables.Heading(text=_("项目名称"), align="text"),
            *(tables.Heading(text=item, align="mid") for item in items),
        ],
        lines,
        name=_("手续清单"),
        key="checklist",
    )


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _state(row: dict[str, Any] | None) -> tables.Cell:
    if row is None:
        return tables.Cell(text="")
    aside, tone = _aside(row)
    return tables.Cell(
        text=labels.approval_state(row["state"]), tone=_TONES[row["state"]], aside=aside, aside_tone=tone
    )


def progress(rows: Rows, *, month: date) -> None:
    """One line per project, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("progress_rate").alias(_("办结率")),
            pl.col("done_count").alias(_("已办结（项）")),
            pl.col("required_count").alias(_("必办（项）")),
            pl.col("conditional_count").alias(_("容缺（项）")),
            pl.col("overdue_count").alias(_("逾期（项）")),
            pl.col("violation_count").alias(_("容缺缺条件（处）")),
            pl.col("next_item").alias(_("下一项")),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
        ),
        key="progress",
        name=_("手续进展"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        rates=[_("办结率")],
        widths={_("项目名称"): 240},
    )


def factors(rows: Rows, *, month: date) -> None:
    """One line per project and item, which opens the project."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("state", labels.factor_state).alias(_("落实情况")),
            pl.when("is_overdue").then(pl.lit(_("✕ 逾期"))).alias(_("是否逾期")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("item").alias(_("具体指标")),
            pl.col("needed").cast(pl.Float64).alias(_("需求量")),
            pl.col("settled").cast(pl.Float64).alias(_("已落实量")),
            pl.col("gap").cast(pl.Float64).alias(_("缺口")),
            pl.col("unit").alias(_("计量单位")),
            pl.col("planned_date").alias(_("计划落实")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="factor_rows",
        name=_("逐项需求与缺口"),
        opens=tables.opens_projects(month),
        widths={_("项目名称"): 240},
    )


def evaluations(rows: Rows, *, month: date) -> None:
    """One line per project, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("verdict", labels.evaluation).alias(_("结论")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("evaluated_on").alias(_("评估日期")),
            in_words("stage", labels.stage).alias(_("阶段")),
            pl.col("started_on").alias(_("实际开工")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
        ),
        key="evaluation_rows",
        name=_("评估项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 260},
    )


def _aside(row: dict[str, Any]) -> tuple[str, tables.Tone]:
    if row["is_overdue"]:
        return _("逾期"), "bad"
    return (_("可启动"), "good") if row["can_start_now"] else ("", "")
