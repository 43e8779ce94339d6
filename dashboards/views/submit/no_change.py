"""本月无变化: one click makes a real file that says so, receives it and shows its receipt."""

from datetime import UTC, date, datetime

import streamlit as st

from dashboards import formats
from dashboards.desk import Desk, begin, received
from dashboards.texts import _
from dashboards.views.submit import load, parts
from ingestion.desk import Sent, no_change_file, receive_upload
from ingestion.months import add_months
from ingestion.receive import month_of

_RECEIPT = "submit.no_change"
_MONTHS_BACK = 3


def show(desk: Desk, unit: str, name: str) -> None:
    """Draw the tab."""
    last = load.last_month(desk, unit)
    if last is None:
        st.info(_("这个单位还没有有效的报送，第一次请交全量文件。"))
        return
    known = received(desk, unit)
    if known is None:
        return
    now = month_of(datetime.now(UTC), desk.policy)
    options = [month for step in range(1, -_MONTHS_BACK, -1) if (month := add_months(last, step)) <= now]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(
            _("无变化的月份"), options, format_func=formats.month, width=190, key="submit.no_change.month"
        )
        reporter = st.text_input(_("填报人"), width=190, key="submit.no_change.reporter")
    st.caption(_("台账照上个月沿用，本月完成投资为 0。会生成一份“无变化”文件，和其他文件一样存档。"))
    is_agreed = _is_free(known, month) or st.checkbox(
        _("这个月已经收过文件，我确认用“无变化”取代它"), key=f"submit.no_change.{unit}.{month}"
    )
    if st.button(
        _("{unit} {month} 无变化，确认报送").format(unit=name, month=formats.month(month)),
        type="primary",
        disabled=not is_agreed,
    ):
        upload = no_change_file(unit_name=name, month=month, reporter=reporter)
        with st.spinner(_("正在接收……")):
            st.session_state[_RECEIPT] = begin(
                lambda: receive_upload(upload, settings=desk.settings, policy=desk.policy)
            ).result()
    given = st.session_state.get(_RECEIPT)
    if given is not None and (given.reporting_unit_code, given.report_month) == (unit, month):
        parts.receipt(given, desk.units())


def _is_free(known: list[Sent], month: date) -> bool:
    """Whether nothing of the month counts yet."""
    return not any(one.record.report_month == month and one.standing.is_effective for one in known)
