"""What the parts on the rest of the year read: rpt_to_target, rpt_outlook, and the pack's numbers of their methods."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, within
from dashboards.charts.parts import in_parts
from dashboards.texts import _
from dashboards.warehouse import Published
from dashboards.wording import in_words

_PLACED = "locality_name, is_city_total, is_tier_total, sort_order"


def thresholds(published: Published) -> dict[str, float]:
    """The pack's thresholds, those it leaves out missing."""
    if not published.has("policy.thresholds"):
        return {}
    return dict(published.query("select key, value::double from policy.thresholds").iter_rows())


def rules(published: Published, month: date) -> list[str]:
    """The rules that somebody does not meet."""
    rows = published.query(
        "select distinct rule_id from marts.rpt_to_target where report_month = $month"
        " order by array_position(['conversion', 'readiness', 'planning'], split_part(rule_id, '_', 1)), rule_id",
        month=month,
    )
    return rows["rule_id"].to_list()


def unmet(published: Published, month: date, *, rule: str) -> pl.DataFrame:
    """What each locality that does not meet the rule still needs: city, tiers, units."""
    return published.query(
        f"""
        select locality_code, rule_id, is_reported, needed_count, due_on, gap_to_next_count, candidate_count, {_PLACED}
        from marts.rpt_to_target
        inner join marts.dim_locality using (locality_code)
        where report_month = $month and rule_id = $rule
        group by all
        order by is_city_total desc, is_tier_total desc, sort_order
        """,
        month=month,
        rule=rule,
    )


def needed(rows: pl.DataFrame) -> pl.DataFrame:
    """What is needed beside what could serve, a row per locality and part."""
    columns = {"needed": "needed_count", "candidates": "candidate_count"}
    return in_parts(rows, columns, written=formats.count)


def nearest(published: Published, month: date, *, rule: str, locality: str) -> pl.DataFrame:
    """The projects nearest to meeting the rule in their order, each with where it was read."""
    return published.query(
        f"""
        select
            near.project_id, near.nearness_rank, near.why, project.project_name, unit.locality_name as unit_name,
            project.stage, project.planned_start_date, project.total_investment_wan, project.responsible_unit,
            project.responsible_person, submission.file_name, project.sheet, project.row_number
        from marts.rpt_to_target as near
        inner join marts.dim_locality as unit on near.reporting_unit_code = unit.locality_code
        {within.projects("near")}
        where near.report_month = $month and near.rule_id = $rule and near.locality_code = $locality
        order by near.nearness_rank
        """,
        month=month,
        rule=rule,
        locality=locality,
    )


def outlook(published: Published, month: date, *, measure: str) -> pl.DataFrame:
    """Where the year may end for every locality; of the conversion rate also its target."""
    return published.query(
        f"""
        select report.*, {_PLACED}, conversion.target_rate
        from marts.rpt_outlook as report
        inner join marts.dim_locality using (locality_code)
        left join marts.rpt_conversion as conversion
            on report.measure = 'conversion' and report.report_month = conversion.report_month
                and report.locality_code = conversion.locality_code
                and conversion.scope = 'all' and conversion.basis = 'year_to_date'
        where report.report_month = $month and report.measure = $measure
        order by is_city_total desc, is_tier_total desc, sort_order
        """,
        month=month,
        measure=measure,
    )


def drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """The interval of each locality that has one, and its words."""
    return rows.drop_nulls("year_end").select(
        "so_far",
        "year_end",
        "low",
        "high",
        code="locality_code",
        name="locality_name",
        target="target_rate",
        label=in_words(pl.struct("year_end", "low", "high"), _interval),
    )


def _interval(row: Mapping[str, Any]) -> str:
    ends = {name: formats.percent(row[name]) for name in ("year_end", "low", "high")}
    return _("{year_end}（{low}–{high}）").format(**ends)
