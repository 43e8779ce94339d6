"""What the parts on planning read: quotas, readiness, the enterprise share, breakdowns."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, within
from dashboards.charts.parts import in_parts
from dashboards.warehouse import Published, Rows
from dashboards.wording import in_words

_PLACED = """
    inner join marts.dim_locality using (locality_code)
    where report_month = $month
"""
_NAMED = "locality_name, is_city_total, is_tier_total, is_reporting_unit, sort_order"
_ORDER = "is_city_total desc, is_tier_total desc, sort_order"


def name(published: Published, locality: str) -> str:
    """The locality's name."""
    row = published.row(
        "select locality_name from marts.dim_locality where locality_code = $locality", locality=locality
    )
    return locality if row is None else str(row["locality_name"])


def quotas(published: Published) -> list[str]:
    """The quotas there are figures of."""
    return published.query("select distinct quota_id from marts.rpt_quota order by quota_id")[
        "quota_id"
    ].to_list()


def quota_rows(published: Published, month: date, *, quota: str) -> pl.DataFrame:
    """The month's row of every owner of the quota."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_quota as report {_PLACED} and quota_id = $quota"
        " order by is_tier_total, sort_order",
        month=month,
        quota=quota,
    )


def against_quota(rows: pl.DataFrame) -> pl.DataFrame:
    """The quota, what is due of it by now, and what there is, of each owner."""
    columns = {"quota": "quota_count", "due": "due_count", "actual": "actual_count"}
    return in_parts(rows, columns, written=formats.count)


def priority(published: Published, month: date, *, locality: str) -> Rows:
    """The priority projects of a locality, those without a leader first."""
    return published.rows(
        f"""
        select
            progress.*, project.project_name, unit.locality_name as unit_name, project.stage,
            project.total_investment_wan, project.responsible_unit,
            submission.file_name, project.sheet, project.row_number
        from marts.rpt_priority_progress as progress
        {within.units("progress")}
        {within.projects("progress")}
        where progress.report_month = $month
        order by progress.leader_in_charge is not null, unit.sort_order,
            project.total_investment_wan desc nulls last, progress.project_id
        """,
        month=month,
        locality=locality,
    )


def scopes(published: Published, rule: str) -> list[str]:
    """The scopes that the pack gives a rate."""
    return published.query(
        "select distinct scope from policy.rates where rule_id = $rule order by scope", rule=rule
    )["scope"].to_list()


def readiness(published: Published, month: date, *, scope: str) -> pl.DataFrame:
    """The month's row of every locality."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_readiness as report {_PLACED} and scope = $scope"
        f" order by {_ORDER}",
        month=month,
        scope=scope,
    )


def against_target(rows: pl.DataFrame) -> pl.DataFrame:
    """The readiness rate of each locality against the target."""
    return rows.select(
        code="locality_code",
        name="locality_name",
        rate="readiness_rate",
        target="target_rate",
        is_met="is_target_met",
        label=in_words(pl.struct("is_reported", value="readiness_rate"), _percent),
    )


def _percent(row: dict[str, Any]) -> str:
    return formats.percent(row["value"], missing=None if row["is_reported"] else formats.not_reported())


def enterprise(published: Published, month: date) -> pl.DataFrame:
    """The month's row of every locality."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_enterprise_share as report {_PLACED} order by {_ORDER}",
        month=month,
    )


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Both shares in percent."""
    columns = {name: name for name in ("count_share", "investment_share")}
    return in_parts(rows, columns, written=formats.percent, per=0.01)


def breakdown(published: Published, month: date, *, locality: str, dimension: str) -> pl.DataFrame:
    """The values of one dimension, the most projects first; of themes also what was converted."""
    return published.query(
        """
        select report.*, theme.converted_count
        from marts.rpt_breakdown as report
        left join marts.rpt_theme as theme
            on report.dimension = 'plan_theme' and report.report_month = theme.report_month
                and report.locality_code = theme.locality_code and report.value = theme.plan_theme
        where report.report_month = $month and report.locality_code = $locality
            and report.dimension = $dimension and report.is_reported
        order by report.project_count desc nulls last, report.value
        """,
        month=month,
        locality=locality,
        dimension=dimension,
    )


def measured(rows: pl.DataFrame, column: str, *, is_money: bool) -> pl.DataFrame:
    """One measure of each value of a dimension."""
    written, per = (formats.money, formats.WAN_PER_YI) if is_money else (formats.count, 1)
    return in_parts(rows, {column: column}, written=written, per=per, code="value", name="name")
