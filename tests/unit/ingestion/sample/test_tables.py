"""The ground truth's tables: the lights and comparisons of what was planted come out as the registry says."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from ingestion.sample.model import City, PlantedEvent
from ingestion.sample.tables import investments, list_figures, list_status
from ingestion.sample.truth import Truth

Status = Mapping[str, object]


@pytest.fixture(scope="session")
def statuses(truth: Truth) -> list[Status]:
    return list(list_status(truth))


def status_of(truth: Truth, statuses: list[Status], event: PlantedEvent) -> Status:
    """The row of the planted project on the list 市级重点."""
    assert event.month is not None
    ids = {
        truth.project_ids[p.identity]
        for p in truth.project_months[truth.city.config.index(event.month)]
        if p.row.project_name == event.project_name and p.unit == event.unit
    }
    return next(
        row
        for row in statuses
        if row["project_id"] in ids
        and row["report_month"] == event.month
        and row["list_code"] == "municipal_key"
    )


@pytest.mark.parametrize(
    ("event", "light", "expected", "reason"),
    [
        ("DEVIATION_EXACTLY_10", "progress_light", ["yellow"], "BEHIND_PLAN"),
        ("DEVIATION_EXACTLY_30", "progress_light", ["yellow"], "BEHIND_PLAN"),
        ("NO_ANNUAL_PLAN", "progress_light", ["none", "none"], "NO_ANNUAL_PLAN"),
        ("START_OVERDUE", "start_light", ["yellow", "red", "red"], "START_OVERDUE"),
        ("STARTED_NOT_ENROLLED", "enrolment_light", ["red", "red", "red"], "NOT_ENROLLED"),
    ],
)
def test_planted_lights(
    city: City, truth: Truth, statuses: list[Status], event: str, light: str, expected: list[str], reason: str
) -> None:
    rows = [status_of(truth, statuses, planted) for planted in city.events if planted.event == event]
    assert [row[light] for row in rows] == expected
    assert all(reason in str(row["light_reason"]).split("+") for row in rows)


def test_every_light_and_status_occurs(statuses: list[Status]) -> None:
    assert {row["light"] for row in statuses} == {"none", "green", "yellow", "red"}
    assert {row["status"] for row in statuses} == {
        "not_started",
        "under_construction",
        "completed",
        "in_production",
    }


def test_planted_tie_in_month_over_month(city: City, truth: Truth) -> None:
    ties = {(event.unit, event.month) for event in city.events if event.event == "TIE_MOM"}
    rows = [
        row
        for row in list_figures(truth)
        if row["list_code"] == "provincial_leader" and (row["locality_code"], row["report_month"]) in ties
    ]
    assert [row["mom_rate"] for row in rows] == [Decimal("0.5"), Decimal("0.5")]
    assert [row["project_count"] for row in rows] == [1, 1]


def test_a_missing_unit_is_left_out_of_both_months(city: City, truth: Truth) -> None:
    missing = next(event for event in city.events if event.event == "MONTH_NOT_REPORTED")
    rows = {(row["report_month"], row["locality_code"]): row for row in investments(truth)}
    whole, own = rows[missing.month, "421200"], rows[missing.month, missing.unit]
    assert whole["comparable_unit_count"] == 7
    assert own["comparable_unit_count"] is None
    assert own["month_investment_wan"] is None
    parts = [
        row
        for (month, locality), row in rows.items()
        if month == missing.month and row["unit_count"] == 1 and locality != missing.unit
    ]
    last = sum(Decimal(str(row["previous_month_investment_wan"])) for row in parts)
    assert whole["comparable_previous_month_investment_wan"] == last
    assert Decimal(str(whole["previous_month_investment_wan"])) > last


def test_nothing_is_compared_in_the_first_month(truth: Truth) -> None:
    rows = [row for row in investments(truth) if row["report_month"] == truth.city.config.first_month]
    assert {row["mom_rate"] for row in rows} == {None}
    assert {row["comparable_unit_count"] for row in rows} == {0}
