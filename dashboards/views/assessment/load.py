"""What the page of assessment reads: yearly scores, the points of each indicator, reporting quality."""

from datetime import date

import polars as pl

from dashboards import formats
from dashboards.charts.parts import in_parts
from dashboards.warehouse import Published
from dashboards.wording import in_words

_UNIT = "coalesce(locality.locality_name, scored.unit) as unit_name"
_JOIN = "left join marts.dim_locality as locality on scored.unit = locality.locality_code"


def years(published: Published) -> list[int]:
    """The years there are scores of, newest first."""
    return published.query("select distinct year from marts.rpt_assessment order by year desc")[
        "year"
    ].to_list()


def groups(published: Published) -> list[str]:
    """The groups that the pack assesses."""
    return published.query(
        "select distinct assessment_group as code from policy.assessment order by code"
        if published.has("policy.assessment")
        else "select distinct assessment_group as code from marts.rpt_assessment order by code"
    )["code"].to_list()


def scores(published: Published, *, year: int, group: str) -> pl.DataFrame:
    """The year's scores of a group by rank."""
    return published.query(
        f"""
        select scored.*, {_UNIT}
        from marts.rpt_assessment as scored {_JOIN}
        where year = $year and assessment_group = $group
        order by rank nulls last, locality.sort_order nulls last, unit
        """,
        year=year,
        group=group,
    )


def points(published: Published, *, year: int, group: str) -> pl.DataFrame:
    """What each indicator gave each unit, the weightiest first."""
    return published.query(
        """
        select unit, indicator, weight, points
        from intermediate.rpt_assessment_member
        where year = $year and assessment_group = $group
        order by weight desc, indicator, unit
        """,
        year=year,
        group=group,
    )


def drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """The scores as bars; a unit whose figures are incomplete has its word."""
    return rows.select(
        code="unit",
        name="unit_name",
        part=pl.lit("score"),
        value="score",
        label=in_words("score", score, skip_nulls=False),
    )


def score(value: float | None) -> str:
    """A score as written."""
    return formats.undefined() if value is None else f"{formats.rounded(value, 1)}"


def reporting(published: Published, month: date) -> pl.DataFrame:
    """How each unit reported since January, in the plan's order."""
    return published.query(
        """
        select quality.*, locality_name
        from marts.rpt_reporting_quality as quality
        inner join marts.dim_locality on quality.reporting_unit_code = dim_locality.locality_code
        where report_month = $month
        order by sort_order
        """,
        month=month,
    )


def rates(rows: pl.DataFrame) -> pl.DataFrame:
    """In time and passed at once, in percent."""
    columns = {name: name for name in ("on_time_rate", "first_pass_rate")}
    return in_parts(rows, columns, written=formats.percent, per=0.01, code="reporting_unit_code")
