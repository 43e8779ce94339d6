"""What the wall chart reads: one measure by locality, and the largest projects with their days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, links, narrowing
from dashboards.narrowing import Narrowing
from dashboards.texts import _
from dashboards.warehouse import Published


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A column of a report by locality: what it is called, how it is written, and what is behind it."""

    name: Callable[[], str]
    report: str
    column: str
    write: Callable[[Any], str]
    condition: str = "true"
    keys: tuple[tuple[str, str], ...] = ()
    part: str = "in_numerator"

    def link(self, month: date, locality: str) -> links.Link:
        """The projects behind a locality's value."""
        return links.members(self.report, month, self.part, locality=locality, **dict(self.keys))


_CONVERSION = (("scope", "all"), ("basis", "year_to_date"))
_LISTS = (("list", "all"),)

MEASURES = {
    "conversion": Measure(
        name=lambda: _("转化率（全部项目，年初至今）"),
        report="rpt_conversion",
        column="conversion_rate",
        write=formats.percent,
        condition="scope = 'all' and basis = 'year_to_date'",
        keys=_CONVERSION,
    ),
    "investment": Measure(
        name=lambda: _("本月完成投资"),
        report="rpt_investment_rank",
        column="month_investment_wan",
        write=formats.money,
    ),
    "ytd": Measure(
        name=lambda: _("本年累计完成投资"),
        report="rpt_investment_rank",
        column="ytd_investment_wan",
        write=formats.money,
    ),
    "plan": Measure(
        name=lambda: _("年度计划完成率"),
        report="rpt_investment_rank",
        column="plan_completion_rate",
        write=formats.percent,
    ),
    "starts": Measure(
        name=lambda: _("本月新开工（个）"),
        report="rpt_investment_rank",
        column="new_start_count",
        write=formats.count,
        part="is_new_start",
    ),
    "listed": Measure(
        name=lambda: _("四张清单项目（个）"),
        report="rpt_list_rank",
        column="project_count",
        write=formats.count,
        condition="list_code = 'all'",
        keys=_LISTS,
    ),
}

_PROJECTS = f"""
    inner join marts.dim_locality as chosen on chosen.locality_code = $locality
    inner join marts.dim_locality as unit on project.reporting_unit_code = unit.locality_code
        and (
            chosen.is_city_total
            or chosen.is_tier_total and unit.tier = chosen.tier
            or unit.locality_code = $locality
        )
    where project.report_month = $month and project.library <> 'exited'
        and coalesce(planned_start_date, started_on) is not null and {narrowing.CONDITION}
"""


def values(published: Published, month: date, code: str) -> pl.DataFrame:
    """A measure of every reporting unit, with its words."""
    measure = MEASURES[code]
    rows = published.query(
        f"""
        select locality_code, locality_name, gb2260_code, is_reported, {measure.column}::double as value
        from marts.{measure.report}
        inner join marts.dim_locality using (locality_code)
        where report_month = $month and is_reporting_unit and {measure.condition}
        order by sort_order
        """,
        month=month,
    )
    texts = [
        formats.not_reported()
        if not is_reported
        else measure.write(value)
        if value is not None
        else formats.undefined()
        for is_reported, value in rows.select("is_reported", "value").iter_rows()
    ]
    return rows.with_columns(text=pl.Series(texts, dtype=pl.String))


def project_count(published: Published, month: date, *, locality: str, narrowed: Narrowing) -> int:
    """How many projects the timeline has."""
    row = published.row(
        f"select count(*) as projects from marts.fct_project_month as project {_PROJECTS}",
        month=month,
        locality=locality,
        **narrowed.parameters,
    )
    return 0 if row is None else int(row["projects"])


def timeline(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, skip: int, most: int
) -> pl.DataFrame:
    """The largest projects with planned and actual days."""
    return published.query(
        f"""
        select project.project_id, project.project_name, unit.locality_name as unit_name, project.total_investment_wan,
            planned_start_date, planned_completion_date, started_on, completed_on, stage,
            last_day(project.report_month) as month_end
        from marts.fct_project_month as project {_PROJECTS}
        order by project.total_investment_wan desc nulls last, project.project_id
        limit $most offset $skip
        """,
        month=month,
        locality=locality,
        skip=skip,
        most=most,
        **narrowed.parameters,
    )
