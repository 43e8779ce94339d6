"""A file's way: dropped, read, checked, shown beside last month's, confirmed, received.

Belongs here: the steps and what stands between them. Does not belong here: what each looks like (parts).
"""

from concurrent.futures import Future
from dataclasses import dataclass, field

import streamlit as st

from dashboards import labels
from dashboards.desk import Desk, begin
from dashboards.texts import _
from dashboards.views.submit import load, parts, templates
from ingestion.assemble import FirstLook
from ingestion.desk import FORMATS, LARGEST_BYTES, Checked, Upload, check_upload, receive_upload
from ingestion.receive import Receipt

_JOB, _TURN, _RECEIPT = "submit.job", "submit.turn", "submit.receipt"
_LOOK_AGAIN_S = 0.5
_MEGABYTE = 2**20


@dataclass(kw_only=True)
class Job:
    """The checking of one upload: what is known of it so far."""

    upload: Upload
    first: list[FirstLook] = field(default_factory=list)
    checked: "Future[Checked] | None" = None


def show(desk: Desk, units: dict[str, str], unit: str) -> None:
    """Draw the step that the file in hand has come to; before there is one, `unit` is offered its template."""
    receipt = st.session_state.get(_RECEIPT)
    if receipt is not None:
        parts.receipt(receipt, units)
        st.button(_("再交一份"), on_click=_start_anew)
        return
    # Streamlit's own words in its uploader are English alone; the style sheet puts these in their place.
    limits = _("每份不超过 {size} MB，{formats}").format(
        size=LARGEST_BYTES // _MEGABYTE, formats=" ".join(FORMATS)
    )
    choose = _("选择文件")
    st.html(f"<style>:root {{ --choose-file: '{choose}'; --file-limits: '{limits}'; }}</style>")
    given = st.file_uploader(
        _("把报送文件拖到这里，或点击选择"),
        type=list(FORMATS),
        max_upload_size=LARGEST_BYTES // _MEGABYTE,
        key=f"submit.file.{st.session_state.get(_TURN, 0)}",
        help=_("文件先检查，确认之后才接收。可以反复改、反复交，每一版都保留。"),
    )
    if given is None:
        st.session_state.pop(_JOB, None)
        templates.show(desk, unit, units[unit])
        return
    job = _job(desk, Upload(file_name=given.name, content=given.getvalue()))
    if job.checked is None or not job.checked.done():
        _wait(job, units)
    else:
        if job.checked.exception() is not None:
            # Told this time, tried again the next.
            st.session_state.pop(_JOB)
        _tell(desk, job, job.checked.result(), units)


def _job(desk: Desk, upload: Upload) -> Job:
    """The one that is at work on these bytes, else a new one."""
    job = st.session_state.get(_JOB)
    if not isinstance(job, Job) or job.upload != upload:
        job = Job(upload=upload)
        settings, policy, tell = desk.settings, desk.policy, job.first.append
        job.checked = begin(lambda: check_upload(upload, settings=settings, policy=policy, tell_first=tell))
        st.session_state[_JOB] = job
    return job


@st.fragment(run_every=_LOOK_AGAIN_S)
def _wait(job: Job, units: dict[str, str]) -> None:
    """What reading has found, while the rules are still being checked."""
    if job.checked is not None and job.checked.done():
        st.rerun(scope="app")
    st.info(_("正在核对规则……先看已经读到的内容。") if job.first else _("正在读取文件……"))
    for look in job.first:
        parts.understood(
            look.reporting_unit_code, look.report_month, look.kind, units=units, row_count=look.row_count
        )
        parts.findings(look.findings, look.source_columns)


def _tell(desk: Desk, job: Job, checked: Checked, units: dict[str, str]) -> None:
    record = checked.record
    parts.understood(
        record.reporting_unit_code,
        record.report_month,
        record.kind,
        units=units,
        row_count=record.row_count,
        checked=checked,
    )
    parts.findings(checked.submission.findings, record.source_column_frame())
    parts.returned(desk, job.upload, checked)
    if record.outcome == "rejected":
        st.error(_("这份文件不能接收。请按上面的说明改好，再把改好的文件拖进来。"), icon=":material/block:")
        return
    if record.reporting_unit_code not in units:
        st.error(_("您没有为这个单位报送的权限。"), icon=":material/lock:")
        return
    parts.beside_last_month(checked, load.last_ledger(desk, record.reporting_unit_code, record.report_month))
    _confirm(desk, job.upload, checked)


def _confirm(desk: Desk, upload: Upload, checked: Checked) -> None:
    """The question that must be answered first, and the button."""
    record = checked.record
    is_agreed = True
    if record.rejected_row_count:
        st.warning(
            _("有 {count} 行有错误，接收后这些行不计入任何数字。最好先改好再交。").format(
                count=record.rejected_row_count
            )
        )
    if checked.same_as is not None:
        st.info(_("这份文件已经收过，内容一样；再收一次不会改变任何数字。"))
    if checked.replaces is not None:
        st.warning(parts.what_is_replaced(checked.replaces), icon=":material/swap_horiz:")
        is_agreed = st.checkbox(_("我确认：用这份文件取代它"), key=f"submit.agreed.{upload.sha256}")
    kind = labels.kind(record.kind)
    if st.button(_("确认接收（{kind}）").format(kind=kind), type="primary", disabled=not is_agreed):
        with st.spinner(_("正在接收……")):
            received: Receipt = begin(
                lambda: receive_upload(upload, settings=desk.settings, policy=desk.policy)
            ).result()
        st.session_state[_RECEIPT] = received
        st.rerun()


def _start_anew() -> None:
    st.session_state.pop(_RECEIPT, None)
    st.session_state.pop(_JOB, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
