"""What the comparison reads: the same figures of a month from one version and from another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from dashboards.texts import _
from dashboards.warehouse import WAREHOUSE_FILE, Published

Kind = Literal["count", "money", "rate", "rank"]
Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A column that is compared, and how it is written."""

    name: Callable[[], str]
    column: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report by locality: which of its rows, and which columns."""

    name: Callable[[], str]
    table: str
    condition: str
    measures: tuple[Measure, ...]


REPORTS = {
    "conversion": Report(
        name=lambda: _("谋划转化"),
        table="rpt_conversion",
        condition="scope = 'all' and basis = 'year_to_date'",
        measures=(
            Measure(name=lambda: _("转化率"), column="conversion_rate", kind="rate"),
            Measure(name=lambda: _("已转化"), column="converted_count", kind="count"),
            Measure(name=lambda: _("储备"), column="reserve_count", kind="count"),
            Measure(name=lambda: _("名次"), column="rank", kind="rank"),
        ),
    ),
    "investment": Report(
        name=lambda: _("投资排名"),
        table="rpt_investment_rank",
        condition="true",
        measures=(
            Measure(name=lambda: _("本月完成"), column="month_investment_wan", kind="money"),
            Measure(name=lambda: _("本年累计"), column="ytd_investment_wan", kind="money"),
            Measure(name=lambda: _("年度计划完成率"), column="plan_completion_rate", kind="rate"),
            Measure(name=lambda: _("环比名次"), column="mom_rank", kind="rank"),
        ),
    ),
    "lists": Report(
        name=lambda: _("四张清单"),
        table="rpt_list_rank",
        condition="list_code = 'all'",
        measures=(
            Measure(name=lambda: _("项目数"), column="project_count", kind="count"),
            Measure(name=lambda: _("总投资"), column="total_investment_wan", kind="money"),
            Measure(name=lambda: _("投资占比"), column="investment_share", kind="rate"),
            Measure(name=lambda: _("综合名次"), column="composite_rank", kind="rank"),
        ),
    ),
}


def figures(published: Published, report: Report, month: date) -> Figures:
    """Locality → its columns; none where this version lacks the report."""
    if not published.has(f"marts.{report.table}"):
        return {}
    columns = ", ".join(measure.column for measure in report.measures)
    rows = published.query(
        f"""
        select locality_code, is_reported, {columns} from marts.{report.table}
        where report_month = $month and {report.condition}
        """,
        month=month,
    )
    return {row["locality_code"]: row for row in rows.iter_rows(named=True)}


def localities(published: Published) -> dict[str, tuple[str, bool]]:
    """Locality → its name and whether it is a total, city and tiers first."""
    rows = published.query(
        """
        select locality_code, locality_name, is_city_total or is_tier_total as is_total
        from marts.dim_locality
        where is_city_total or is_tier_total or is_reporting_unit
        order by is_city_total desc, is_tier_total desc, sort_order
        """
    )
    return {code: (name, is_total) for code, name, is_total in rows.iter_rows()}


def versions(published: Published) -> list[str]:
    """The versions kept in the data folder, newest first."""
    folders = [path for path in published.folder.parent.iterdir() if not path.is_symlink()]
    kept = {path.name for path in folders if (path / WAREHOUSE_FILE).is_file()}
    return sorted(kept | {published.folder.name}, reverse=True)


def version(published: Published, name: str) -> Published:
    """One of them, for the same reader."""
    return replace(published, folder=published.folder.parent / name)
