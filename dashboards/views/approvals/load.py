"""What the page of approvals and factors reads: items, factors and evaluations, each with where it was read."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboards import narrowing, within
from dashboards.narrowing import Narrowing
from dashboards.warehouse import Published, Rows

# What of the projects is looked at: each is a condition on rpt_approval_progress.
LOOKS = {
    "all": "true",
    "overdue": "overdue_count > 0",
    "ready": "exists (select 1 from step where step.project_id = progress.project_id and can_start_now)",
    "lacking": "violation_count > 0",
}
_VERDICT = "case when is_missing then 'missing' else result end"
_STEP = """
    step as (select * from marts.fct_approval_step where report_month = $month)
"""


def by_item(published: Published, month: date, *, locality: str, narrowed: Narrowing) -> pl.DataFrame:
    """Steps by item, whether required, and state; items in the order of the route."""
    return published.query(
        f"""
        with place as (select item, max(item_order) as item_order from policy.approval_items group by item)
        select step.item as code, step.item as name, step.is_required, step.state as part, count(*) as count
        from marts.fct_approval_step as step
        {within.units("step")}
        {within.projects("step")}
        left join place on step.item = place.item
        where step.report_month = $month and {narrowing.CONDITION}
        group by step.item, place.item_order, step.is_required, step.state
        order by place.item_order nulls last, step.item, part
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
    )


def steps(published: Published, month: date, *, projects: Sequence[str]) -> pl.DataFrame:
    """The items of some projects."""
    return published.query(
        "select * from marts.fct_approval_step"
        " where report_month = $month and list_contains(string_split($projects, chr(10)), project_id)",
        month=month,
        projects="\n".join(projects),
    )


def progress(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, look: str, item: str
) -> Rows:
    """Progress of each project, the most overdue first; of one item, the projects where it is open."""
    return published.rows(
        f"""
        with {_STEP}
        select
            progress.*, project.project_name, unit.locality_name as unit_name, project.stage,
            project.total_investment_wan, project.planned_start_date, project.responsible_unit
        from marts.rpt_approval_progress as progress
        {within.units("progress")}
        {within.projects("progress")}
        where progress.report_month = $month and ({LOOKS[look]}) and {narrowing.CONDITION}
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
        **narrowed.parameters,
        item=item,
    )


def factors_counted(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, kind: str
) -> pl.DataFrame:
    """Rows of one kind by unit and state, units in the plan's order."""
    return published.query(
        f"""
        select factor.reporting_unit_code as code, unit.locality_name as name, factor.state as part, count(*) as count
        from marts.rpt_factor as factor
        {within.units("factor")}
        {within.projects("factor")}
        where factor.report_month = $month and factor.kind = $kind and {narrowing.CONDITION}
        group by factor.reporting_unit_code, unit.locality_name, unit.sort_order, factor.state
        order by unit.sort_order, factor.state
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
        kind=kind,
    )


def factors(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, kind: str, state: str
) -> Rows:
    """The rows of one kind and state, overdue first, each with its place in the file."""
    return published.rows(
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
        where factor.report_month = $month and factor.kind = $kind and ($state = 'all' or factor.state = $state)
            and {narrowing.CONDITION}
        order by factor.is_overdue desc, array_position(['open', 'partial', 'settled'], factor.state),
            factor.gap desc nulls last, factor.project_id, factor.item
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
        kind=kind,
        state=state,
    )


def evaluations_counted(
    published: Published, month: date, *, locality: str, narrowed: Narrowing
) -> pl.DataFrame:
    """Projects whose evaluation is needed by unit and verdict, units in the plan's order."""
    return published.query(
        f"""
        select evaluation.reporting_unit_code as code, unit.locality_name as name, {_VERDICT} as part, count(*) as count
        from marts.rpt_evaluation as evaluation
        {within.units("evaluation")}
        {within.projects("evaluation")}
        where evaluation.report_month = $month and is_needed and {_VERDICT} is not null and {narrowing.CONDITION}
        group by evaluation.reporting_unit_code, unit.locality_name, unit.sort_order, part
        order by unit.sort_order, part
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
    )


def evaluations(
    published: Published, month: date, *, locality: str, narrowed: Narrowing, verdict: str
) -> Rows:
    """Projects whose evaluation is needed, of one verdict or any; those without one first."""
    return published.rows(
        f"""
        select
            evaluation.*, {_VERDICT} as verdict,
            project.project_name, unit.locality_name as unit_name, project.stage,
            project.total_investment_wan, project.started_on, project.responsible_unit
        from marts.rpt_evaluation as evaluation
        {within.units("evaluation")}
        {within.projects("evaluation")}
        where evaluation.report_month = $month and is_needed and ($verdict = 'all' or {_VERDICT} = $verdict)
            and {narrowing.CONDITION}
        order by array_position(['missing', 'failed', 'revise', 'passed'], verdict) nulls last,
            project.started_on nulls last, project.total_investment_wan desc nulls last, evaluation.project_id
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
        verdict=verdict,
    )
