"""报送与质量: who sent what when, what was wrong with it, and what to do about it.

Belongs here: the order of what is shown. Does not belong here: queries (load), tables and the chart beside it.
"""

import polars as pl
import streamlit as st

from dashboards import definitions, filters, formats, labels, notes
from dashboards.charts import drawing
from dashboards.texts import _
from dashboards.views.quality import charts, load, suspicions, tables
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    units = load.units(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        chosen = filters.choose(
            "unit", _("报送单位"), {filters.EVERY: _("全部单位"), **units}, default=filters.EVERY
        )
    unit = None if chosen == filters.EVERY else chosen
    stated = notes.basis(published, month)
    with notes.figure(_("报送日历"), stated, definition=definitions.cut_off(published)):
        tables.calendar(load.calendar(published, month), unit=unit)
    who = _("全部单位") if unit is None else units[unit]
    subject = f"{formats.month(month)} · {who}"
    _findings(published, stated, subject, unit=unit)
    if published.has("marts.fct_suspicion"):
        suspicions.show(load.suspicions(published, month, unit=unit), stated, subject)
    _submissions(load.submissions(published, month, unit=unit), stated, subject)


def _findings(published: Published, stated: notes.Basis, subject: str, *, unit: str | None) -> None:
    counted = load.counted(published, stated.month, unit=unit)
    with notes.figure(
        _("发现的问题 · {subject}").format(subject=subject),
        stated,
        definition=_(
            "“退回”的行不计入任何数字，“提醒”和“说明”的行照常计入。每条都注明文件、工作表、行和列。"
        ),
    ):
        if counted.is_empty():
            st.markdown(_("✓ 没有发现问题。"))
            return
        names = tables.rule_names(counted)
        drawing.show(charts.by_rule(counted, names), description=_("各类问题的处数"), key="by_rule")
        with st.container(horizontal=True):
            grave = filters.choose(
                "severity", _("级别"), _severities(counted), default=filters.EVERY, look="buttons"
            )
            rule = filters.choose(
                "rule",
                _("问题类型"),
                {filters.EVERY: _("全部类型"), **names},
                default=filters.EVERY,
                width=420,
            )
        found = load.findings(
            published,
            stated.month,
            unit=unit,
            severity=None if grave == filters.EVERY else grave,
            rule=None if rule == filters.EVERY else rule,
        )
        st.caption(_("共 {count} 处").format(count=formats.count(found.height)))
        tables.findings(found)


def _severities(counted: pl.DataFrame) -> dict[str, str]:
    present = set(counted["severity"])
    codes = [code for code in ("error", "warning", "info") if code in present]
    return {filters.EVERY: _("全部"), **{code: labels.severity(code) for code in codes}}


def _submissions(files: pl.DataFrame, stated: notes.Basis, subject: str) -> None:
    with notes.figure(
        _("报送文件 · {subject}").format(subject=subject),
        stated,
        definition=_("文件行数＝接收＋退回＋跳过。月份无法识别的文件列在每个月下面。"),
    ):
        if files.is_empty():
            st.markdown(_("没有收到文件。"))
        else:
            tables.submissions(files)
