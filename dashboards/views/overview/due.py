"""The overview's deadlines: who missed one, and whose comes before the next ledgers do."""

import polars as pl
import streamlit as st

from dashboards import cards, clauses, formats, labels, links, notes, tables
from dashboards.texts import _
from dashboards.views.overview import load
from dashboards.warehouse import Published
from dashboards.wording import in_words

_TONES: dict[str, tables.Tone] = {"overdue": "bad", "soon": "watch", "to_verify": "watch"}


def show(published: Published, stated: notes.Basis) -> None:
    """How many projects stand how, and which; nothing where the pack sets no deadline."""
    if not load.has_deadlines(published):
        return
    rows = load.due(published, stated.month)
    with notes.figure(
        _("开工时限：逾期与临近"),
        stated,
        definition=_("临近＝时限在下个月末以前、尚未达到要求。全部时限项目见“百日攻坚”。"),
        clause=clauses.of(published, "deadlines"),
    ):
        if rows.is_empty():
            st.markdown(_("✓ 没有逾期、临近或待核实的项目。"))
            return
        cards.show([_card(rows, code, stated) for code in _TONES])
        _projects(rows, stated)


def _card(rows: pl.DataFrame, code: str, stated: notes.Basis) -> cards.Card:
    own = rows.filter(pl.col("urgency") == code)
    month = formats.month_code(stated.month)
    link = links.Link(page="deadlines", parameters={"month": month, "deadline": code})
    return cards.Card(
        label=_word(code),
        value=formats.count(own.height),
        unit=_("个"),
        # The page of deadlines has no filter for what is due soon; all of it stands below.
        link=link if own.height and code != "soon" else None,
        lines=[
            cards.Line(
                text=_("最早 {day}").format(day=formats.day(min(own["deadline"].to_list()))),
                tone=_TONES[code],
            )
        ]
        if own.height
        else [],
    )


def _word(code: str) -> str:
    return _("◔ 下月底前到期") if code == "soon" else labels.deadline_status(code)


def _projects(rows: pl.DataFrame, stated: notes.Basis) -> None:
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("urgency", _word).alias(_("情况")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("fund_source", labels.fund_source).alias(_("资金来源")),
            pl.col("deadline").alias(_("最迟开工")),
            pl.col("days_left").alias(_("剩余天数")),
            pl.col("planned_start_date").alias(_("计划开工")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("responsible_unit").alias(_("责任单位")),
        ),
        key="due",
        name=_("开工时限：逾期与临近"),
        opens=tables.opens_projects(stated.month),
        money=[_("总投资（万元）")],
        widths={_("项目名称"): 240},
    )
