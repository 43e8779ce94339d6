"""对比: two months, or two published versions, side by side.

Belongs here: the order of what is shown. Does not belong here: queries (load) and the table (tables).
"""

from dataclasses import replace
from datetime import date

import streamlit as st

from dashboards import dictionary, filters, formats, notes
from dashboards.texts import _
from dashboards.views.compare import load, tables
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reports = load.reports(published)
        code = filters.choose("what", _("比什么"), reports, default=next(iter(reports)), width=260)
        report = load.report(published, code)
        chosen = _keys(published, report)
        month = filters.month(published)
        against = _month(published, month)
        other = _version(published)
    if report.main:
        looks = {"main": _("主要指标"), filters.EVERY: _("全部指标")}
        look = filters.choose("columns", _("指标"), looks, default="main", look="buttons")
        if look == "main":
            report = replace(report, measures=report.main)
    here = load.figures(published, report, month, chosen)
    there = load.figures(other, report, against, chosen)
    is_same_version = other.folder == published.folder
    with notes.figure(
        _("{now} 与 {before}").format(
            now=_told(month, published, is_same_version=is_same_version),
            before=_told(against, other, is_same_version=is_same_version),
        ),
        notes.basis(published, month),
        definition=_("差＝前者减后者；率的差以百分点计。有一边没有数字的不相减。"),
    ):
        if here == there and not is_same_version:
            st.markdown(_("✓ 两个版本的这些数字完全相同。"))
        if not here and not there:
            st.markdown(_("这两边都没有这张表的数字。"))
            return
        tables.side_by_side(report, here, there, names=load.localities(published))


def _keys(published: Published, report: load.Report) -> dict[str, str]:
    """Which of the report's rows: a choice for each key that it has beside month and locality."""
    chosen: dict[str, str] = {}
    described = dictionary.columns(published, f"marts.{report.table}")
    for key in report.keys:
        options = load.values(published, report.table, key, chosen)
        if not options:
            continue
        first = "year_to_date" if "year_to_date" in options else next(iter(options))
        label = dictionary.short(described[key])
        chosen[key] = filters.choose(f"{report.table}.{key}", label, options, default=first, width=210)
    return chosen


def _month(published: Published, month: date) -> date:
    codes = {formats.month_code(value): value for value in filters.months(published)}
    earlier = [code for code, value in codes.items() if value < month]
    chosen = filters.choose(
        "against",
        _("与哪个月比"),
        {code: formats.month(value) for code, value in codes.items()},
        default=earlier[0] if earlier else formats.month_code(month),
        width=150,
    )
    return codes[chosen]


def _version(published: Published) -> Published:
    """The version that the other side is read from: this one unless another is chosen."""
    kept = load.versions(published)
    chosen = filters.choose(
        "version",
        _("另一边的版本"),
        {name: _("当前版本") if name == published.folder.name else name for name in kept},
        default=published.folder.name,
        width=250,
    )
    return load.version(published, chosen)


def _told(month: date, published: Published, *, is_same_version: bool) -> str:
    if is_same_version:
        return formats.month(month)
    return f"{formats.month(month)}（{notes.version_id(published)}）"
