"""The official workbook to take away: filled with the unit's last rows for the month to come, or blank.

Belongs here: the two buttons. Does not belong here: what is in the workbook (ingestion.template).
"""

from datetime import date

import streamlit as st

from dashboards import formats
from dashboards.desk import Desk
from dashboards.texts import _
from dashboards.views.submit import load
from ingestion.identify import KIND_WORDS
from ingestion.months import add_months, format_month
from ingestion.template.rows import last_rows
from ingestion.template.workbook import template

_FULL = next(word for word, kind in KIND_WORDS.items() if kind == "full")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(desk: Desk, unit: str, name: str) -> None:
    """Draw the buttons; a workbook is made when it is asked for."""
    last = load.last_month(desk, unit)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("没有文件？先下载模板，填好再交。"))
        if last is not None:
            month = add_months(last, 1)
            st.download_button(
                _("{month} 模板（已填上期数据）").format(month=formats.month(month)),
                lambda: _filled(desk, unit, month),
                file_name=f"{name}_{format_month(month)}_{_FULL}.xlsx",
                mime=_XLSX,
                icon=":material/edit_document:",
                on_click="ignore",
            )
        st.download_button(
            _("空白模板"),
            lambda: template(policy=desk.policy),
            file_name=f"{_('重大项目报送模板')}.xlsx",
            mime=_XLSX,
            icon=":material/draft:",
            on_click="ignore",
        )


def _filled(desk: Desk, unit: str, month: date) -> bytes:
    last = None
    if desk.published is not None:
        last = last_rows(desk.published.cursor(), unit=unit, month=month)
    return template(policy=desk.policy, unit=unit, month=month, last=last)
