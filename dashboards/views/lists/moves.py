"""How lights moved since the month before: a matrix, and the projects behind each of its counts.

Belongs here: this part of the lists page. Does not belong here: which light a project has (dbt).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from dashboards import filters, formats, labels, links, tables
from dashboards.texts import _
from dashboards.wording import in_words

_LIGHTS = ("red", "yellow", "green", "none")
_BEFORE = (*_LIGHTS, "new", "unreported")
_NOW = (*_LIGHTS, "left", "unreported")
# From worst to best; what has no light is neither.
_ORDER = {"red": 0, "yellow": 1, "green": 2}
_CHANGED = "changed"


def definition() -> str:
    """How to read the matrix."""
    return _(
        "行为上月的总灯，列为本月的总灯，格内为项目个数；▼ 变差，▲ 变好。新列入：上月不在清单；"
        "不再列入：本月不在清单（含出库）；未报送：所在单位那个月没有报送。点个数看项目。"
    )


def show(rows: pl.DataFrame, *, month: date, address: Mapping[str, str]) -> None:
    """The matrix, and below it the projects of one of its places: those that changed unless one is chosen."""
    if set(rows["was"]) <= {"new", "unreported"}:
        st.markdown(_("上月没有清单项目，灯的变化无从比较。"))
        return
    counts = {
        (was, became): count for was, became, count in rows.group_by("was", "became").len("count").iter_rows()
    }
    _matrix(counts, address)
    options = {
        _CHANGED: _("所有变化"),
        **{f"{was}.{became}": f"{_word(was)} → {_word(became)}" for was, became in sorted(counts)},
    }
    move = filters.choose("move", _("变化"), options, default=_CHANGED, width=260)
    is_kept = (
        pl.col("was") != pl.col("became") if move == _CHANGED else pl.format("{}.{}", "was", "became") == move
    )
    kept = rows.filter(is_kept)
    st.caption(_("共 {count} 个项目").format(count=formats.count(kept.height)))
    if not kept.is_empty():
        _projects(kept, month)


def _matrix(counts: Mapping[tuple[str, str], int], address: Mapping[str, str]) -> None:
    befores = [was for was in _BEFORE if any(was == from_ for from_, _to in counts)]
    nows = [became for became in _NOW if any(became == to for _from, to in counts)]
    tables.show(
        [
            tables.Heading(text=_("上月 ＼ 本月"), align="text"),
            *(tables.Heading(text=_word(became), align="mid") for became in nows),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=_word(was)),
                    *(_count(was, became, counts.get((was, became), 0), address) for became in nows),
                ]
            )
            for was in befores
        ],
        name=_("灯的变化"),
        key="moves",
    )


def _count(was: str, became: str, count: int, address: Mapping[str, str]) -> tables.Cell:
    if not count:
        return tables.Cell(text="·", tone="muted", value=0)
    before, now = _ORDER.get(was), _ORDER.get(became)
    change = 0 if before is None or now is None else now - before
    tone: tables.Tone = "good" if change > 0 else "bad" if change < 0 else ""
    mark = "▲ " if change > 0 else "▼ " if change < 0 else ""
    link = links.here(**address, move=f"{was}.{became}")
    return tables.Cell(text=f"{mark}{formats.count(count)}", tone=tone, link=link, value=count)


def _word(code: str) -> str:
    return {"new": _("新列入"), "left": _("不再列入"), "unreported": formats.not_reported()}.get(
        code
    ) or labels.light(code)


def _projects(rows: pl.DataFrame, month: date) -> None:
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("was", _word).alias(_("上月总灯")),
            in_words("became", _word).alias(_("本月总灯")),
            in_words("reason_before", labels.light_reason).alias(_("上月原因")),
            in_words("light_reason", labels.light_reason).alias(_("本月原因")),
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.col("total_investment_wan").alias(_("总投资（万元）")),
            pl.col("plan_completion_rate").alias(_("计划完成率")),
            pl.col("deviation_pp").round(1).alias(_("偏差（百分点）")),
            pl.col("responsible_unit").alias(_("责任单位")),
        ),
        key="moved",
        name=_("灯的变化"),
        opens=tables.opens_projects(month),
        money=[_("总投资（万元）")],
        rates=[_("计划完成率")],
        widths={_("项目名称"): 240, _("上月原因"): 150, _("本月原因"): 150},
    )
