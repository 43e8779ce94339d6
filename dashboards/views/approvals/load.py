"""What the page of approvals and factors reads: items, factors and evaluations, each with where it was read."""

from datetime import date

import polars as pl

from dashboards import within
from dashboards.warehouse import Published

# What of the projects is looked at: each is a condition on rpt_approval_progress.
LOOKS = {
    "all": "true",
    "overdue": "overdue_count > 0",
    "ready": "exists (select 1 from step where step.project_id = progress.project_id and can_start_now)",
    "lacking": "violation_count > 0",
}
_STEP = """
    step as (select * from marts.fct_approval_step where report_month = $month)
"""


def steps(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """The items of every project in the order of the route."""
    return published.query(
        f"""
        with {_STEP},
        place as (select item, max(item_order) as item_order from policy.approval_items group by item)
        select step.*, unit.locality_name as unit_name, unit.sort_order, item_order
        from step
        {within.units("step")}
        left join place on step.item = place.item
        order by item_order nulls last, step.item, project_id
        """,
        month=month,
        locality=locality,
    )


def items(rows: pl.DataFrame) -> list[str]:
    """The items there are, in the order of the route."""
    return rows["item"].unique(maintain_order=True).to_list()


def by_item(rows: pl.DataFrame) -> pl.DataFrame:
    """Required items by state."""
    return (
        rows.filter("is_required")
        .group_by("item", "state", maintain_order=True)
        .len("count")
        .select(code="item", name="item", part="state", count="count")
    )


def progress(published: Published, month: date, *, locality: str, look: str, item: str) -> pl.DataFrame:
    """Progress of each project, the most overdue first; of one item, the projects where it is open."""
    return published.query(
        f"""
        with {_STEP}
        select
            progress.*, project.project_name, unit.locality_name as unit_name, project.stage,
            project.total_investment_wan, project.planned_start_date, project.responsible_unit
        from marts.rpt_approval_progress as progress
        {within.units("progress")}
        {within.projects("progress")}
        where progress.report_month = $month and ({LOOKS[look]})
            and (
                $item = 'all'
                or exists (
                    select 1 from step
                    where step.project_id = progress.project_id and step.item = $item
                        and state not in ('done', 'not_required')
                )
            )
        order by overdue_count desc, progress_rate nulls last, project.total_investment_wan desc nulls last,
            progress.project_id
        """,
        month=month,
        locality=locality,
        item=item,
    )


def factors(published: Published, month: date, *, locality: str, kind: str) -> pl.DataFrame:
    """The rows of one kind, overdue first, each with its place in the file."""
    return published.query(
        f"""
        select
            factor.*, project.project_name, unit.locality_name as unit_name, unit.sort_order,
            project.responsible_unit, source.file_name, member.sheet, member.row_number
        from marts.rpt_factor as factor
        {within.units("factor")}
        {within.projects("factor")}
        left join intermediate.rpt_factor_member as member
            on factor.report_month = member.report_month and factor.project_id = member.project_id
                and factor.kind = member.kind and factor.item = member.item
        left join marts.fct_submission as source on member.submission_id = source.submission_id
        where factor.report_month = $month and factor.kind = $kind
        order by factor.is_overdue desc, array_position(['open', 'partial', 'settled'], factor.state),
            factor.gap desc nulls last, factor.project_id, factor.item
        """,
        month=month,
        locality=locality,
        kind=kind,
    )


def evaluations(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """Projects whose evaluation is needed; those without one first."""
    return published.query(
        f"""
        select
            evaluation.*, case when is_missing then 'missing' else result end as verdict,
            project.project_name, unit.locality_name as unit_name, unit.sort_order, project.stage,
            project.total_investment_wan, project.started_on, project.responsible_unit
        from marts.rpt_evaluation as evaluation
        {within.units("evaluation")}
        {within.projects("evaluation")}
        where evaluation.report_month = $month and is_needed
        order by array_position(['missing', 'failed', 'revise', 'passed'], verdict) nulls last,
            project.started_on nulls last, project.total_investment_wan desc nulls last, evaluation.project_id
        """,
        month=month,
        locality=locality,
    )


def counted(rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """Rows by unit and part, units in the plan's order."""
    return (
        rows.drop_nulls(part)
        .group_by("sort_order", "reporting_unit_code", "unit_name", part)
        .len("count")
        .sort("sort_order", part)
        .select(code="reporting_unit_code", name="unit_name", part=part, count="count")
    )
