"""The supervision page's cards and tables: lists, responsible units, projects."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboards import cards, formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words

# Further responsible units are found by name, and stand in the list of projects.
MOST_UNITS = 12


def cards_of(counted: pl.DataFrame, lists: Sequence[str], address: dict[str, str]) -> list[cards.Card]:
    """Each list: its projects, and what most of them are there for."""
    made = []
    for code in lists:
        own = counted.filter(pl.col("supervision_code") == code)
        whole = own.filter(pl.col("reason_code").is_null())
        reasons = own.filter(pl.col("reason_code").is_not_null())
        made.append(
            cards.Card(
                label=labels.supervision(code),
                value=formats.count(whole["project_count"].item() if whole.height else 0),
                unit=_("个"),
                link=links.here(**address | {"supervision": code}),
                lines=[
                    cards.Line(
                        text=_("{reason} {count} 个").format(
                            reason=labels.supervision_reason(row["reason_code"]),
                            count=formats.count(row["project_count"]),
                        ),
                        tone="muted",
                    )
                    for row in reasons.iter_rows(named=True)
                ],
            )
        )
    return made


def responsible(rows: pl.DataFrame, address: dict[str, str]) -> None:
    """Responsible units by how many projects they have on the list; a name narrows the page to it."""
    tables.show(
        [
            tables.Heading(text=_("责任单位"), align="text"),
            tables.Heading(text=_("在列项目"), unit=_("个")),
            tables.Heading(text=_("最长在列"), unit=_("月")),
            tables.Heading(text=_("最长逾期"), unit=_("天")),
            tables.Heading(text=_("事由"), align="wrap"),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(
                        text=row["responsible_unit"] or _("未填责任单位"),
                        tone="" if row["responsible_unit"] else "watch",
                        link=links.here(**address | {"responsible": row["responsible_unit"]})
                        if row["responsible_unit"]
                        else None,
                    ),
                    tables.count(row["project_count"]),
                    tables.count(row["longest"]),
                    tables.count(row["most_overdue"]),
                    tables.Cell(text=_("、").join(map(labels.supervision_reason, row["reasons"]))),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("责任单位"),
        key="responsible_units",
    )


def projects(rows: Rows, *, month: date) -> None:
    """One line per project and reason, which opens the project."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("reason_code", labels.supervision_reason).alias(_("事由")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("months_on_list").alias(_("在列月数")),
            pl.col("days_overdue").alias(_("逾期天数")),
            pl.col("responsible_unit").alias(_("责任单位")),
            pl.col("responsible_person").alias(_("责任人")),
            pl.col("leader_in_charge").alias(_("包保领导")),
            pl.col("oversight_unit").alias(_("日常监管单位")),
            pl.col("problem").alias(_("存在问题")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.when("is_carried_forward").then(pl.lit(_("沿用"))).alias(_("说明")),
            pl.col("file_name").alias(_("来源文件")),
            pl.format(_("{} 第 {} 行"), "sheet", "row_number").alias(_("位置")),
        ),
        key="projects",
        name=_("在列项目"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240, _("事由"): 130, _("存在问题"): 220},
    )
