"""报送: a clerk's own page: hand a file in, say that nothing changed, look back, decide about names.

Belongs here: the order of what is shown. Does not belong here: the steps of a file (upload), its template (templates),
the other tabs (no_change, history, names), checking and keeping (ingestion.desk).
"""

import streamlit as st

from dashboards import filters
from dashboards.desk import Desk
from dashboards.texts import _
from dashboards.views.submit import history, names, no_change, upload


def render(desk: Desk) -> None:
    """Draw the page; a unit chosen here is that of every tab."""
    units = desk.units()
    if not units:
        st.warning(_("您没有为这个单位报送的权限。"), icon=":material/lock:")
        return
    unit = filters.choose("unit", _("报送单位"), units, default=next(iter(units)))
    tabs = st.tabs([_("交文件"), _("本月无变化"), _("历次报送"), _("名称认定")])
    with tabs[0]:
        upload.show(desk, units, unit)
    with tabs[1]:
        no_change.show(desk, unit, units[unit])
    with tabs[2]:
        history.show(desk, unit)
    with tabs[3]:
        names.show(desk, unit)
