"""项目详情: one project, from its first month to the cell of the file that each figure was read from.

Belongs here: the order of what is shown. Does not belong here: queries (load) and tables (tables).
"""

from typing import Any

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, labels, names, notes
from dashboards.charts import drawing
from dashboards.charts import project as charts
from dashboards.texts import _
from dashboards.views.project import load, sections, sources, tables
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        words = filters.text("q", _("查找项目"), placeholder=_("名称或代码"))
        project_id = _chosen(published, words)
    if project_id is None:
        st.info(
            _("没有找到项目。请换一个名称或代码，或从任何一张表里的项目点进来。"), icon=":material/search:"
        )
        return
    row = load.as_of(published, project_id, month)
    if row is None:
        st.info(_("{month}及以前没有这个项目的报送。").format(month=formats.month(month)))
        return
    stated = notes.basis(published, month)
    with notes.figure(
        row["project_name"], stated, definition=_("截至所选月份最近一次报送的内容；点开的数字都能找到原件。")
    ):
        st.caption(_identity(row))
        cards.show(_cards(row, names.libraries(published)))
    _life(published, stated, project_id)
    months = load.months(published, project_id, month)
    _figures(stated, months)
    sections.show(published, stated, project_id)
    sources.show(published, stated, months)
    found = load.findings(published, project_id)
    with notes.figure(
        _("这个项目的问题"), stated, definition=_("各月报送中与这个项目有关的问题，含已改正的。")
    ):
        if found.is_empty():
            st.markdown(_("✓ 没有发现问题。"))
        else:
            tables.findings(found)


def _chosen(published: Published, words: str) -> str | None:
    """The project that the address names, or one of those that the words find."""
    asked = st.query_params.get("project", st.session_state.get("filter.project"))
    found = load.search(published, words, keep=asked)
    if not found:
        return None
    return filters.choose(
        "project", _("项目"), found, default=next(iter(found)), width=420, is_always_in_address=True
    )


def _identity(row: dict[str, Any]) -> str:
    parts = [row["project_id"], row["unit_name"], row["owner"], row["site"]]
    return " · ".join(str(part) for part in parts if part)


def _cards(row: dict[str, Any], libraries: dict[str, str]) -> list[cards.Card]:
    def muted(text: str) -> cards.Line:
        return cards.Line(text=text, tone="muted")

    carried = [muted(_("沿用{month}的报送").format(month=formats.month(row["row_month"])))]
    return [
        cards.Card(
            label=_("所在库与阶段"),
            value=labels.stage(row["stage"]),
            lines=[
                muted(libraries.get(row["library"], row["library"])),
                *(carried if row["is_carried_forward"] else []),
            ],
        ),
        cards.Card(
            label=_("总投资"),
            value=formats.money(row["total_investment_wan"]),
            lines=[
                muted(labels.investor_kind(row["investor_kind"])),
                muted(labels.category(row["category"])),
            ],
        ),
        cards.Card(
            label=_("本月完成投资"),
            value=formats.money(row["month_investment_wan"]),
            lines=[muted(_("由累计推算"))] if row["month_investment_source"] == "derived" else [],
        ),
        cards.Card(
            label=_("本年累计完成"),
            value=formats.money(row["ytd_investment_wan"]),
            lines=[muted(_("年度计划 {amount}").format(amount=formats.money(row["annual_plan_wan"])))],
        ),
        cards.Card(
            label=_("责任"),
            value=row["responsible_person"] or formats.undefined(),
            lines=[
                muted(row["responsible_unit"] or formats.undefined()),
                muted(_("包保领导 {name}").format(name=row["leader_in_charge"] or formats.undefined())),
            ],
        ),
    ]


def _life(published: Published, stated: notes.Basis, project_id: str) -> None:
    events = load.events(published, project_id)
    with notes.figure(
        _("全生命周期"),
        stated,
        definition=_("储备、批复、开工、竣工、达产各一行：实心为实际，空心为计划；按最近一次报送。"),
    ):
        planned = load.planned(published, project_id)
        if events.drop_nulls("event_date").is_empty() and not planned:
            st.markdown(_("没有任何日期。"))
        else:
            drawing.show(charts.life(events, planned), description=_("各阶段的计划与实际日期"), key="life")
        tables.events(events)


def _figures(stated: notes.Basis, months: pl.DataFrame) -> None:
    with notes.figure(_("各月数字"), stated, definition=definitions.source_rows()):
        if months["month_investment_wan"].null_count() < months.height:
            drawing.show(charts.investment(months), description=_("各月完成投资与本年累计"), key="investment")
        tables.months(months)
