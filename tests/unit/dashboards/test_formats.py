from datetime import date
from decimal import Decimal

import pytest

from dashboards import formats, texts


@pytest.mark.parametrize(
    ("wan", "text"),
    [
        (Decimal("0"), "0 万元"),
        (Decimal("9999.4"), "9,999 万元"),
        (Decimal("10000"), "1.00 亿元"),
        (Decimal("123456.7800"), "12.35 亿元"),
        (Decimal("123450"), "12.35 亿元"),  # half up, not to even
        (Decimal("-25000"), "-2.50 亿元"),
        (None, "—"),
    ],
)
def test_money_is_written_as_a_person_says_it(wan: Decimal | None, text: str) -> None:
    assert formats.money(wan) == text


@pytest.mark.parametrize(
    ("rate", "text"), [(0.3185, "31.9%"), (0.0005, "0.1%"), (1.25, "125.0%"), (0.0, "0.0%"), (None, "—")]
)
def test_a_rate_is_rounded_half_up_once(rate: float | None, text: str) -> None:
    assert formats.percent(rate) == text


@pytest.mark.parametrize(
    ("wan", "text"),
    [
        (Decimal("123456.78"), "CNY 1.23 bn"),
        (Decimal("99999"), "CNY 1,000.0 m"),
        (Decimal("1250"), "CNY 12.5 m"),
        (Decimal("0"), "CNY 0.0 m"),
    ],
)
def test_english_counts_money_by_the_million_and_the_billion(wan: Decimal, text: str) -> None:
    texts.use("en")
    try:
        assert formats.money(wan) == text
        assert formats.month(date(2020, 2, 1)) == "Feb 2020"
    finally:
        texts.use("zh")


def test_what_is_missing_is_said_and_never_zero() -> None:
    assert formats.count(None, missing=formats.not_reported()) == "未报送"
    assert formats.percent(None, missing=formats.not_comparable()) == "不可比"
    assert formats.day(None) == "—"


@pytest.mark.parametrize(
    ("places", "rank", "text"),
    [(2, 1, "▲2"), (-1, 3, "▼1"), (0, 2, "持平"), (None, 2, "不可比"), (None, None, "—")],
)
def test_a_change_of_rank_has_a_direction(places: int | None, rank: int | None, text: str) -> None:
    assert formats.rank_change(places, rank=rank) == text


def test_points_carry_their_sign() -> None:
    assert formats.points(-10.0) == "−10.0 个百分点"
    assert formats.points(Decimal("2.25")) == "+2.3 个百分点"


def test_months_and_days() -> None:
    assert formats.month(date(2020, 2, 1)) == "2020年2月"
    assert formats.month_code(date(2020, 2, 1)) == "2020-02"
    assert formats.day(date(2020, 2, 9)) == "2020-02-09"
