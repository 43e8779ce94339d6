import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.names import code_key, has_leading_star, is_code, name_key, normalise_code, normalise_name


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("☆ 嘉鱼 县\n项目１ ", "嘉鱼县项目1"),
        ("★甲※乙*", "甲乙"),
        ("甲（一期）", "甲(一期)"),
        ("\ufeff甲\u3000乙\u200b", "甲乙"),
        ("Rampton #66", "Rampton#66"),
        ("二○二○路", "二○二○路"),
        (" ☆ ", ""),
    ],
)
def test_names(typed: str, key: str) -> None:
    assert normalise_name(typed) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2020-421221-48-01-０１２３４５", "2020-421221-48-01-012345"),
        (" 2020 -421221-48-01-01234a ", "2020-421221-48-01-01234A"),
    ],
)
def test_codes(typed: str, key: str) -> None:
    assert normalise_code(typed) == key


def test_the_shape_of_a_code() -> None:
    assert is_code("2020－421221－48－01－012345")
    assert not is_code("2020-421221-48-01-01234")
    assert not is_code("甲项目")


def test_a_leading_star() -> None:
    names = pl.DataFrame({"name": ["☆甲", " ☆甲", "甲☆", "★甲"]})
    assert names.select(has_leading_star(pl.col("name"))).to_series().to_list() == [True, True, False, False]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(), max_size=20))
def test_a_column_is_normalised_like_a_value(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    keys = frame.select(name=name_key(pl.col("text")), code=code_key(pl.col("text")))
    assert keys["name"].to_list() == [normalise_name(text) or None for text in texts]
    assert keys["code"].to_list() == [normalise_code(text) or None for text in texts]
