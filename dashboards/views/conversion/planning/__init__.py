"""谋划: quotas, readiness, the enterprise share, projects by theme and kind; parts of the page of conversion.

Belongs here: the order of what is shown in each part. Does not belong here: queries (load), tables (tables), and what
the figures mean (words).
"""

from datetime import date

import polars as pl
import streamlit as st

from dashboards import clauses, filters, formats, labels, links, names, notes, theme
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.conversion.planning import load, tables, words
from dashboards.warehouse import Published

# What each part shows; a version made by older code may lack it.
NEEDS = {
    "quotas": ("rpt_quota",),
    "readiness": ("rpt_readiness",),
    "enterprise": ("rpt_enterprise_share",),
    "breakdown": ("rpt_breakdown", "rpt_theme"),
}


def parts() -> dict[str, str]:
    """The parts and their names."""
    return {
        "quotas": _("谋划任务"),
        "readiness": _("能审批能开工能争取"),
        "enterprise": _("企业投资占比"),
        "breakdown": _("领域与分类"),
    }


def render(published: Published, part: str, stated: notes.Basis, address: dict[str, str]) -> None:
    """Draw one part."""
    draw = {
        "quotas": _quotas,
        "readiness": _readiness,
        "enterprise": _enterprise,
        "breakdown": _breakdown,
    }[part]
    draw(published, stated, address)


def _quotas(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    options = {code: labels.quota(code) for code in load.quotas(published)}
    if not options:
        with notes.figure(_("谋划任务"), stated, definition=words.quotas()):
            st.info(words.no_rule("quotas.csv"))
        return
    quota = filters.choose("quota", _("任务"), options, default=next(iter(options)), look="buttons")
    rows = load.quota_rows(published, stated.month, quota=quota)
    clause = clauses.of(published, "quotas", quota_id=quota)
    with notes.figure(options[quota], stated, definition=words.quotas(), clause=clause):
        drawing.show(
            bars.side_by_side(
                load.against_quota(rows),
                parts=[
                    bars.Part(code="quota", word=_("全年任务"), colour=theme.FAINT),
                    bars.Part(code="due", word=_("序时应有"), colour=theme.WATCH),
                    bars.Part(code="actual", word=_("实际"), colour=theme.ACCENT),
                ],
                unit=_("个"),
            ),
            description=_("各地任务、序时应有和实际项目个数"),
            key="quotas",
            opens=lambda mark: links.members(
                "rpt_quota", stated.month, locality=mark["code"], quota_id=quota
            ),
        )
        tables.quotas(rows, month=stated.month, address=address)
    if quota == "priority" and published.has("marts.rpt_priority_progress"):
        _priority(published, stated, address["locality"], clause)


def _priority(published: Published, stated: notes.Basis, locality: str, clause: str | None) -> None:
    rows = load.priority(published, stated.month, locality=locality)
    with notes.figure(_("年度重点推进项目"), stated, definition=words.priority(), clause=clause):
        st.caption(_("共 {count} 个项目").format(count=formats.count(rows.height)))
        if rows.height:
            tables.priority(rows, month=stated.month)


def _readiness(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    scopes = {code: labels.scope(code) for code in load.scopes(published, "readiness")}
    if not scopes:
        with notes.figure(_("能审批能开工能争取"), stated, definition=words.readiness()):
            st.info(words.no_rule("rates.csv"))
        return
    scope = filters.choose("readiness", _("范围"), scopes, default=next(iter(scopes)), look="buttons")
    rows = load.readiness(published, stated.month, scope=scope)
    with notes.figure(
        _("能审批、能开工、能争取的占比 · {scope}").format(scope=scopes[scope]),
        stated,
        definition=words.readiness(),
        clause=clauses.of(published, "rates", rule_id="readiness"),
    ):
        drawing.show(
            bars.against_target(load.against_target(rows)),
            description=_("各地能审批、能开工、能争取的占比与目标"),
            key="readiness_chart",
            opens=lambda mark: links.here(locality=mark["code"]),
        )
        tables.readiness(rows, month=stated.month, address=address)


def _enterprise(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    rows = load.enterprise(published, stated.month)
    with notes.figure(
        _("谋划项目中企业投资的占比"),
        stated,
        definition=words.enterprise(),
        clause=clauses.of(published, "rates", rule_id="enterprise_share"),
    ):
        if rows.is_empty():
            st.info(words.no_rule("rates.csv"))
            return
        drawing.show(
            bars.side_by_side(
                load.shares(rows),
                parts=[
                    bars.Part(code="count_share", word=_("按个数"), colour=theme.ACCENT),
                    bars.Part(code="investment_share", word=_("按投资额"), colour=theme.WATCH),
                ],
                unit="%",
            ),
            description=_("各地企业投资项目的个数占比和投资占比"),
            key="enterprise",
            opens=lambda mark: links.here(locality=mark["code"]),
        )
        tables.enterprise(rows, month=stated.month, address=address)


def _breakdown(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    options = {code: labels.dimension(code) for code in labels.DIMENSIONS}
    dimension = filters.choose(
        "dimension", _("按什么分"), options, default=labels.DIMENSIONS[0], look="buttons"
    )
    rows = load.breakdown(published, stated.month, locality=address["locality"], dimension=dimension)
    rows = words.named(rows, dimension, names.themes(published) | names.planning_types(published))
    title = _("{name}：按{dimension}").format(
        name=load.name(published, address["locality"]), dimension=options[dimension]
    )
    with notes.figure(title, stated, definition=words.breakdown()):
        if rows.is_empty():
            st.markdown(formats.not_reported())
            return
        left, right = st.columns(2)
        with left:
            _bars(rows, "project_count", _("个"), stated.month, dimension, address["locality"])
        with right:
            _bars(rows, "total_investment_wan", _("亿元"), stated.month, dimension, address["locality"])
        tables.breakdown(rows, month=stated.month, dimension=dimension)


def _bars(rows: pl.DataFrame, column: str, unit: str, month: date, dimension: str, locality: str) -> None:
    is_money = column.endswith("_wan")
    word = _("总投资") if is_money else _("项目个数")
    drawing.show(
        bars.side_by_side(
            load.measured(rows, column, is_money=is_money),
            parts=[bars.Part(code=column, word=word, colour=theme.SERIES[4] if is_money else theme.ACCENT)],
            unit=unit,
        ),
        description=word,
        key=column,
        opens=lambda mark: links.members(
            "rpt_breakdown", month, locality=locality, dimension=dimension, value=mark["code"]
        ),
    )
