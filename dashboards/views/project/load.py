"""What the page of one project reads."""

from datetime import date
from typing import Any

import polars as pl

from dashboards.warehouse import Published

# Enough to choose from; more words find less.
_MOST = 200
_PLANNED = {
    "started": "planned_start_date",
    "completed": "planned_completion_date",
    "production": "planned_production_date",
}


def search(published: Published, words: str, *, keep: str | None) -> dict[str, str]:
    """Projects by name or code, largest first, id → name; the one asked for stays among them."""
    rows = published.query(
        f"""
        select project_id, project_name || ' · ' || locality_name as name
        from marts.dim_project
        inner join marts.dim_locality on dim_project.reporting_unit_code = dim_locality.locality_code
        where $words = '' or contains(lower(concat_ws(' ', project_name, project_id)), lower($words))
            or project_id = $keep
        order by coalesce(project_id = $keep, false) desc, total_investment_wan desc nulls last, project_id
        limit {_MOST}
        """,
        words=words,
        keep=keep,
    )
    return dict(rows.iter_rows())


def as_of(published: Published, project_id: str, month: date) -> dict[str, Any] | None:
    """The project's row of the month, else its last one before it."""
    return published.row(
        """
        select project.*, locality_name as unit_name, submission.report_month as row_month
        from marts.fct_project_month as project
        inner join marts.dim_locality on project.reporting_unit_code = dim_locality.locality_code
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        where project_id = $project and project.report_month <= $month
        order by project.report_month desc limit 1
        """,
        project=project_id,
        month=month,
    )


def months(published: Published, project_id: str, month: date) -> pl.DataFrame:
    """Every month's row up to the month, newest first, each with its file."""
    return published.query(
        """
        select project.*, submission.file_name, submission.sha256
        from marts.fct_project_month as project
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        where project_id = $project and project.report_month <= $month
        order by project.report_month desc
        """,
        project=project_id,
        month=month,
    )


def events(published: Published, project_id: str) -> pl.DataFrame:
    """The steps of its life in order."""
    return published.query(
        """
        select event, event_date, date_source, first_report_month
        from marts.fct_stage_event where project_id = $project
        order by array_position(
            ['reserve', 'approved', 'construction', 'started', 'completed', 'production', 'exited'], event
        )
        """,
        project=project_id,
    )


def planned(published: Published, project_id: str) -> dict[str, date]:
    """Step → the day it was planned for, by the latest row."""
    row = published.row(
        f"""
        select {", ".join(_PLANNED.values())} from marts.fct_project_month
        where project_id = $project order by report_month desc limit 1
        """,
        project=project_id,
    )
    days = {} if row is None else {event: row[column] for event, column in _PLANNED.items()}
    return {event: day for event, day in days.items() if day is not None}


def findings(published: Published, project_id: str) -> pl.DataFrame:
    """What was found wrong with its rows, newest month first."""
    return published.query(
        """
        select finding.*, submission.file_name
        from marts.fct_finding as finding
        left join marts.fct_submission as submission on finding.submission_id = submission.submission_id
        where project_id = $project
        order by finding.report_month desc, array_position(['error', 'warning', 'info'], severity), finding_id
        """,
        project=project_id,
    )


def cells(published: Published, submission_id: str, sheet: str) -> dict[str, tuple[str, str]]:
    """Field → the column it was read from and that column's heading."""
    rows = published.query(
        """
        select field, column_letter, heading from marts.fct_source_column
        where submission_id = $submission and sheet = $sheet
        """,
        submission=submission_id,
        sheet=sheet,
    )
    return {field: (letter, heading) for field, letter, heading in rows.iter_rows()}
