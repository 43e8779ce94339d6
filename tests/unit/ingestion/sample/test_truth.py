"""The ground truth's own arithmetic: identities over a whole city, and small cases worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from ingestion.sample.ledger import ledger_row
from ingestion.sample.model import City, CityConfig, Filing, Kind, LedgerRow, ReportedRow
from ingestion.sample.schedule import CHINA
from ingestion.sample.truth import UNKNOWN, ProjectMonth, Truth, conversion, find_truth, members, total

CONFIG = CityConfig(1, 50, date(2019, 11, 1), date(2020, 2, 1))
NOVEMBER, DECEMBER, JANUARY, FEBRUARY = range(4)


def filing(index: int, rows: Sequence[ReportedRow], *, kind: Kind = "full", hours: int = 0) -> Filing:
    month = CONFIG.month(index)
    received_at = datetime(month.year, month.month, 28, tzinfo=CHINA) + timedelta(hours=hours)
    return Filing(f"{index}-{kind}-{hours}", "421221", month, kind, received_at, tuple(rows))


def truth_of(*filings: Filing) -> Truth:
    return find_truth(City(CONFIG, (), filings, ()))


def only(truth: Truth, index: int) -> ProjectMonth:
    (project,) = truth.project_months[index]
    return project


@pytest.fixture
def row(city: City) -> LedgerRow:
    """A plain row under construction; each test changes what it is about."""
    project = next(p for p in city.projects if p.completion_date is None and p.start_date is not None)
    return replace(
        ledger_row(city.config, project, 23),
        project_code="2019-421221-38-03-000001",
        library="construction",
        reserve_date=date(2019, 11, 5),
        construction_date=date(2019, 12, 5),
        actual_start_date=date(2019, 12, 1),
        completion_date=None,
        exit_date=None,
        total_investment_wan=Decimal(20_000),
        annual_plan_wan=Decimal(5_000),
        month_investment_wan=Decimal(100),
        ytd_investment_wan=Decimal(300),
        is_provincial_leader=False,
        is_provincial_key=False,
        is_municipal_key=True,
    )


def test_a_correction_replaces_the_whole_row_and_only_after_a_base(row: LedgerRow) -> None:
    right = replace(row, month_investment_wan=None, ytd_investment_wan=Decimal(400))
    early = filing(NOVEMBER, [ReportedRow("a", right)], kind="correction", hours=-1)
    truth = truth_of(early, filing(NOVEMBER, [ReportedRow("a", row)]))
    assert only(truth, NOVEMBER).row == row
    assert [fate.is_effective for fate in truth.fates] == [False, True]
    late = replace(early, file="late", received_at=early.received_at + timedelta(hours=9))
    truth = truth_of(filing(NOVEMBER, [ReportedRow("a", row)]), late)
    assert only(truth, NOVEMBER).row == right


def test_no_change_in_january_starts_the_year_anew(row: LedgerRow) -> None:
    truth = truth_of(filing(DECEMBER, [ReportedRow("a", row)]), filing(JANUARY, [], kind="no_change"))
    january = only(truth, JANUARY)
    assert january.month_investment_wan == 0
    assert january.row.ytd_investment_wan == 0
    assert january.row.annual_plan_wan is None
    assert members(january, year=2020) == frozenset()
    assert not january.is_carried_forward


def test_no_change_without_the_month_before_is_not_effective(row: LedgerRow) -> None:
    truth = truth_of(filing(NOVEMBER, [ReportedRow("a", row)]), filing(JANUARY, [], kind="no_change"))
    assert ("421221", JANUARY) not in truth.reported
    assert truth.project_months[JANUARY] == ()


def test_a_vanished_row_is_carried_with_its_month_blank(row: LedgerRow) -> None:
    truth = truth_of(
        filing(DECEMBER, [ReportedRow("a", row)]),
        filing(JANUARY, [ReportedRow("a", row, is_rejected=True)]),
    )
    january = only(truth, JANUARY)
    assert january.is_carried_forward
    assert january.month_investment_wan is None
    assert january.row.ytd_investment_wan is None


def test_an_exited_project_is_carried_to_the_end_of_its_year(row: LedgerRow) -> None:
    gone = replace(row, library="exited", exit_date=date(2019, 12, 20))
    other = ReportedRow("b", replace(row, project_code="2019-421221-38-03-000002"))
    truth = truth_of(
        filing(NOVEMBER, [ReportedRow("a", row), other]),
        filing(DECEMBER, [ReportedRow("a", gone), other]),
        filing(JANUARY, [other]),
    )
    assert [project.identity for project in truth.project_months[DECEMBER]] == ["a", "b"]
    assert [project.identity for project in truth.project_months[JANUARY]] == ["b"]


def test_a_blank_library_date_is_observed_or_unknown(row: LedgerRow) -> None:
    blank = replace(row, reserve_date=None, construction_date=None)
    reserve = replace(blank, library="reserve")
    truth = truth_of(
        filing(NOVEMBER, [ReportedRow("a", reserve)]), filing(DECEMBER, [ReportedRow("a", blank)])
    )
    assert only(truth, DECEMBER).on["reserve"] == UNKNOWN
    assert only(truth, DECEMBER).on["construction"] == date(2019, 12, 1)
    counts = conversion(truth, index=DECEMBER, locality="421221")
    assert (counts.reserve_count, counts.converted_count, counts.moved_count) == (1, 1, 1)


def test_blank_month_investment_is_derived(row: LedgerRow) -> None:
    blank = replace(row, month_investment_wan=None, ytd_investment_wan=Decimal(340))
    truth = truth_of(filing(NOVEMBER, [ReportedRow("a", row)]), filing(DECEMBER, [ReportedRow("a", blank)]))
    assert only(truth, DECEMBER).month_investment_wan == 40
    truth = truth_of(filing(DECEMBER, [ReportedRow("a", row)]), filing(JANUARY, [ReportedRow("a", blank)]))
    assert only(truth, JANUARY).month_investment_wan == 340


def test_sums_of_nothing_and_of_blanks() -> None:
    assert total([]) == 0
    assert total([None, None]) is None
    assert total([None, Decimal(2)]) == 2


def test_flows_balance_and_the_city_is_the_sum_of_its_units(truth: Truth) -> None:
    units = [code for code, parts in truth.locality_units().items() if len(parts) == 1]
    for index in range(len(truth.project_months)):
        whole = conversion(truth, index=index, locality="421200")
        parts = [conversion(truth, index=index, locality=unit) for unit in units]
        tiers = [conversion(truth, index=index, locality=tier) for tier in ("north", "south", "direct")]
        for name in ("reserve_count", "converted_count", "closing_count", "reserve_investment_wan"):
            assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
            assert getattr(whole, name) == sum(getattr(tier, name) for tier in tiers)
        into, out = whole.opening_count + whole.entered_count, whole.moved_count + whole.exited_count
        assert into == out + whole.closing_count


def test_exactly_one_unit_month_is_never_reported(truth: Truth) -> None:
    months = truth.city.config.month_count
    assert len(truth.reported) == 8 * months - 1


def test_a_row_counts_for_one_unit_only(truth: Truth) -> None:
    for months in truth.project_months:
        ids = [truth.project_ids[project.identity] for project in months]
        assert len(ids) == len(set(ids))
