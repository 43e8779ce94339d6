"""Which rows a unit goes on from: those that count in the last month before, without what belongs to that month.

Belongs here: the published tables they stand in, what the new month leaves blank, what lapses with the year.
Does not belong here: how they are written (`workbook`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb
import polars as pl

from ingestion.contract import Content, load_workbook_contract

# What a month says anew. The cumulative ones are shown beside their cells, so that they can be gone on from.
CUMULATIVE = ("ytd_investment_wan", "cumulative_investment_wan")
_OF_THE_MONTH = ("month_investment_wan", "plan_completion_reported", "ambiguous_cumulative_wan", *CUMULATIVE)
# Rulebook 2, what lapses with the year; and the stage of the year, which is another in the next.
_OF_THE_YEAR = (
    "annual_plan_wan",
    "is_provincial_leader",
    "is_provincial_key",
    "is_municipal_key",
    "is_annual_priority",
    "year_status",
)
_OF_THIS_YEAR_ALONE = ("ytd_investment_wan",)
_TABLES: Mapping[Content, str] = {
    "approvals": "approval_row",
    "factors": "factor_row",
    "evaluations": "evaluation_row",
    "funding": "funding_row",
    "promotions": "promotion_row",
    "standard_land": "standard_land_row",
    "preliminary_funds": "preliminary_fund_row",
}


@dataclass(frozen=True, kw_only=True)
class LastRows:
    """What a unit said last: the month it is of, its rows by sheet, and the cumulative figures of its ledger's rows."""

    month: date
    rows: Mapping[Content, pl.DataFrame]
    cumulative: pl.DataFrame = field(default_factory=pl.DataFrame)


def last_rows(connection: duckdb.DuckDBPyConnection, *, unit: str, month: date) -> LastRows | None:
    """The rows that a unit's ledger of `month` goes on from, read from a published warehouse; None where it has none.

    A sheet of the others whose rows are not known is left out, which in a submission means that it is unchanged.
    """
    last = connection.execute(
        "SELECT max(report_month) FROM marts.fct_project_month WHERE reporting_unit_code = ? AND report_month < ?",
        [unit, month],
    ).fetchall()[0][0]
    if last is None:
        return None
    # One that is carried forward is missing from the last ledger and wants to be reported; one that left does not.
    ledger = connection.sql(
        """
        SELECT * FROM marts.fct_project_month
        WHERE reporting_unit_code = ? AND report_month = ?
            AND NOT (is_carried_forward AND library IN ('exited', 'production'))
            AND NOT (library = 'exited' AND year(report_month) < year(CAST(? AS DATE)))
        ORDER BY is_carried_forward, submission_id, row_number
        """,
        params=[unit, last, month],
    ).pl()
    is_new_year = last.year < month.year
    blank = [*_OF_THE_MONTH, *(_OF_THE_YEAR if is_new_year else ())]
    shown = [name for name in CUMULATIVE if not (is_new_year and name in _OF_THIS_YEAR_ALONE)]
    rows: dict[Content, pl.DataFrame] = {
        "ledger": ledger.with_columns(pl.lit(None).alias(name) for name in blank)
    }
    return LastRows(
        month=last, rows=rows | _others(connection, unit=unit, month=last), cumulative=ledger.select(shown)
    )


def _others(connection: duckdb.DuckDBPyConnection, *, unit: str, month: date) -> dict[Content, pl.DataFrame]:
    """The rows of the sheets beside the ledger, as they stand in a month."""
    known = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = 'intermediate' AND table_name = 'int_annex_span'"
    ).fetchall()
    if not known:
        return {}
    contract = load_workbook_contract()
    return {
        content: connection.sql(
            f"""
            SELECT raw_row.* FROM intermediate.int_annex_span AS span
            INNER JOIN raw.{table} AS raw_row USING (submission_id, sheet, row_number)
            WHERE span.annex = ? AND span.reporting_unit_code = ?
                AND span.valid_from_month <= ? AND span.valid_before_month > ?
            ORDER BY span.valid_from_month, span.submission_id, span.row_number
            """,  # the names are those of this module
            params=[content, unit, month, month],
        )
        .pl()
        .select(*(item.name for item in contract.by_content[content].landed_fields))
        for content, table in _TABLES.items()
    }
