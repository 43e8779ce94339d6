"""What the supervision page reads: rows of rpt_supervision, and what is counted of them."""

from datetime import date

import polars as pl

from dashboards import within
from dashboards.warehouse import Published


def by_reason(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """How many projects stand on each list, and how many for each reason."""
    return published.query(
        f"""
        select supervision_code, reason_code, count(distinct project_id)::integer as project_count,
            max(months_on_list) as longest
        from marts.rpt_supervision as listed
        {within.units("listed")}
        where report_month = $month
        group by grouping sets ((supervision_code), (supervision_code, reason_code))
        order by supervision_code, project_count desc, reason_code nulls first
        """,
        month=month,
        locality=locality,
    )


def rows(
    published: Published, month: date, *, supervision: str, locality: str, responsible: str
) -> pl.DataFrame:
    """The rows of one list, longest on it first, each with its project and where that was read."""
    return published.query(
        f"""
        select
            listed.*, project.project_name, unit.locality_name as unit_name, unit.sort_order,
            project.total_investment_wan, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from marts.rpt_supervision as listed
        {within.units("listed")}
        {within.projects("listed")}
        where listed.report_month = $month and supervision_code = $supervision
            and (
                $responsible = ''
                or contains(
                    lower(concat_ws(' ', listed.responsible_unit, listed.responsible_person)), lower($responsible)
                )
            )
        order by months_on_list desc, days_overdue desc nulls last,
            project.total_investment_wan desc nulls last, listed.project_id, reason_code
        """,
        month=month,
        supervision=supervision,
        locality=locality,
        responsible=responsible,
    )


def counted(listed: pl.DataFrame) -> pl.DataFrame:
    """Rows by unit and reason, units in the plan's order."""
    return (
        listed.group_by("sort_order", "reporting_unit_code", "unit_name", "reason_code")
        .len("count")
        .sort("sort_order", "reason_code")
        .select(code="reporting_unit_code", name="unit_name", part="reason_code", count="count")
    )


def durations(listed: pl.DataFrame) -> pl.DataFrame:
    """Rows by how many months on end they have been there."""
    return listed.group_by(name="months_on_list").len("count").sort("name")


def by_responsible(listed: pl.DataFrame) -> pl.DataFrame:
    """What each responsible unit has on the list, most projects first."""
    return (
        listed.group_by("responsible_unit")
        .agg(
            project_count=pl.col("project_id").n_unique(),
            longest=pl.col("months_on_list").max(),
            most_overdue=pl.col("days_overdue").max(),
            reasons=pl.col("reason_code").unique().sort(),
        )
        .sort("project_count", "longest", "responsible_unit", descending=[True, True, False], nulls_last=True)
    )
