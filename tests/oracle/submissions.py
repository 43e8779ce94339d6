"""Rulebook 2: the order of submissions, which of them are effective, which units reported, what is late.

Rows inside the submissions are no business of this module.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from tests.oracle import months
from tests.oracle.model import Row, Submission
from tests.oracle.rules import Area, Rules

UnitMonth = tuple[str, date]


def in_order(submissions: list[Submission]) -> list[Submission]:
    return sorted(submissions, key=lambda s: (s.received_at, s.submission_id))


@dataclass
class Register:
    """The submissions as known now, and what each unit reported."""

    ordered: list[Submission]
    effective: set[str] = field(default_factory=set)
    superseded: set[str] = field(default_factory=set)
    base: dict[UnitMonth, Submission] = field(default_factory=dict)
    overlays: dict[UnitMonth, list[Submission]] = field(default_factory=dict)
    first_base: dict[UnitMonth, Submission] = field(default_factory=dict)
    first_month: dict[str, date] = field(default_factory=dict)

    def has_reported(self, unit: str, month: date) -> bool:
        return (unit, month) in self.base

    def counts_now(self, submission: Submission) -> bool:
        """Effective and not superseded (reading R2)."""
        return submission.submission_id in self.effective and submission.submission_id not in self.superseded

    def months(self, first_month: date) -> list[date]:
        """From the pack's first month, or an earlier one reported, to the last with an effective submission."""
        reported = [month for _, month in self.base]
        return list(months.span(min(first_month, *reported), max(reported))) if reported else []

    def reported_units(self, area: Area, month: date) -> list[str]:
        return [unit for unit in area.units if self.has_reported(unit, month)]


def register(submissions: list[Submission]) -> Register:
    """Decide reading R2, month by month: a no_change needs the month before, a correction a base."""
    result = Register(ordered=in_order(submissions))
    known: dict[date, dict[str, list[Submission]]] = defaultdict(lambda: defaultdict(list))
    for submission in result.ordered:
        if is_known(submission):
            assert submission.report_month is not None
            assert submission.reporting_unit_code is not None
            known[submission.report_month][submission.reporting_unit_code].append(submission)
    for month in sorted(known):
        for unit, said in known[month].items():
            _decide(result, unit_month=(unit, month), said=said)
    return result


def is_known(submission: Submission) -> bool:
    named = submission.reporting_unit_code and submission.report_month and submission.kind
    return submission.outcome != "rejected" and bool(named)


def _decide(result: Register, *, unit_month: UnitMonth, said: list[Submission]) -> None:
    unit, month = unit_month
    standing: list[Submission] = []
    for submission in said:
        if submission.kind == "correction":
            if not standing:
                continue
            standing.append(submission)
        else:
            if submission.kind == "no_change" and not result.has_reported(unit, months.shift(month, -1)):
                continue
            result.superseded.update(before.submission_id for before in standing)
            standing = [submission]
            result.first_base.setdefault(unit_month, submission)
        result.effective.add(submission.submission_id)
    if standing:
        result.base[unit_month], *result.overlays[unit_month] = standing
        result.first_month.setdefault(unit, month)


def is_late(submission: Submission, rules: Rules) -> bool | None:
    if submission.report_month is None:
        return None
    return submission.received_at > rules.cut_off(submission.report_month)


def fct_submission(known: Register, rules: Rules) -> list[Row]:
    return [
        {
            "submission_id": submission.submission_id,
            "sha256": submission.sha256,
            "file_name": submission.file_name,
            "reporting_unit_code": submission.reporting_unit_code,
            "report_month": submission.report_month,
            "kind": submission.kind,
            "received_at": submission.received_at,
            "outcome": submission.outcome,
            "is_late": is_late(submission, rules),
            "is_effective": submission.submission_id in known.effective,
            "is_superseded": submission.submission_id in known.effective and not known.counts_now(submission),
            **{count: submission.count(count) for count in COUNTS},
        }
        for submission in known.ordered
    ]


COUNTS = ("row_count", "accepted_row_count", "rejected_row_count", "skipped_row_count")


def fct_submission_sheet(known: Register) -> list[Row]:
    return [
        {
            "submission_id": submission.submission_id,
            **{name: sheet[name] for name in ("sheet", "content", *COUNTS)},
        }
        for submission in known.ordered
        for sheet in submission.sheets
    ]


def fct_source_column(known: Register) -> list[Row]:
    return [
        {
            "submission_id": submission.submission_id,
            **{name: column[name] for name in ("sheet", "field", "column_letter", "heading")},
        }
        for submission in known.ordered
        for column in submission.source_columns
    ]


def rpt_submission_status(
    known: Register, rules: Rules, *, report_months: list[date], findings: list[Row]
) -> list[Row]:
    """Reading R19, per month and reporting unit."""
    said: dict[UnitMonth, list[Submission]] = defaultdict(list)
    for submission in known.ordered:
        if submission.reporting_unit_code and submission.report_month:
            said[submission.reporting_unit_code, submission.report_month].append(submission)
    severities: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        severities[finding["submission_id"]].append(finding["severity"])

    rows = []
    for month in report_months:
        for unit in rules.units:
            submissions = said[unit.code, month]
            first = known.first_base.get((unit.code, month))
            found = [severity for s in submissions for severity in severities[s.submission_id]]
            rows.append(
                {
                    "report_month": month,
                    "reporting_unit_code": unit.code,
                    "is_reported": known.has_reported(unit.code, month),
                    "received_at": first.received_at if first else None,
                    "is_late": is_late(first, rules) if first else None,
                    "submission_count": len(submissions),
                    "correction_count": sum(s.kind == "correction" for s in submissions),
                    "error_count": found.count("error"),
                    "warning_count": found.count("warning"),
                    "is_first_pass": _is_first_pass(submissions),
                }
            )
    return rows


def _is_first_pass(submissions: list[Submission]) -> bool | None:
    if not submissions:
        return None
    return submissions[0].outcome != "rejected" and submissions[0].count("rejected_row_count") == 0
