"""历次报送: everything a unit ever sent, each version with how it stands and its bytes to download."""

import streamlit as st

from dashboards import formats, labels, tables
from dashboards.desk import Desk, received
from dashboards.texts import _
from ingestion.desk import Sent, original

_SHOWN = 60


def show(desk: Desk, unit: str) -> None:
    """Draw the tab."""
    known = received(desk, unit)
    if known is None:
        return
    if not known:
        st.info(_("这个单位还没有交过文件。"))
        return
    months = sorted({one.record.report_month for one in known if one.record.report_month}, reverse=True)
    month = st.selectbox(
        _("报送月份"),
        [None, *months],
        format_func=lambda value: formats.month(value) if value else _("全部月份"),
        width=190,
        key="submit.history.month",
    )
    chosen = [one for one in known if month is None or one.record.report_month == month]
    headings = [
        tables.Heading(text=_("收到时间"), align="text"),
        tables.Heading(text=_("报送月份"), align="text"),
        tables.Heading(text=_("类型"), align="text"),
        tables.Heading(text=_("结果"), align="text"),
        tables.Heading(text=_("现状"), align="text"),
        tables.Heading(text=_("接收")),
        tables.Heading(text=_("退回")),
        tables.Heading(text=_("文件"), align="text"),
        tables.Heading(text="SHA-256", align="text"),
    ]
    tables.show(headings, [tables.Row(cells=_cells(one)) for one in chosen[:_SHOWN]])
    if len(chosen) > _SHOWN:
        st.caption(_("只列出最近 {count} 份；选一个月份可看全部。").format(count=_SHOWN))
    _download(desk, chosen)


def _cells(one: Sent) -> list[tables.Cell]:
    record = one.record
    return [
        tables.Cell(text=formats.minute(one.received_at.astimezone())),
        tables.Cell(text=formats.month(record.report_month) if record.report_month else _("—")),
        tables.Cell(text=labels.kind(record.kind)),
        tables.Cell(text=labels.outcome(record.outcome)),
        _standing(one),
        tables.Cell(text=formats.count(record.accepted_row_count)),
        tables.Cell(text=formats.count(record.rejected_row_count)),
        tables.Cell(text=one.file_name),
        tables.Cell(text=record.sha256[:12], tone="muted"),
    ]


def _standing(one: Sent) -> tables.Cell:
    if not one.standing.is_effective:
        return tables.Cell(text=_("✕ 无效"), tone="bad")
    if one.standing.superseded_by is not None:
        return tables.Cell(text=_("○ 已被取代"), tone="muted")
    return tables.Cell(text=_("● 有效"), tone="good")


def _download(desk: Desk, known: list[Sent]) -> None:
    """The bytes as they were received."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = st.selectbox(
            _("下载原件"),
            known,
            format_func=lambda one: f"{formats.minute(one.received_at.astimezone())} · {one.file_name}",
            width=460,
            key="submit.history.file",
        )
        st.download_button(
            _("下载"),
            lambda: original(one.record.sha256, settings=desk.settings),
            file_name=one.file_name,
            key="submit.history.download",
        )
