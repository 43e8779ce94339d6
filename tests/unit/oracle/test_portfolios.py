"""The made-up portfolios reach the edges: exact thresholds, ties, bases that forbid a ratio, every status and reason.

Agreement on portfolios proves as much as they contain; here is counted what they contain.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.compute import compute
from tests.oracle.model import Row, World
from tests.oracle.months import shift
from tests.strategies import worlds

pytestmark = pytest.mark.slow

PORTFOLIOS = 100
Marts = dict[str, list[Row]]


def edges(marts: Marts) -> Iterator[str]:
    """The name of every edge that one portfolio's rows lie on, once for each row."""
    yield from _of_lights(marts["rpt_list_status"])
    yield from _of_membership(marts["rpt_list_status"])
    yield from _of_comparisons(marts["rpt_list_rank"])
    yield from _of_targets(marts["rpt_conversion"])
    for row in marts["rpt_start_deadline"]:
        yield f"deadline {row['status']}"
        if row["met_on"] == row["deadline"]:
            yield "met on the very day"
    for row in marts["rpt_supervision"]:
        yield f"{row['supervision_code']} {row['reason_code']}"
        if row["months_on_list"] > 2:
            yield "third month on a list"
    for row in marts["rpt_approval_progress"]:
        if row["violation_count"]:
            yield "conditional with a violation"
    for row in marts["fct_project_month"]:
        if row["is_carried_forward"]:
            yield "carried forward" + (" over a new year" if row["report_month"].month == 1 else "")
    for row in marts["rpt_quota"]:
        if row["is_reported"] and row["quota_count"] is None:
            yield "quota of a tier with a unit missing"
    yield from (f"finding {row['rule_id']}" for row in marts["fct_finding"])


def _of_lights(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        plan, ytd = row["annual_plan_wan"], row["ytd_investment_wan"]
        if row["deviation_pp"] is None:
            continue
        deviation = (Fraction(ytd) / Fraction(plan) - Fraction(row["report_month"].month, 12)) * 100
        if deviation in {-10, -30}:
            yield f"deviation of exactly {deviation}, {row['progress_light']}"


def _of_membership(rows: list[Row]) -> Iterator[str]:
    on_list: dict[tuple[str, date], set[str]] = defaultdict(set)
    for row in rows:
        on_list[row["list_code"], row["report_month"]].add(row["project_id"])
    for (code, month), projects in on_list.items():
        before = on_list.get((code, shift(month, -1)))
        if before is not None:
            yield from ("enters a list" for _ in projects - before)
            yield from ("leaves a list" for _ in before - projects)


def _of_comparisons(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        base = row["comparable_previous_month_investment_wan"]
        if base is not None and base <= 0:
            yield "base below zero" if base < 0 else "base of zero"
        if row["is_reported"] and row["comparable_unit_count"] == 0:
            yield "month before missing"
        if row["is_reported"] and row["reported_unit_count"] > row["comparable_unit_count"] > 0:
            yield "one unit missing in one of two months"
        if row["report_month"].month == 1 and row["mom_rate"] is not None:
            yield "January compared with December"
    for count in _shared(rows, "count_share_rank", ("report_month", "list_code")):
        if count > 1:
            yield "tie on a list"


def _of_targets(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        target, reserve = row["target_rate"], row["reserve_count"]
        if target is not None and reserve and row["converted_count"] == target * reserve:
            yield "target met exactly"
    for count in _shared(rows, "rank", ("report_month", "scope", "basis")):
        if count > 1:
            yield "tie of conversion ranks"


def _shared(rows: list[Row], rank: str, keys: tuple[str, ...]) -> Iterator[int]:
    places = Counter((*(row[key] for key in keys), row[rank]) for row in rows if row[rank] is not None)
    yield from places.values()


@pytest.fixture(scope="module")
def reached() -> Counter[str]:
    """How many rows of the portfolios lie on each edge; the same portfolios every time."""
    found: Counter[str] = Counter()

    @settings(
        max_examples=PORTFOLIOS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def count(world: World) -> None:
        found.update(edges(compute(world)))

    count()
    return found


@pytest.mark.parametrize(
    "edge",
    [
        "deviation of exactly -10, yellow",
        "deviation of exactly -30, yellow",
        "base below zero",
        "base of zero",
        "month before missing",
        "one unit missing in one of two months",
        "January compared with December",
        "enters a list",
        "leaves a list",
        "tie on a list",
        "tie of conversion ranks",
        "target met exactly",
        "third month on a list",
        "conditional with a violation",
        "carried forward over a new year",
        "quota of a tier with a unit missing",
        *(f"deadline {status}" for status in ("met", "met_late", "to_verify", "pending", "overdue")),
        *(
            f"finding {rule}"
            for rule in ("NO_LEADER", "APPROVAL_OPEN_AT_COMPLETION", "EVALUATION_MISSING", "PROJECT_UNKNOWN")
        ),
    ],
)
def test_portfolios_reach(edge: str, reached: Counter[str]) -> None:
    assert reached[edge] > 0, sorted(reached)
