"""Asset checks: what a person should know about the data before trusting it, told beside the assets.

Belongs here: the outcome of the Great Expectations rules, the accounting of rows, lateness. They read what
ingestion and dbt found. Does not belong here: finding anything out anew, and the tests of dbt (its own checks).
Only broken accounting blocks a publication: one bad file must not hold up the others.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import dagster as dg
import duckdb

from ingestion.expectations.rules import all_rules
from orchestration.journal import CheckOutcome, Severity
from orchestration.resources import RefreshSession
from orchestration.versions import WAREHOUSE_FILE

_RULE_CHECK = dg.AssetKey(["raw", "rule_check"])
_SHEET = dg.AssetKey(["raw", "submission_sheet"])
_SUBMISSION = dg.AssetKey(["raw", "submission"])
_STATUS = dg.AssetKey(["marts", "rpt_submission_status"])
# A month and a half: in a house that reports by the month, nobody has sent anything for a whole month.
_FRESH = timedelta(days=45)


def all_checks() -> Sequence[dg.AssetChecksDefinition]:
    """Every check of ours."""
    return [expectations, rows_are_accounted_for, deliveries_are_fresh, units_have_reported]


@dg.multi_asset_check(
    name="expectations",
    specs=[
        dg.AssetCheckSpec(name=rule_id, asset=_RULE_CHECK)
        for rule_id in sorted({rule.rule_id for rule in all_rules()})
    ],
)
def expectations(session: dg.ResourceParam[RefreshSession]) -> Iterator[dg.AssetCheckResult]:
    """How each rule of Great Expectations fared, over all submissions."""
    rows = _query(
        session,
        "SELECT rule_id, min(severity), sum(checked_row_count), sum(failed_row_count),"
        " count(*) FILTER (WHERE failed_row_count > 0) FROM raw.rule_check GROUP BY rule_id",
    )
    found = {rule_id: values for rule_id, *values in rows}
    for rule_id in sorted({rule.rule_id for rule in all_rules()}):
        severity, checked, failed, submissions = found.get(rule_id, ("warning", 0, 0, 0))
        # A refused row is refused, and told to its unit: nothing is wrong with what is published.
        yield _result(
            session,
            asset=_RULE_CHECK,
            name=rule_id,
            passed=not failed,
            severity="warning",
            message=f"{failed} of {checked} rows in {submissions} submissions",
            metadata={
                "checked_row_count": int(checked),
                "failed_row_count": int(failed),
                "submission_count": int(submissions),
                "row_severity": severity,
            },
        )


@dg.asset_check(asset=_SHEET, blocking=True)
def rows_are_accounted_for(session: dg.ResourceParam[RefreshSession]) -> dg.AssetCheckResult:
    """Rows in a file = accepted + rejected + skipped, for every sheet, and a submission is its sheets."""
    wrong = _query(
        session,
        """
        SELECT submission_id, sheet FROM raw.submission_sheet
        WHERE row_count <> accepted_row_count + rejected_row_count + skipped_row_count
        UNION ALL
        SELECT submission_id, NULL FROM raw.submission AS submission
        WHERE row_count <> (
            SELECT coalesce(sum(row_count), 0) FROM raw.submission_sheet AS sheet
            WHERE sheet.submission_id = submission.submission_id
        )
        ORDER BY ALL
        """,
    )
    return _result(
        session,
        asset=_SHEET,
        name="rows_are_accounted_for",
        passed=not wrong,
        severity="error",
        message=", ".join(f"{submission}/{sheet or '*'}" for submission, sheet in wrong[:10]),
        metadata={"wrong_sheet_count": len(wrong)},
    )


@dg.asset_check(asset=_SUBMISSION)
def deliveries_are_fresh(session: dg.ResourceParam[RefreshSession]) -> dg.AssetCheckResult:
    """Somebody has sent something lately."""
    ((latest,),) = _query(session, "SELECT max(received_at) FROM raw.submission")
    now = session.as_of or session.started_at
    return _result(
        session,
        asset=_SUBMISSION,
        name="deliveries_are_fresh",
        passed=latest is not None and now - latest <= _FRESH,
        severity="warning",
        message=f"latest: {latest.isoformat() if latest else '–'}",
        metadata={"latest_received_at": latest.isoformat() if latest else "–"},
    )


@dg.asset_check(asset=_STATUS)
def units_have_reported(session: dg.ResourceParam[RefreshSession]) -> dg.AssetCheckResult:
    """Every unit has reported the latest month, and in time."""
    rows = _query(
        session,
        """
        SELECT report_month, reporting_unit_code, is_reported FROM marts.rpt_submission_status
        WHERE report_month = (SELECT max(report_month) FROM marts.rpt_submission_status)
            AND (NOT is_reported OR is_late)
        ORDER BY ALL
        """,
    )
    missing = [unit for _month, unit, is_reported in rows if not is_reported]
    late = [unit for _month, unit, is_reported in rows if is_reported]
    month = f"{rows[0][0]:%Y-%m} " if rows else ""
    return _result(
        session,
        asset=_STATUS,
        name="units_have_reported",
        passed=not rows,
        severity="warning",
        message=f"{month}not reported: {', '.join(missing) or '–'}; late: {', '.join(late) or '–'}",
        metadata={"not_reported": missing, "late": late},
    )


def _query(session: RefreshSession, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(session.folder / WAREHOUSE_FILE)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(sql).fetchall()


def _result(
    session: RefreshSession,
    *,
    asset: dg.AssetKey,
    name: str,
    passed: bool,
    severity: Severity,
    message: str,
    metadata: dict[str, Any],
) -> dg.AssetCheckResult:
    if not passed:
        outcome = CheckOutcome(name=name, asset=asset.to_user_string(), severity=severity, message=message)
        session.checks.append(outcome)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR if severity == "error" else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
