"""`rpt_reporting_quality`: how well each unit has reported in the year so far, from `rpt_submission_status`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.areas import as_float, ratio
from tests.oracle.model import Row
from tests.oracle.rules import Rules

WEIGHTS = ("quality_on_time_weight", "quality_first_pass_weight", "quality_correction_weight")


def rpt_reporting_quality(statuses: list[Row], rules: Rules) -> list[Row]:
    of_unit: dict[tuple[str, int], list[Row]] = {}
    rows: list[Row] = []
    for status in sorted(statuses, key=lambda one: one["report_month"]):
        month: date = status["report_month"]
        so_far = of_unit.setdefault((status["reporting_unit_code"], month.year), [])
        so_far.append(status)
        rows.append(
            {"report_month": month, "reporting_unit_code": status["reporting_unit_code"]}
            | _quality(so_far, rules)
        )
    return rows


def _quality(so_far: list[Row], rules: Rules) -> Row:
    """A month not reported is not in time; a month without any file was not passed or refused."""
    judged = [status for status in so_far if status["is_first_pass"] is not None]
    rates = {
        "on_time_rate": ratio(sum(status["is_late"] is False for status in so_far), len(so_far)),
        "first_pass_rate": ratio(sum(status["is_first_pass"] for status in judged), len(judged)),
        "correction_rate": ratio(
            sum(status["correction_count"] for status in so_far),
            sum(status["submission_count"] for status in so_far),
        ),
    }
    return {name: as_float(rate) for name, rate in rates.items()} | {"score": as_float(_score(rates, rules))}


def _score(rates: dict[str, Fraction | None], rules: Rules) -> Fraction | None:
    """The weighted mean of in time, passed at once, and not corrected, out of 100."""
    weights = [Fraction(rules.threshold(key) or 0) for key in WEIGHTS]
    on_time, first_pass, correction = rates.values()
    if on_time is None or first_pass is None or correction is None:
        return None
    parts = (on_time, first_pass, 1 - correction)
    return ratio(
        sum((w * part for w, part in zip(weights, parts, strict=True)), Fraction(0)) * 100, sum(weights)
    )
