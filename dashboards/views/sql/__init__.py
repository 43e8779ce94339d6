"""SQL 工作台: one SELECT of an analyst on the published warehouse, where it can do no harm.

Belongs here: the order of what is shown. Does not belong here: the sandbox (dashboards.query), examples, charts.
"""

import polars as pl
import streamlit as st

from dashboards import dictionary, filters, formats, notes, tables
from dashboards.charts import drawing
from dashboards.query import Limits, QueryError, QueryResult, run_query
from dashboards.texts import _
from dashboards.views.sql import chart
from dashboards.views.sql.examples import examples
from dashboards.warehouse import WAREHOUSE_FILE, Published

LIMITS = Limits(max_rows=5_000, seconds=15.0)
_STATEMENT, _RESULT = "sql.statement", "sql.result"
_SHOWN = "sql.shown"


def render(published: Published) -> None:
    """Draw the page."""
    st.caption(
        _(
            "只读：一次一条 SELECT，最长 {seconds} 秒，最多 {rows} 行；不能读写文件、访问网络或更改设置。"
        ).format(seconds=int(LIMITS.seconds), rows=formats.count(LIMITS.max_rows))
    )
    left, right = st.columns([1, 2])
    with left, st.container(border=True):
        _schema(published)
    with right, st.container(border=True):
        st.markdown(f"##### {_('语句')}")
        _editor(published)
    _result(published)


def _schema(published: Published) -> None:
    """Tables and columns with what they mean."""
    st.markdown(f"##### {_('表和列')}")
    described = dictionary.tables(published)
    names = {name: f"{name} · {dictionary.short(text)}" for name, text in described.items()}
    table = filters.choose("table", _("表"), names, default=next(iter(names)), width=420)
    st.caption(f"marts.{table} — {described[table]}")
    words = dictionary.columns(published, f"marts.{table}")
    columns = pl.DataFrame(
        {_("列"): list(words), _("含义"): list(words.values())},
        schema={_("列"): pl.String, _("含义"): pl.String},
    )
    tables.listing(columns, key="columns", name=f"{table}_columns", widths={_("含义"): "large"})


def _editor(published: Published) -> None:
    """A worked example or one's own words, and the button that runs them."""
    known = examples()
    titles = {code: example.title() for code, example in known.items()}
    code = filters.choose("example", _("示例"), titles, default=next(iter(titles)), width=420)
    # Another example replaces what stands in the editor; the same one leaves it alone.
    if st.session_state.get(_SHOWN) != code:
        st.session_state[_SHOWN] = code
        st.session_state[_STATEMENT] = known[code].sql
    statement = st.text_area(_("SQL 语句"), key=_STATEMENT, height=230, label_visibility="collapsed")
    if st.button(_("运行"), type="primary", icon=":material/play_arrow:"):
        with st.spinner(_("正在查询…")):
            st.session_state[_RESULT] = _run(published, statement)


def _run(published: Published, statement: str) -> QueryResult | QueryError:
    try:
        return run_query(published.folder / WAREHOUSE_FILE, statement, limits=LIMITS)
    except QueryError as error:
        return error


def _result(published: Published) -> None:
    result: QueryResult | QueryError | None = st.session_state.get(_RESULT)
    if result is None:
        return
    if isinstance(result, QueryError):
        st.error(_refusals()[result.refusal])
        if result.detail:
            st.code(result.detail, language=None)
        return
    with st.container(border=True):
        st.markdown(f"##### {_('结果')}")
        frame = result.frame
        said = _("{rows} 行，{columns} 列").format(rows=formats.count(frame.height), columns=frame.width)
        if result.is_truncated:
            st.warning(
                _("结果超过 {rows} 行，只显示前 {rows} 行。").format(rows=formats.count(LIMITS.max_rows)),
                icon=":material/content_cut:",
            )
        st.caption(f"{said} · {_('版本 {version}').format(version=notes.version_id(published))}")
        tables.listing(frame, key="result", name=_("查询结果"), is_whole=True)
        drawn = chart.chosen(frame)
        if drawn is not None:
            drawing.show(drawn, description=_("查询结果的图"), key="result_chart")


def _refusals() -> dict[str, str]:
    return {
        "not_one_select": _("只能运行一条 SELECT 语句。"),
        "not_allowed": _("这条语句要做的事不被允许：只能读已发布的数据。"),
        "wrong_sql": _("语句有错误。"),
        "too_slow": _("超过 {seconds} 秒，已停止。请缩小范围后再试。").format(seconds=int(LIMITS.seconds)),
        "too_large": _("结果或占用的内存太大，已停止。请缩小范围后再试。"),
        "no_warehouse": _("还没有发布任何数据。"),
    }
