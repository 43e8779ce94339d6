"""The simulated city: what must have happened in it, and that it is calibrated."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.sample import calibration
from ingestion.sample.ledger import ledger_row
from ingestion.sample.model import City, CityConfig, LedgerRow
from ingestion.sample.schedule import cut_off
from ingestion.sample.truth import LISTS, Truth, conversion, members

PLANTED = {
    "BLANK_MONTH_ALWAYS", "BLANK_MONTH_DERIVED", "CODE_COMES_LATER", "CONVERTED_WITHOUT_DATE", "CORRECTED_ROW",
    "CORRECTION", "CROSS_UNIT_DUPLICATE", "DATE_IN_FUTURE", "DELIVERED_TWICE", "DEVIATION_EXACTLY_10",
    "DEVIATION_EXACTLY_30", "DUPLICATE_PROJECT", "ENTERS_LIST", "EXIT", "EXITS_FROM_LIST", "EXIT_WITHOUT_DATE",
    "FACTOR_CORRECTED", "FILE_REJECTED_PERIOD_CONFLICT", "FILE_REJECTED_UNIT_CONFLICT", "FORGOTTEN_ROW_CORRECTED",
    "HANDED_TO_OTHER_UNIT", "IDENTICAL_MONTHLY_AMOUNTS", "LATE", "LATE_BY_A_SECOND", "LEAVES_LIST",
    "MONTH_NOT_REPORTED", "MONTH_REPORTED_MUCH_LATER", "MONTH_YTD_MISMATCH", "MOVED_NOT_STARTED",
    "NEGATIVE_CORRECTION", "NO_ANNUAL_PLAN", "NO_CHANGE", "NO_CHANGE_IN_JANUARY", "NO_CHANGE_WITHOUT_BASE",
    "ON_SEVERAL_LISTS", "PACKAGED", "PHASED", "PLAN_IS_A_DASH", "RECEIVED_AT_CUT_OFF", "RENAMED_WITHOUT_CODE",
    "RENAMED_WITH_CODE", "RESERVE_DATE_UNKNOWN", "RESERVE_WITHOUT_DATE", "ROW_REJECTED", "SECOND_FULL",
    "STAGE_WENT_BACK", "STARRED_NAME", "STARTED_NOT_CONVERTED", "STARTED_NOT_ENROLLED", "START_DAY_AFTER_DEADLINE",
    "START_ON_DEADLINE", "START_OVERDUE", "TIE_COUNT_SHARE", "TIE_INVESTMENT_SHARE", "TIE_MOM",
    "TOTAL_JUMPED_OVER_10YI", "TOTAL_ROW_DIFFERS", "VANISHED_COMES_BACK", "VANISHED_FOR_GOOD", "YTD_DECREASED",
}  # fmt: skip
LAST = 23


def names_of(city: City, *events: str) -> set[str]:
    return {event.project_name or "" for event in city.events if event.event in events}


def test_everything_that_must_happen_happens(city: City) -> None:
    happened = Counter(event.event for event in city.events)
    assert set(happened) == PLANTED
    assert happened["ROW_REJECTED"] == 3
    assert happened["NO_CHANGE"] >= 5


def test_planted_events_name_files_that_were_filed(city: City) -> None:
    files = {filing.file for filing in city.filings}
    assert {event.file for event in city.events if event.file} <= files


def test_the_lists_of_2020_have_the_published_numbers(truth: Truth) -> None:
    counts = Counter(code for project in truth.project_months[LAST] for code in members(project, year=2020))
    assert {code: counts[code] for code in LISTS} == {
        "provincial_leader": 3,
        "provincial_key": 28,
        "municipal_key": 122,
        "ten_yi": 56,
    }


def test_the_provincial_key_projects_are_about_as_large_as_published(truth: Truth) -> None:
    sizes = [p.row.total_investment_wan for p in truth.project_months[LAST] if p.row.is_provincial_key]
    published = calibration.PUBLISHED["provincial_key_total"].value
    assert float(sum(sizes)) / 10_000 == pytest.approx(published, rel=0.35)


@pytest.mark.parametrize(
    ("months", "key"), [(3, "growth_q1"), (6, "growth_h1"), (9, "growth_q3"), (12, "growth_year")]
)
def test_investment_collapses_and_recovers_as_published(city: City, months: int, key: str) -> None:
    done: dict[int, Decimal] = defaultdict(Decimal)
    for project in city.projects:
        for index, amount in project.investment.items():
            month = city.config.month(index)
            if month.month <= months:
                done[month.year] += amount
    growth = float(done[2020] / done[2019] - 1) * 100
    assert growth == pytest.approx(calibration.PUBLISHED[key].value, abs=3)


def test_about_three_in_ten_convert_with_winners_and_losers(truth: Truth) -> None:
    for index in (11, LAST):
        whole = conversion(truth, index=index, locality=calibration.CITY_CODE)
        assert 0.24 <= whole.converted_count / whole.reserve_count <= 0.38
        parts = [conversion(truth, index=index, locality=unit.code) for unit in calibration.UNITS]
        rates = [part.converted_count / part.reserve_count for part in parts]
        assert min(rates) < 0.25 < 0.3 < max(rates)
        assert whole.moved_not_started_count > 0


def test_year_to_date_is_the_sum_of_the_months_unless_planted(city: City, truth: Truth) -> None:
    planted = names_of(city, "MONTH_YTD_MISMATCH", "YTD_DECREASED")
    checked = 0
    for index in range(1, LAST + 1):
        before = {p.identity: p for p in truth.project_months[index - 1] if not p.is_carried_forward}
        is_january = city.config.month(index).month == 1
        for project in truth.project_months[index]:
            ytd, amount = project.row.ytd_investment_wan, project.row.month_investment_wan
            last = before.get(project.identity)
            if ytd is None or amount is None or project.row.project_name in planted or last is None:
                continue
            base = Decimal(0) if is_january else last.row.ytd_investment_wan or Decimal(0)
            assert ytd == base + amount, project
            checked += 1
    assert checked > 5000


def test_lives_are_in_order(city: City) -> None:
    loose = names_of(city, "MOVED_NOT_STARTED")
    for project in city.projects:
        row = ledger_row(city.config, project, LAST)
        dates = [project.reserve_date, project.approved_date, project.start_date, project.completion_date,
                 project.production_date]  # fmt: skip
        known = [day for day in dates if day is not None]
        assert known == sorted(known), project
        assert project.construction_date is None or project.construction_date >= project.reserve_date
        assert project.start_date is None or project.approved_date is not None
        if project.name not in loose and row.cumulative_investment_wan is not None:
            assert row.ytd_investment_wan is not None
            assert row.ytd_investment_wan <= row.cumulative_investment_wan <= row.total_investment_wan, (
                project
            )


def test_nothing_vanishes_that_was_not_meant_to(city: City, truth: Truth) -> None:
    planted = names_of(
        city, "VANISHED_COMES_BACK", "VANISHED_FOR_GOOD", "ROW_REJECTED", "RENAMED_WITHOUT_CODE"
    )
    quiet_january = {event.unit for event in city.events if event.event == "NO_CHANGE_IN_JANUARY"}
    for months in truth.project_months:
        for project in months:
            if project.is_carried_forward and project.row.library != "exited":
                is_repeated = project.row.library == "production" and project.unit in quiet_january
                assert project.row.project_name in planted or is_repeated


def test_names_and_codes_are_unique(city: City) -> None:
    names = Counter((project.unit, project.name) for project in city.projects)
    codes = Counter(project.code for project in city.projects if project.code is not None)
    assert max(names.values()) == 1
    assert max(codes.values()) == 1


def test_no_real_project_is_copied(city: City, shared: Path) -> None:
    text = (shared / "real/xianning/real_projects.csv").read_text(encoding="utf-8-sig")
    real = {line.split(",")[0] for line in text.splitlines()[1:]}
    assert not real & {project.name for project in city.projects}


def test_ties_are_ties(city: City, truth: Truth) -> None:
    tied = names_of(city, "TIE_MOM")
    index = next(city.config.index(e.month) for e in city.events if e.event == "TIE_MOM" and e.month)
    for at, amount in ((index - 1, 1200), (index, 1800)):
        rows = [p for p in truth.project_months[at] if p.row.project_name in tied]
        assert [p.month_investment_wan for p in rows] == [amount, amount]
        assert len({p.unit for p in rows}) == 2
        assert len({p.row.total_investment_wan for p in rows}) == 1
        assert all("provincial_leader" in members(p, year=2020) for p in rows)


@pytest.mark.parametrize("points", [10, 30])
def test_deviations_are_exact(city: City, truth: Truth, points: int) -> None:
    event = next(e for e in city.events if e.event == f"DEVIATION_EXACTLY_{points}")
    assert event.month == date(2020, 6, 1)
    row = _row(truth, city.config.index(event.month), event.project_name)
    assert row.ytd_investment_wan is not None
    assert row.annual_plan_wan is not None
    assert (row.ytd_investment_wan / row.annual_plan_wan - Decimal("0.5")) * 100 == -points


def test_lateness_is_about_the_cut_off(city: City) -> None:
    assert cut_off(date(2020, 7, 1)).isoformat() == "2020-08-05T18:00:00+08:00"
    received = {filing.file: filing.received_at for filing in city.filings}
    for event in city.events:
        if event.month is not None and event.event in ("LATE", "LATE_BY_A_SECOND", "RECEIVED_AT_CUT_OFF"):
            is_late = received[event.file] > cut_off(event.month)
            assert is_late == (event.event != "RECEIVED_AT_CUT_OFF")


def test_a_city_needs_projects_and_months() -> None:
    with pytest.raises(ValueError, match="50 projects"):
        CityConfig(1, 10, date(2020, 1, 1), date(2020, 12, 1))
    with pytest.raises(ValueError, match="4 months"):
        CityConfig(1, 100, date(2020, 1, 1), date(2020, 2, 1))
    with pytest.raises(ValueError, match="first days"):
        CityConfig(1, 100, date(2020, 1, 2), date(2020, 12, 1))


def _row(truth: Truth, index: int, name: str | None) -> LedgerRow:
    return next(p.row for p in truth.project_months[index] if p.row.project_name == name)
