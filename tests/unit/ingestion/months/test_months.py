from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.months import add_months, first_day, format_month, iter_months, last_day, parse_month

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def test_adding_months_clamps_to_the_shorter_month() -> None:
    assert add_months(date(2020, 2, 29), 12) == date(2021, 2, 28)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2020, 1, 31), -2) == date(2019, 11, 30)


@given(DAYS, st.integers(-120, 120))
def test_months_added_and_taken_away_come_back(day: date, count: int) -> None:
    assert add_months(add_months(first_day(day), count), -count) == first_day(day)


@given(DAYS)
def test_a_day_lies_between_the_first_and_last_of_its_month(day: date) -> None:
    assert first_day(day) <= day <= last_day(day)
    assert add_months(first_day(day), 1) == date.fromordinal(last_day(day).toordinal() + 1)


@given(DAYS)
def test_a_month_printed_is_read_back(day: date) -> None:
    assert parse_month(format_month(day)) == first_day(day)


@pytest.mark.parametrize(
    "text", ["2020-07", "2020-7", "2020/07", "2020.7", "2020年7月", " 2020 年 7 月 ", "202007"]
)
def test_ways_to_write_a_month(text: str) -> None:
    assert parse_month(text) == date(2020, 7, 1)


@pytest.mark.parametrize("text", ["", "2020", "2020-13", "2020-00", "0000-01", "20207", "七月", "2020-07-15"])
def test_what_is_no_month(text: str) -> None:
    assert parse_month(text) is None


def test_months_of_a_span_include_both_ends() -> None:
    assert list(iter_months(date(2019, 11, 30), date(2020, 2, 1))) == [
        date(2019, 11, 1), date(2019, 12, 1), date(2020, 1, 1), date(2020, 2, 1),
    ]  # fmt: skip
    assert list(iter_months(date(2020, 2, 1), date(2020, 1, 31))) == []
