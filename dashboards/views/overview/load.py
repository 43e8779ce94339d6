"""What the overview reads: rows of marts, as they are."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import within
from dashboards.warehouse import Published

_CONVERSION = """
    select conversion.*, locality_name, is_city_total, is_tier_total, sort_order
    from marts.rpt_conversion as conversion
    inner join marts.dim_locality using (locality_code)
    where scope = 'all' and basis = 'year_to_date'
"""


def localities(published: Published, month: date) -> pl.DataFrame:
    """The conversion rows of the month: city, tiers, then localities by rank."""
    return published.query(
        f"{_CONVERSION} and report_month = $month"
        " order by is_city_total desc, is_tier_total desc, rank nulls last, sort_order",
        month=month,
    )


def city_trend(published: Published, month: date) -> pl.DataFrame:
    """The city's conversion rows up to the month, at most two years."""
    return published.query(
        f"{_CONVERSION} and is_city_total and report_month <= $month"
        " and report_month > $month - interval 24 month order by report_month",
        month=month,
    )


def arrivals(published: Published, month: date) -> pl.DataFrame:
    """How each unit reported the month."""
    return published.query(
        """
        select
            locality_code, locality_name, is_reported, is_late, correction_count, error_count, warning_count,
            timezone((select value from policy.settings where key = 'timezone'), received_at) as received_at
        from marts.rpt_submission_status as status
        inner join marts.dim_locality on status.reporting_unit_code = dim_locality.locality_code
        where report_month = $month
        order by sort_order
        """,
        month=month,
    )


def investment(published: Published, month: date) -> dict[str, Any] | None:
    """The city's investment row; None in a version that has no such report."""
    if not published.has("marts.rpt_investment_rank"):
        return None
    return published.row(
        """
        select investment.* from marts.rpt_investment_rank as investment
        inner join marts.dim_locality using (locality_code)
        where is_city_total and report_month = $month
        """,
        month=month,
    )


def lists(published: Published, month: date) -> dict[str, Any] | None:
    """The city's row of the four lists together, with how many of their projects stand red, yellow and green."""
    if not published.has("marts.rpt_list_rank"):
        return None
    return published.row(
        """
        with project as (
            select project_id, any_value(light) as light
            from marts.rpt_list_status where report_month = $month group by project_id
        )
        select
            list_rank.*,
            (select count(*) from project where light = 'red') as red_count,
            (select count(*) from project where light = 'yellow') as yellow_count,
            (select count(*) from project where light = 'green') as green_count
        from marts.rpt_list_rank as list_rank
        inner join marts.dim_locality using (locality_code)
        where is_city_total and list_code = 'all' and report_month = $month
        """,
        month=month,
    )


def due(published: Published, month: date) -> pl.DataFrame:
    """Start deadlines that are missed, unclear, or come before the next month's ledgers: the most urgent first."""
    return published.query(
        f"""
        select
            due.*, case when status = 'pending' then 'soon' else status end as urgency,
            project.project_name, unit.locality_name as unit_name, project.total_investment_wan,
            project.planned_start_date, project.responsible_unit
        from marts.rpt_start_deadline as due
        inner join marts.dim_locality as unit on due.reporting_unit_code = unit.locality_code
        {within.projects("due")}
        where due.report_month = $month
            and (
                status in ('overdue', 'to_verify')
                or status = 'pending' and deadline <= last_day($month + interval 1 month)
            )
        order by array_position(['overdue', 'soon', 'to_verify'], urgency), days_left,
            project.total_investment_wan desc nulls last, due.project_id, rule_id
        """,
        month=month,
    )


def has_deadlines(published: Published) -> bool:
    """Whether this version has deadlines, and its pack sets any."""
    if not (published.has("marts.rpt_start_deadline") and published.has("policy.deadlines")):
        return False
    return published.row("select 1 as found from policy.deadlines limit 1") is not None
