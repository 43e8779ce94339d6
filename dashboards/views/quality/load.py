"""What the quality page reads: who reported when, the files, and what was found in them."""

from datetime import date

import polars as pl

from dashboards import within
from dashboards.warehouse import Published, Rows

_LOCAL = "timezone((select value from policy.settings where key = 'timezone'), received_at) as received_at"


def calendar(published: Published, month: date) -> pl.DataFrame:
    """Unit × month, at most twelve months up to the month."""
    return published.query(
        f"""
        select report_month, reporting_unit_code, locality_name, is_reported, is_late, {_LOCAL},
            submission_count, correction_count, error_count, warning_count, is_first_pass
        from marts.rpt_submission_status as status
        inner join marts.dim_locality on status.reporting_unit_code = dim_locality.locality_code
        where report_month <= $month and report_month > $month - interval 12 month
        order by sort_order, report_month
        """,
        month=month,
    )


def units(published: Published) -> dict[str, str]:
    """The reporting units, code → name."""
    rows = published.query(
        "select locality_code, locality_name from marts.dim_locality where is_reporting_unit order by sort_order"
    )
    return dict(rows.iter_rows())


def counted(published: Published, month: date, *, unit: str | None) -> pl.DataFrame:
    """How often each rule was broken in the month, by severity, most first."""
    return published.query(
        """
        select finding.rule_id, finding.severity, rule.message_zh as rule_text, count(*) as count
        from marts.fct_finding as finding
        left join raw.finding_rule as rule on finding.rule_id = rule.rule_id
        where finding.report_month = $month and ($unit is null or finding.reporting_unit_code = $unit)
        group by all
        order by count desc, finding.rule_id, finding.severity
        """,
        month=month,
        unit=unit,
    )


def findings(
    published: Published, month: date, *, unit: str | None, severity: str | None, rule: str | None
) -> Rows:
    """The month's findings, gravest first, with the file each is in."""
    return published.rows(
        """
        select finding.*, locality_name as unit_name, file_name
        from marts.fct_finding as finding
        left join marts.dim_locality on finding.reporting_unit_code = dim_locality.locality_code
        left join marts.fct_submission as submission on finding.submission_id = submission.submission_id
        where finding.report_month = $month and ($unit is null or finding.reporting_unit_code = $unit)
            and ($severity is null or finding.severity = $severity)
            and ($rule is null or finding.rule_id = $rule)
        order by array_position(['error', 'warning', 'info'], finding.severity), sort_order, file_name, sheet,
            row_number, finding_id
        """,
        month=month,
        unit=unit,
        severity=severity,
        rule=rule,
    )


def submissions(published: Published, month: date, *, unit: str | None) -> pl.DataFrame:
    """The month's files in order of arrival; files whose month could not be read stand with every month."""
    return published.query(
        f"""
        select submission.* exclude (received_at), locality_name as unit_name, {_LOCAL}
        from marts.fct_submission as submission
        left join marts.dim_locality on submission.reporting_unit_code = dim_locality.locality_code
        where (report_month = $month or report_month is null)
            and ($unit is null or submission.reporting_unit_code = $unit)
        order by report_month nulls last, submission.received_at, submission_id
        """,
        month=month,
        unit=unit,
    )


def suspicions(published: Published, month: date, *, unit: str | None) -> pl.DataFrame:
    """What of the month's ledgers may be worth a look, kind by kind, what is new first."""
    return published.query(
        f"""
        select
            suspicion.*, locality_name as unit_name, sort_order, project.project_name, project.stage,
            project.total_investment_wan, project.responsible_unit,
            submission.file_name, project.sheet, project.row_number
        from marts.fct_suspicion as suspicion
        inner join marts.dim_locality on suspicion.reporting_unit_code = dim_locality.locality_code
        {within.projects("suspicion")}
        where suspicion.report_month = $month and ($unit is null or suspicion.reporting_unit_code = $unit)
        order by suspicion_code, first_seen desc, sort_order, project.total_investment_wan desc nulls last,
            suspicion.project_id
        """,
        month=month,
        unit=unit,
    )
