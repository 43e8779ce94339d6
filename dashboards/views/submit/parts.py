"""The pieces of the submission page: what was understood, what is wrong, what changed, the receipt.

Belongs here: how they look. Does not belong here: when they are shown (upload).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import cast

import polars as pl
import streamlit as st

from dashboards import cards, formats, labels, tables
from dashboards.desk import Desk
from dashboards.texts import _, language
from ingestion.desk import Checked, Sent, Upload, compare, marked_file, sums
from ingestion.feedback.groups import group_findings
from ingestion.receive import Receipt

_GROUPS_SHOWN = 40
_TONES: Mapping[str, tables.Tone] = {"error": "bad", "warning": "watch", "info": "muted"}


def understood(
    unit: str | None,
    month: date | None,
    kind: str | None,
    *,
    units: Mapping[str, str],
    row_count: int,
    checked: Checked | None = None,
) -> None:
    """Whose file it is, of which month and kind, and what its rows add up to."""
    shown = [
        cards.Card(label=_("报送单位"), value=units.get(unit or "", unit or _("未能识别"))),
        cards.Card(label=_("报送月份"), value=formats.month(month) if month else _("未能识别")),
        cards.Card(label=_("类型"), value=labels.kind(kind)),
    ]
    if checked is None:
        shown.append(cards.Card(label=_("项目行数"), value=formats.count(row_count)))
    else:
        record, amounts = checked.record, sums(checked.ledger)
        line = _("共 {rows} 行，退回 {rejected}，跳过 {skipped}").format(
            rows=record.row_count, rejected=record.rejected_row_count, skipped=record.skipped_row_count
        )
        shown += [
            cards.Card(
                label=_("接收行数"),
                value=formats.count(record.accepted_row_count),
                lines=[cards.Line(text=line, tone="bad" if record.rejected_row_count else "muted")],
            ),
            *(
                cards.Card(label=label, value=formats.money(cast("Decimal | None", amounts[name])))
                for label, name in (
                    (_("总投资"), "total_investment_wan"),
                    (_("本月完成投资"), "month_investment_wan"),
                    (_("本年累计完成投资"), "ytd_investment_wan"),
                )
            ),
        ]
    cards.show(shown)


def findings(found: pl.DataFrame, columns: pl.DataFrame) -> None:
    """Every problem once, errors first, with its place and what to do."""
    groups = group_findings(found, columns=columns)
    if groups.is_empty():
        st.markdown(_("✓ 没有发现问题。"))
        return
    suffix = "" if language() == "zh" else "_en"
    headings = [
        tables.Heading(text=_("级别"), align="text"),
        tables.Heading(text=_("位置"), align="text"),
        tables.Heading(text=_("问题"), align="text"),
        tables.Heading(text=_("怎么改"), align="text"),
    ]
    rows = [
        tables.Row(
            cells=[
                tables.Cell(text=labels.severity(group["severity"]), tone=_TONES[group["severity"]]),
                tables.Cell(text=group[f"place{suffix}"] or _("整份文件")),
                tables.Cell(text=group[f"message{suffix}"]),
                tables.Cell(text=group[f"advice{suffix}"]),
            ]
        )
        for group in groups.head(_GROUPS_SHOWN).iter_rows(named=True)
    ]
    st.markdown(f"##### {_('发现的问题（{count} 类）').format(count=groups.height)}")
    tables.show(headings, rows)


def returned(desk: Desk, upload: Upload, checked: Checked) -> None:
    """The clerk's own file with its problems marked, to mend and send again; made when it is asked for."""
    if checked.submission.findings.is_empty():
        return
    lang, unit_name = language(), desk.units().get(checked.record.reporting_unit_code or "")
    st.download_button(
        _("下载标注文件"),
        lambda: marked_file(upload, checked, settings=desk.settings, unit_name=unit_name, lang=lang),
        file_name=f"{_('标注')}_{PurePath(upload.file_name).stem}.xlsx",
        icon=":material/edit_note:",
        on_click="ignore",
    )


def beside_last_month(checked: Checked, before: tuple[date, pl.DataFrame] | None) -> None:
    """What came, went, changed and jumped since the unit's last ledger."""
    if checked.record.kind != "full":
        return
    if before is None:
        st.caption(_("没有可比的上期数据。"))
        return
    month, rows = before
    found = compare(checked.ledger, rows)
    st.markdown(f"##### {_('与 {month} 相比').format(month=formats.month(month))}")
    kinds = {
        _("新增"): found.added,
        _("不见了"): found.gone,
        _("有变化"): found.changed,
        _("总投资大幅变动"): found.jumped,
    }
    cards.show(
        [
            cards.Card(label=label, value=formats.count(frame.height), unit=_("个"))
            for label, frame in kinds.items()
        ]
    )
    for (label, frame), key in zip(kinds.items(), ("added", "gone", "changed", "jumped"), strict=True):
        if frame.height:
            with st.expander(f"{label} · {frame.height}"):
                tables.listing(_as_list(frame), key=f"submit.{key}", name=label, money=_money(frame))


def _as_list(frame: pl.DataFrame) -> pl.DataFrame:
    names = {
        "project_name": _("项目名称"),
        "project_code": _("项目代码"),
        "library": _("所在库"),
        "library_before": _("上期所在库"),
        "total_investment_wan": _("总投资（万元）"),
        "total_investment_wan_before": _("上期总投资（万元）"),
    }
    return frame.select(pl.col(name).alias(text) for name, text in names.items() if name in frame.columns)


def _money(frame: pl.DataFrame) -> list[str]:
    texts = {
        "total_investment_wan": _("总投资（万元）"),
        "total_investment_wan_before": _("上期总投资（万元）"),
    }
    return [text for name, text in texts.items() if name in frame.columns]


def what_is_replaced(earlier: Sent) -> str:
    """The question's facts: which file counts now."""
    return _(
        "这个单位这个月已经收过文件：{name}（{time} 收到，{count} 行）。接收后以新文件为准，旧文件仍保留。"
    ).format(
        name=earlier.file_name,
        time=formats.minute(earlier.received_at.astimezone()),
        count=earlier.record.accepted_row_count,
    )


def receipt(given: Receipt, units: Mapping[str, str]) -> None:
    """The proof of receipt, to read and to keep."""
    lines = {
        _("文件"): given.file_name,
        _("收到时间"): formats.minute(given.received_at.astimezone()),
        _("报送单位"): units.get(given.reporting_unit_code or "", given.reporting_unit_code or _("—")),
        _("报送月份"): formats.month(given.report_month) if given.report_month else _("—"),
        _("类型"): labels.kind(given.kind),
        _("结果"): labels.outcome(given.outcome),
        _("行数"): _("接收 {accepted}，退回 {rejected}，跳过 {skipped}").format(
            accepted=given.accepted_row_count,
            rejected=given.rejected_row_count,
            skipped=given.skipped_row_count,
        ),
        "SHA-256": given.sha256,
    }
    st.success(
        _("已接收。下一次更新后计入各项数字。")
        if given.is_new
        else _("这份文件以前收过，没有改变任何数字。"),
        icon=":material/task_alt:",
    )
    if given.kind and not given.is_effective:
        st.warning(_("目前还没有生效：它所依据的报送还没有收到。"))
    tables.show(
        [tables.Heading(text=_("回执"), align="text"), tables.Heading(text="", align="text")],
        [
            tables.Row(cells=[tables.Cell(text=label), tables.Cell(text=value)])
            for label, value in lines.items()
        ],
    )
    text = "\n".join(f"{label}: {value}" for label, value in lines.items())
    st.download_button(
        _("下载回执"), text.encode("utf-8-sig"), file_name=f"{_('回执')}_{given.sha256[:12]}.txt"
    )
