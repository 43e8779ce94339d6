"""What stands with every figure: its definition and clause, its month, who is in it, and the version.

Belongs here: the one component that frames a figure or chart, and the banner of simulated data.
Does not belong here: the definitions of one page's figures (its own module).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from dashboards import formats, tables
from dashboards.texts import _
from dashboards.warehouse import Published

# A longer list of missing units is cut and says so.
_NAMED = 8


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a page's figures rest on: the month, who reported it, the version."""

    month: date
    reported_unit_count: int
    unit_count: int
    missing: tuple[str, ...]
    version_id: str
    is_simulated: bool


def basis(published: Published, month: date) -> Basis:
    """Coverage of the month over the whole city, and the version."""
    units = published.query(
        """
        select locality_name, is_reported
        from marts.rpt_submission_status as status
        inner join marts.dim_locality on status.reporting_unit_code = dim_locality.locality_code
        where report_month = $month
        order by sort_order
        """,
        month=month,
    )
    is_missing = ~pl.col("is_reported")
    return Basis(
        month=month,
        reported_unit_count=units.filter("is_reported").height,
        unit_count=units.height,
        missing=tuple(units.filter(is_missing)["locality_name"]),
        version_id=version_id(published),
        is_simulated=is_simulated(published),
    )


def version_id(published: Published) -> str:
    """The identifier of the version being shown."""
    row = published.row("select version_id from marts.meta_version")
    return published.folder.name if row is None else str(row["version_id"])


def is_simulated(published: Published) -> bool:
    """Whether any submission says of itself that it is simulated, as the sample city's do."""
    known = published.query(
        "select 1 as found from information_schema.columns"
        " where table_schema = 'raw' and table_name = 'submission' and column_name = 'reporter'"
    )
    if not known.height:
        return False
    return (
        published.query("select 1 as found from raw.submission where reporter like '%模拟%' limit 1").height
        > 0
    )


def simulated_banner() -> None:
    """Say that nothing here is real."""
    text = escape(_("模拟数据：由示例程序生成，不是任何地方的真实情况，仅供演示。"))
    tables.html(f'<div class="sk-banner" role="note"><b>◆</b> {text}</div>')


@contextmanager
def figure(title: str, stated: Basis, *, definition: str, clause: str | None = None) -> Iterator[None]:
    """A framed figure, chart or table with its title above and what it rests on below."""
    with st.container(border=True):
        st.markdown(f"##### {title}")
        yield
        tables.html(f'<div class="sk-note">{_note(stated, definition=definition, clause=clause)}</div>')


def coverage(stated: Basis) -> str:
    """Who is in the figures: 报送 7/8（缺：…）."""
    text = _("已报送 {reported}/{total} 个单位").format(
        reported=stated.reported_unit_count, total=stated.unit_count
    )
    if not stated.missing:
        return text
    names = _("、").join(stated.missing[:_NAMED])
    if len(stated.missing) > _NAMED:
        names = _("{names} 等 {count} 个").format(names=names, count=len(stated.missing))
    return text + _("（缺：{names}）").format(names=names)


def _note(stated: Basis, *, definition: str, clause: str | None) -> str:
    source = f"〔{clause}〕" if clause else ""
    parts = [
        formats.month(stated.month),
        coverage(stated),
        _("版本 {version}").format(version=stated.version_id),
    ]
    if stated.is_simulated:
        parts.append(_("◆ 模拟数据"))
    return f"<b>{escape(_('口径'))}</b> {escape(definition + source)}<br>{escape(' · '.join(parts))}"
