"""The comparison says what differs, and only that."""

from decimal import Decimal

import pytest

from tests.compare import Row, assert_same, compare

KEYS = ("code",)


def test_equal_rows_in_any_order_and_number_type() -> None:
    have: list[Row] = [
        {"code": "a", "x": Decimal("1.0000"), "rate": 0.1 + 0.2},
        {"code": "b", "x": None, "rate": None},
    ]
    want: list[Row] = [{"code": "b", "x": None, "rate": None}, {"code": "a", "x": 1, "rate": 0.3}]
    assert compare(have, want, KEYS) == []


@pytest.mark.parametrize(
    ("have", "want"), [(None, 0), (0, None), (True, 1), (0.3, 0.3 + 1e-9), (Decimal("1.01"), 1)]
)
def test_different_values(have: object, want: object) -> None:
    [difference] = compare([{"code": "a", "x": have}], [{"code": "a", "x": want}], KEYS)
    assert difference.startswith("[code=a] x: ")


def test_missing_and_superfluous_rows_and_columns() -> None:
    assert compare([], [{"code": "a"}], KEYS) == ["[code=a] 0 row(s), expected 1"]
    assert compare([{"code": "a"}], [], KEYS) == ["[code=a] 1 row(s), expected 0"]
    assert "no such column" in compare([{"code": "a"}], [{"code": "a", "x": 1}], KEYS)[-1]


def test_rows_of_one_key_are_a_bag() -> None:
    have = [{"code": "a", "x": 1}, {"code": "a", "x": 2}]
    assert compare(have, have[::-1], KEYS) == []
    with pytest.raises(AssertionError, match="here 1 difference"):
        assert_same(have, [{"code": "a", "x": 1}, {"code": "a", "x": 3}], KEYS, label="here")
