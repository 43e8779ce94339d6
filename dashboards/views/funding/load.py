"""What the page of funds and promotion reads: rows of its marts, shaped for its charts."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, labels, within
from dashboards.charts.parts import in_parts
from dashboards.views.funding import words
from dashboards.warehouse import Published
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


def funding(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """The month's row of each source for one locality, the largest application first."""
    return published.query(
        f"select report.* from marts.rpt_funding as report {_PLACED} and locality_code = $locality"
        " order by applied_wan desc nulls last, fund_source",
        month=month,
        locality=locality,
    )


def funding_by_locality(published: Published, month: date, *, source: str) -> pl.DataFrame:
    """The month's row of every locality for one source."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_funding as report {_PLACED} and fund_source = $source"
        f" order by {_ORDER}",
        month=month,
        source=source,
    )


def money_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Applied for, won and paid of each source, in 亿元."""
    named = rows.with_columns(name=in_words("fund_source", labels.fund_source))
    columns = {name: name for name in ("applied_wan", "won_wan", "paid_wan")}
    return in_parts(
        named, columns, written=formats.money, per=formats.WAN_PER_YI, code="fund_source", name="name"
    )


def rolling(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """The plan of each year and source for one locality."""
    return published.query(
        f"select report.* from marts.rpt_rolling_plan as report {_PLACED} and locality_code = $locality"
        " order by plan_year, fund_source",
        month=month,
        locality=locality,
    )


def planned(rows: pl.DataFrame) -> pl.DataFrame:
    """What is planned by year and source, in 亿元."""
    named = rows.with_columns(year=pl.col("plan_year").cast(pl.String))
    drawn = in_parts(
        named,
        {"planned": "planned_wan"},
        written=formats.money,
        per=formats.WAN_PER_YI,
        code="year",
        name="year",
    )
    return drawn.with_columns(part=named["fund_source"])


def preliminary(published: Published, month: date) -> pl.DataFrame:
    """Budgeted and spent by year and locality."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_preliminary_fund as report {_PLACED}"
        f" order by fund_year desc, {_ORDER}",
        month=month,
    )


def spent(rows: pl.DataFrame) -> pl.DataFrame:
    """Budgeted and spent of each unit."""
    columns = {name: name for name in ("budget_wan", "spent_wan")}
    return in_parts(rows.filter("is_reporting_unit"), columns, written=formats.money)


def pool(published: Published, month: date) -> pl.DataFrame:
    """The pool over at most twelve months up to the month."""
    return published.query(
        """
        select * from marts.rpt_promoted_pool
        where report_month <= $month and report_month > $month - interval 12 month
        order by report_month
        """,
        month=month,
    )


def pool_by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """The pool's size by month."""
    return rows.select(name=pl.col("report_month").dt.strftime("%Y-%m"), count="project_count")


def leaders(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """The leaders of a locality's units, those who have not met it first within each unit."""
    return published.query(
        f"""
        with leader as (select *, locality_code as reporting_unit_code from marts.rpt_promotion)
        select leader.*, unit.locality_name, unit.sort_order
        from leader
        {within.units("leader")}
        where report_month = $month
        order by unit.sort_order, is_met nulls first,
            array_position(['principal', 'promotion_deputy', 'other_deputy'], leader_post), leader_name
        """,
        month=month,
        locality=locality,
    )


def leaders_counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Leaders by unit and whether they have what is asked."""
    return (
        rows.with_columns(part=pl.col("is_met").cast(pl.String).fill_null("unknown"))
        .group_by("sort_order", "locality_code", "locality_name", "part")
        .len("count")
        .sort("sort_order", "part")
        .select("part", "count", code="locality_code", name="locality_name")
    )


def land(published: Published, month: date, *, zone: str) -> pl.DataFrame:
    """Land sold in zones of one level by locality."""
    return published.query(
        f"select report.*, {_NAMED} from marts.rpt_standard_land as report {_PLACED} and zone_level = $zone"
        f" order by {_ORDER}",
        month=month,
        zone=zone,
    )


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """The share of each locality, with its word where there is none."""
    return rows.select(
        code="locality_code",
        name="locality_name",
        rate="standard_share",
        target="target_share",
        is_met="is_target_met",
        label=in_words(pl.struct("is_reported", "standard_share", "sold_area_mu"), _share),
    )


def _share(row: dict[str, Any]) -> str:
    if not row["is_reported"]:
        return formats.not_reported()
    return formats.percent(row["standard_share"], missing=words.nothing_sold())
