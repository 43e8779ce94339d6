"""`rpt_reporting_quality`: how well each unit has reported in the year so far, from `rpt_submission_status`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from tests.oracle.areas import as_float, ratio
from tests.oracle.model import Row
from tests.oracle.rules import Rules

WEIGHTS = ("quality_on_time_weight", "quality_first_pass_weight", "quality_correction_weight")


def rpt_reporting_quality(statuses: list[Row], rules: Rules) -> list[Row]:
    so_far: dict[tuple[date, str], list[Row]] = {}
    for month, unit, status in months_rated(statuses):
        so_far.setdefault((month, unit), []).append(status)
    return [
        {"report_month": month, "reporting_unit_code": unit} | _quality(said, rules)
        for (month, unit), said in so_far.items()
    ]


def months_rated(statuses: list[Row]) -> Iterator[tuple[date, str, Row]]:
    """A month and unit that is rated, with each month of the same year up to it."""
    for rated in statuses:
        month, unit = rated["report_month"], rated["reporting_unit_code"]
        for said in statuses:
            is_before = said["report_month"].year == month.year and said["report_month"] <= month
            if said["reporting_unit_code"] == unit and is_before:
                yield month, unit, said


def _quality(so_far: list[Row], rules: Rules) -> Row:
    """Reading R47: a month not reported is not in time; one without any file was neither passed nor refused."""
    judged = [status for status in so_far if status["is_first_pass"] is not None]
    counts = {
        "due_month_count": len(so_far),
        "on_time_count": sum(status["is_late"] is False for status in so_far),
        "sent_month_count": len(judged),
        "first_pass_count": sum(status["is_first_pass"] for status in judged),
        "submission_count": sum(status["submission_count"] for status in so_far),
        "correction_count": sum(status["correction_count"] for status in so_far),
    }
    rates = {
        "on_time_rate": ratio(counts["on_time_count"], counts["due_month_count"]),
        "first_pass_rate": ratio(counts["first_pass_count"], counts["sent_month_count"]),
        "correction_rate": ratio(counts["correction_count"], counts["submission_count"]),
    }
    floats = {name: as_float(rate) for name, rate in rates.items()}
    return counts | floats | {"score": as_float(_score(rates, rules))}


def _score(rates: dict[str, Fraction | None], rules: Rules) -> Fraction | None:
    """The weighted mean of in time, passed at once, and not corrected, out of 100."""
    weights = [Fraction(weight) for key in WEIGHTS if (weight := rules.threshold(key)) is not None]
    on_time, first_pass, correction = rates.values()
    if on_time is None or first_pass is None or correction is None or len(weights) < len(WEIGHTS):
        return None
    parts = (on_time, first_pass, 1 - correction)
    return ratio(
        sum((w * part for w, part in zip(weights, parts, strict=True)), Fraction(0)) * 100, sum(weights)
    )
