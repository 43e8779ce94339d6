"""谋划转化: who converts reserve projects into construction, against the target, and which projects are behind it.

Belongs here: the order of what is shown. Does not belong here: queries (load) and tables (tables).
"""

import polars as pl
import streamlit as st

from dashboards import definitions, filters, formats, labels, links, names, notes
from dashboards.charts import conversion as charts
from dashboards.charts import drawing
from dashboards.charts import flows as flow_charts
from dashboards.texts import _
from dashboards.views.conversion import ahead, load, planning, tables
from dashboards.warehouse import Published

_RATES = "rates"


def render(published: Published) -> None:
    """Draw the page: the rate, or another part."""
    parts = {_RATES: _("转化率"), **ahead.parts(), **planning.parts()}
    part = filters.choose("section", _("内容"), parts, default=_RATES, look="buttons")
    if part == _RATES:
        _rates(published)
        return
    drawn_by = ahead if part in ahead.NEEDS else planning
    if not all(published.has(f"marts.{table}") for table in drawn_by.NEEDS[part]):
        st.info(_("当前发布的版本还没有本页所需的数据，请运行 sanku refresh 重新生成。"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(filters.localities(published), label=_("查看地区"))
    address = {"month": formats.month_code(month), "locality": locality, "section": part}
    drawn_by.render(published, part, notes.basis(published, month), address)


def _rates(published: Published) -> None:
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        tier = filters.tier(localities)
        locality = filters.locality(localities, label=_("查看地区"))
        scope = filters.scope(published)
        basis = filters.basis()
    stated = notes.basis(published, month)
    clause = definitions.conversion_clause(published, scope)
    rows = load.rates(published, month, scope=scope, basis=basis)
    if rows.is_empty():
        st.info(
            _("{month}没有这个口径的转化率：十二个月前还没有报送数据。").format(month=formats.month(month))
        )
        return
    if tier != filters.EVERY:
        rows = rows.filter((pl.col("tier") == tier) | pl.col("is_city_total"))
    address = {"month": formats.month_code(month), "scope": scope, "basis": basis, "tier": tier}

    subject = f"{labels.scope(scope)} · {labels.basis(basis)}"
    with notes.figure(
        _("各地转化率与目标 · {subject}").format(subject=subject),
        stated,
        definition=definitions.conversion(basis),
        clause=clause,
    ):
        tables.rates(rows, month=month, chosen=locality, address=address)
    name = localities.filter(pl.col("locality_code") == locality)["locality_name"].item()
    left, right = st.columns([3, 2])
    with (
        left,
        notes.figure(_("转化率走势"), stated, definition=definitions.conversion_trend(basis), clause=clause),
    ):
        _trend(published, stated, scope=scope, basis=basis, tier=tier, name=name)
    with (
        right,
        notes.figure(
            _("{name}本月储备库进出（个）").format(name=name), stated, definition=definitions.flows()
        ),
    ):
        _flows(rows, locality, basis)
    _projects(published, stated, locality=locality, name=name, scope=scope, basis=basis)


def _trend(
    published: Published, stated: notes.Basis, *, scope: str, basis: str, tier: str, name: str
) -> None:
    rows = load.trend(published, stated.month, scope=scope, basis=basis)
    city = rows.filter("is_city_total")["locality_name"].first()
    units = ~pl.col("is_city_total") & ~pl.col("is_tier_total")
    if tier != filters.EVERY:
        units &= pl.col("tier") == tier
    kept = rows.filter(units | pl.col("locality_name").is_in([city, name]))
    prominent = [str(city)] if name == city else [str(city), name]
    drawing.show(
        charts.trend(kept, prominent=prominent, is_yearly=basis == "year_to_date"),
        description=_("各地各月转化率，灰线为其他地区，虚线为目标"),
        key="trend",
        opens=lambda mark: links.here(locality=mark["locality_code"]),
    )


def _flows(rows: pl.DataFrame, locality: str, basis: str) -> None:
    row = rows.filter(pl.col("locality_code") == locality)
    if basis != "year_to_date":
        st.markdown(_("此口径不计当月进出，请改选“年初至今”。"))
    elif row.is_empty():
        st.markdown(_("所选片区不含该地区，请改选片区或地区。"))
    elif row["opening_count"].item() is None:
        st.markdown(formats.not_reported())
    else:
        flow = row.row(0, named=True)
        drawing.show(
            flow_charts.waterfall(flow), description=_("月初、入库、转建设、出库、月末"), key="flows"
        )


def _projects(
    published: Published, stated: notes.Basis, *, locality: str, name: str, scope: str, basis: str
) -> None:
    with notes.figure(
        _("{name}：数字背后的项目").format(name=name),
        stated,
        definition=definitions.source_rows(),
    ):
        part = filters.choose("part", _("查看"), _parts(basis), default="reserve", look="buttons")
        projects = load.projects(
            published, stated.month, locality=locality, scope=scope, basis=basis, part=part
        )
        if projects.height == 0:
            st.markdown(_("没有这样的项目。"))
            return
        st.caption(_("共 {count} 个项目").format(count=formats.count(projects.height)))
        tables.projects(projects, month=stated.month, libraries=names.libraries(published))


def _parts(basis: str) -> dict[str, str]:
    always = {"reserve": _("储备（分母）"), "converted": _("已转化（分子）"), "waiting": _("未转化")}
    if basis != "year_to_date":
        return always
    return always | {
        "moved_not_started": _("转库未开工"),
        "entered": _("本月入库"),
        "moved": _("本月转建设"),
        "exited": _("本月出库"),
        "closing": _("月末储备"),
    }
