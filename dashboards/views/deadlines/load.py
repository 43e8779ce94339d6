"""What the page of deadlines reads: the pack's rules and windows, rpt_start_deadline, rpt_catch_up."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, narrowing, within
from dashboards.charts.parts import in_parts
from dashboards.narrowing import Narrowing
from dashboards.warehouse import Published, Rows


def rules(published: Published) -> pl.DataFrame:
    """The pack's start deadlines; none where it sets none."""
    if not published.has("policy.deadlines"):
        return pl.DataFrame()
    return published.query("select * from policy.deadlines order by deadline, plan_year, fund_source")


def windows(published: Published) -> list[dict[str, Any]]:
    """The pack's windows in the order of time."""
    if not published.has("policy.windows"):
        return []
    return published.query("select * from policy.windows order by starts_on, window_code").to_dicts()


def window(published: Published, month: date) -> dict[str, Any] | None:
    """The window that the month's figures are told in, None outside every window."""
    named = published.row(
        "select any_value(window_code) as code from marts.rpt_catch_up where report_month = $month",
        month=month,
    )
    code = None if named is None else named["code"]
    return next((row for row in windows(published) if row["window_code"] == code), None)


def catch_up(published: Published, month: date) -> pl.DataFrame:
    """The month's row of every locality: city, tiers, units."""
    return published.query(
        """
        select catch_up.*, locality_name, is_city_total, is_tier_total, is_reporting_unit
        from marts.rpt_catch_up as catch_up
        inner join marts.dim_locality using (locality_code)
        where report_month = $month
        order by is_city_total desc, is_tier_total desc, sort_order
        """,
        month=month,
    )


def paces(rows: pl.DataFrame) -> pl.DataFrame:
    """Pace needed and done of each unit, with its word where there is none."""
    columns = {"needed": "daily_pace_needed_wan", "done": "daily_pace_last_month_wan"}
    return in_parts(rows.filter("is_reporting_unit"), columns, written=formats.money)


def years(rows: pl.DataFrame) -> pl.DataFrame:
    """This year's and last year's year-to-date of each unit, in 亿元."""
    columns = {"before": "previous_year_ytd_investment_wan", "now": "ytd_investment_wan"}
    return in_parts(rows.filter("is_reporting_unit"), columns, written=formats.money, per=formats.WAN_PER_YI)


def statuses(published: Published, month: date, *, locality: str, narrowed: Narrowing) -> pl.DataFrame:
    """Projects by rule, unit and status, units in the plan's order."""
    return published.query(
        f"""
        select due.rule_id, unit.sort_order, due.reporting_unit_code, unit.locality_name as unit_name, due.status,
            count(*) as count
        from marts.rpt_start_deadline as due
        {within.units("due")}
        {within.projects("due")}
        where due.report_month = $month and {narrowing.CONDITION}
        group by all
        order by unit.sort_order, due.status, due.rule_id
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
    )


def projects(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, rule: str, status: str
) -> Rows:
    """The projects that a deadline is about, the worst first, each with where it was read."""
    return published.rows(
        f"""
        select
            due.*, project.project_name, unit.locality_name as unit_name, unit.sort_order,
            project.total_investment_wan, project.planned_start_date, project.started_on,
            project.responsible_unit, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from marts.rpt_start_deadline as due
        {within.units("due")}
        {within.projects("due")}
        where due.report_month = $month and ($rule = 'all' or due.rule_id = $rule)
            and ($status = 'all' or due.status = $status) and {narrowing.CONDITION}
        order by array_position(['overdue', 'to_verify', 'pending', 'met_late', 'met'], status), days_left,
            project.total_investment_wan desc nulls last, due.project_id, rule_id
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
        rule=rule,
        status=status,
    )


def counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Projects by unit and status, units in the plan's order."""
    return (
        rows.group_by("sort_order", "reporting_unit_code", "unit_name", "status")
        .agg(pl.col("count").sum())
        .sort("sort_order", "status")
        .select(code="reporting_unit_code", name="unit_name", part="status", count="count")
    )
