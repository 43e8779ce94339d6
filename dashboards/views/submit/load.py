"""What the submission page reads of the published version: the unit's last ledger, the pairs that are open.

Where nothing is published, or by code that had no such table, there is none.
"""

from datetime import date

import polars as pl

from dashboards.desk import Desk


def last_ledger(desk: Desk, unit: str | None, month: date | None) -> tuple[date, pl.DataFrame] | None:
    """The rows a unit's ledger of the month before holds, and which month that is."""
    published = desk.published
    if published is None or unit is None or month is None or not published.has("marts.fct_project_month"):
        return None
    last = published.row(
        "select max(report_month) as report_month from marts.fct_project_month"
        " where reporting_unit_code = $unit and report_month < $month",
        unit=unit,
        month=month,
    )
    if last is None or last["report_month"] is None:
        return None
    rows = published.query(
        """
        select ledger_row.name_key, ledger_row.project_code, ledger_row.project_name, project_month.library,
            project_month.total_investment_wan, project_month.month_investment_wan, project_month.ytd_investment_wan
        from marts.fct_project_month as project_month
        inner join raw.ledger_row as ledger_row
            on project_month.submission_id = ledger_row.submission_id
            and project_month.sheet = ledger_row.sheet
            and project_month.row_number = ledger_row.row_number
        where project_month.reporting_unit_code = $unit and project_month.report_month = $month
        order by ledger_row.row_number
        """,
        unit=unit,
        month=last["report_month"],
    )
    return last["report_month"], rows


def last_month(desk: Desk, unit: str) -> date | None:
    """The last month that a unit reported."""
    if desk.published is None or not desk.published.has("marts.rpt_submission_status"):
        return None
    row = desk.published.row(
        "select max(report_month) as report_month from marts.rpt_submission_status"
        " where reporting_unit_code = $unit and is_reported",
        unit=unit,
    )
    return None if row is None else row["report_month"]


def open_pairs(desk: Desk, unit: str) -> pl.DataFrame | None:
    """The unit's names that wait for a decision, most alike first; None where no version tells."""
    if desk.published is None or not desk.published.has("marts.rpt_similar_name"):
        return None
    return desk.published.query(
        """
        select pair.*, own.locality_name as unit_name, other.locality_name as other_unit_name
        from marts.rpt_similar_name as pair
        left join marts.dim_locality as own on pair.reporting_unit_code = own.locality_code
        left join marts.dim_locality as other on pair.other_reporting_unit_code = other.locality_code
        where pair.reporting_unit_code = $unit
        order by pair_kind desc, similarity_score desc nulls last, project_name, other_project_name
        """,
        unit=unit,
    )
