"""How a submission stands among those known now: effective, or superseded by which (rulebook 2).

Belongs here: what a receipt can say at once, before any warehouse is built.
Does not belong here: effective rows and every figure (dbt, whose `int_submission` decides for the warehouse).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ingestion.months import add_months


@dataclass(frozen=True, order=True, kw_only=True)
class Known:
    """A submission that is known, in the order of submissions: received_at, then submission_id."""

    received_at: datetime
    submission_id: str
    file_name: str
    reporting_unit_code: str | None
    report_month: date | None
    kind: str | None
    is_rejected: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a submission has what it builds on, and the later one that replaced it."""

    is_effective: bool
    superseded_by: Known | None = None


def standings(submissions: Iterable[Known]) -> dict[str, Standing]:
    """Every submission's standing, by its id."""
    by_month: dict[tuple[str, date], list[Known]] = {}
    found: dict[str, Standing] = {}
    for known in submissions:
        found[known.submission_id] = Standing(is_effective=False)
        if not known.is_rejected and known.reporting_unit_code and known.report_month and known.kind:
            by_month.setdefault((known.reporting_unit_code, known.report_month), []).append(known)
    reported: set[tuple[str, date]] = set()
    for unit, month in sorted(by_month):
        has_month_before = (unit, add_months(month, -1)) in reported
        in_order = sorted(by_month[unit, month])
        whole = [
            known
            for known in in_order
            if known.kind == "full" or (known.kind == "no_change" and has_month_before)
        ]
        if not whole:
            continue
        reported.add((unit, month))
        corrections = [known for known in in_order if known.kind == "correction" and known > whole[0]]
        for known in [*whole, *corrections]:
            later = whole[-1] if known < whole[-1] else None
            found[known.submission_id] = Standing(is_effective=True, superseded_by=later)
    return found
