"""What the overview reads: rows of marts, as they are."""

from datetime import date

import polars as pl

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
