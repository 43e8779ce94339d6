"""口径与来源: what figures mean, the plan's rows with their clauses, the versions, and what every column says.

Belongs here: the order of what is shown. Does not belong here: queries (load), definitions (dashboards.definitions).
"""

from pathlib import Path

import polars as pl
import streamlit as st

from dashboards import definitions, dictionary, filters, formats, tables
from dashboards.texts import _
from dashboards.views.policy import load
from dashboards.warehouse import Published

GLOSSARY = Path(__file__).resolve().parents[3] / "docs" / "glossary.md"


def render(published: Published) -> None:
    """Draw the page."""
    parts = {
        "definitions": _("口径"),
        "policy": _("政策与条款"),
        "dictionary": _("数据字典"),
        "glossary": _("词汇表"),
        "versions": _("版本"),
    }
    part = filters.choose("view", _("查看"), parts, default="definitions", look="buttons")
    with st.container(border=True):
        {
            "definitions": _definitions,
            "policy": _policy,
            "dictionary": _dictionary,
            "glossary": _glossary,
            "versions": _versions,
        }[part](published)


def _definitions(published: Published) -> None:
    rows = [
        (_("转化率（年初至今）"), definitions.conversion("year_to_date")),
        (_("转化率（入库满十二个月）"), definitions.conversion("cohort_12m")),
        (_("储备库进出"), definitions.flows()),
        (_("红黄绿灯"), definitions.lights(published)),
        (_("清单占比与名次"), definitions.list_rank()),
        (_("投资与环比"), definitions.investment_rank()),
        (_("按时与迟报"), definitions.cut_off(published)),
        (_("来源"), definitions.source_rows()),
        (_("没有数字时"), _("未报送：单位没有报送该月；不可比：缺少比较的另一边；—：没有这个数。都不是 0。")),
    ]
    tables.show(
        [tables.Heading(text=_("数字"), align="text"), tables.Heading(text=_("怎么算"), align="wrap")],
        [tables.Row(cells=[tables.Cell(text=name), tables.Cell(text=text)]) for name, text in rows],
        name=_("口径"),
        key="definitions",
    )


def _policy(published: Published) -> None:
    """The rows of the policy pack that this version was computed with."""
    names = load.policy_tables(published)
    table = filters.choose("policy", _("政策表"), names, default=next(iter(names)), width=320)
    rows = load.policy(published, table)
    if rows.is_empty():
        st.markdown(_("政策包里没有这类行。"))
        return
    headings = {column: load.in_words(column) for column in rows.columns}
    tables.listing(rows.rename(headings), key="policy_rows", name=names[table])


def _dictionary(published: Published) -> None:
    described = dictionary.tables(published)
    names = {name: f"{name} · {dictionary.short(text)}" for name, text in described.items()}
    table = filters.choose("table", _("表"), names, default=next(iter(names)), width=420)
    st.markdown(described[table])
    words = dictionary.columns(published, f"marts.{table}")
    frame = pl.DataFrame(
        {"column": list(words), "meaning": list(words.values())},
        schema={"column": pl.String, "meaning": pl.String},
    ).rename({"column": _("列"), "meaning": _("含义")})
    tables.listing(frame, key="dictionary", name=table, widths={_("含义"): "large"})


def _versions(published: Published) -> None:
    row = load.version(published)
    words = dictionary.columns(published, "marts.meta_version")
    tables.show(
        [tables.Heading(text=_("项"), align="text"), tables.Heading(text=_("值"), align="text")],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=dictionary.short(words.get(column, column))),
                    tables.Cell(text=formats.minute(value) if hasattr(value, "hour") else str(value or "—")),
                ]
            )
            for column, value in row.items()
        ],
        name=_("版本"),
        key="version",
    )


def _glossary(_published: Published) -> None:
    """The project's own glossary, which also names what this page does not show."""
    if GLOSSARY.is_file():
        st.markdown(GLOSSARY.read_text("utf-8").partition("\n")[2])
    else:
        st.markdown(_("这里没有随附词汇表。"))
