"""名称认定: similar names beside each other; people say whether they are one project."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboards import formats, tables
from dashboards.desk import Desk
from dashboards.texts import _
from dashboards.views.submit import load
from ingestion.decisions import Decision, Verdict, decided_pairs, read_decisions, record_decision
from ingestion.names import normalise_name

_SHOWN = 30


def show(desk: Desk, unit: str) -> None:
    """Draw the tab: what is open, less what was decided since the version was published."""
    pairs = load.open_pairs(desk, unit)
    if pairs is None:
        st.info(_("还没有发布任何数据，没有可认定的名称。"))
        return
    decided = decided_pairs(read_decisions(desk.settings.decisions))
    waiting = [row for row in pairs.iter_rows(named=True) if _pair(row) not in decided]
    st.caption(
        _("程序只提议，从不自行合并。认定“是同一项目”后，下一次更新起按一个项目计；认定“不是”后不再提示。")
    )
    if not waiting:
        st.markdown(_("✓ 没有待认定的名称。"))
        return
    similar = [row for row in waiting if row["pair_kind"] == "similar_name"]
    reviewer = st.text_input(_("认定人"), width=190, key="submit.names.by") if similar else ""
    for number, row in enumerate(similar[:_SHOWN]):
        _similar(desk, row, reviewer=reviewer, number=number)
    duplicates = [row for row in waiting if row["pair_kind"] == "cross_unit"]
    if duplicates:
        st.markdown(f"##### {_('两个单位同时报送的项目')}")
        _cross_unit(duplicates)


def _pair(row: dict[str, Any]) -> tuple[str, frozenset[str]]:
    names = (normalise_name(row["project_name"]), normalise_name(row["other_project_name"]))
    return row["reporting_unit_code"], frozenset(names)


def _similar(desk: Desk, row: dict[str, Any], *, reviewer: str, number: int) -> None:
    with st.container(border=True):
        tables.show(
            [
                tables.Heading(text=_("项目名称"), align="text"),
                tables.Heading(text=_("项目代码"), align="text"),
                tables.Heading(text=_("首次出现"), align="text"),
                tables.Heading(text=_("总投资")),
            ],
            [_line(row, ""), _line(row, "other_")],
        )
        st.caption(_("、").join(_grounds(row)))
        with st.container(horizontal=True):
            for verdict, label in (("same", _("是同一项目")), ("different", _("不是同一项目"))):
                st.button(
                    label,
                    key=f"submit.names.{verdict}.{number}",
                    disabled=not reviewer.strip(),
                    help=None if reviewer.strip() else _("请先填写认定人。"),
                    on_click=_decide,
                    args=(desk, row, verdict, reviewer.strip()),
                )


def _line(row: dict[str, Any], side: str) -> tables.Row:
    return tables.Row(
        cells=[
            tables.Cell(text=row[f"{side}project_name"]),
            tables.Cell(text=row[f"{side}project_code"] or _("—")),
            tables.Cell(text=formats.month(row[f"{side}first_report_month"])),
            tables.Cell(text=formats.money(row[f"{side}total_investment_wan"])),
        ]
    )


def _grounds(row: dict[str, Any]) -> list[str]:
    grounds = [_("名称相近 {score} 分").format(score=row["similarity_score"])]
    if row["has_same_owner"]:
        grounds.append(_("建设单位相同"))
    if row["has_near_investment"]:
        grounds.append(_("总投资相差不到一成"))
    return grounds


def _decide(desk: Desk, row: dict[str, Any], verdict: Verdict, reviewer: str) -> None:
    record_decision(
        desk.settings.decisions,
        Decision(
            decided_at=datetime.now(UTC),
            decided_by=reviewer,
            reporting_unit_code=row["reporting_unit_code"],
            name=row["project_name"],
            code=row["project_code"] or "",
            other_name=row["other_project_name"],
            other_code=row["other_project_code"] or "",
            verdict=verdict,
        ),
    )


def _cross_unit(rows: list[dict[str, Any]]) -> None:
    tables.show(
        [
            tables.Heading(text=_("项目名称"), align="text"),
            tables.Heading(text=_("项目代码"), align="text"),
            tables.Heading(text=_("计入的单位"), align="text"),
            tables.Heading(text=_("自何月起"), align="text"),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=row["project_name"]),
                    tables.Cell(text=row["project_code"] or _("—")),
                    tables.Cell(text=row["other_unit_name"]),
                    tables.Cell(text=formats.month(row["first_report_month"])),
                ]
            )
            for row in rows
        ],
    )
