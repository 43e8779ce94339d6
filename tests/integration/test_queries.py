"""The worked queries answer their questions on the sample city."""

import re

import pytest

from dashboards.query import run_query
from dashboards.views.sql.examples import Example, examples
from tests.cities import City

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_a_dozen_each_with_its_question_in_both_languages() -> None:
    known = examples().values()
    assert len(known) >= 12
    for example in known:
        assert CHINESE.search(example.titles["zh"]), example
        assert example.titles["en"].isascii(), example
    for language in ("zh", "en"):
        assert len({example.titles[language] for example in known}) == len(known)


@pytest.mark.parametrize("example", examples().values(), ids=lambda example: example.code)
def test_a_worked_query_has_an_answer(city: City, example: Example) -> None:
    found = run_query(city.database, example.sql)
    assert not found.frame.is_empty()
    assert not found.is_truncated
    # A column that is blank throughout answers nothing.
    assert not [column.name for column in found.frame if column.null_count() == found.frame.height]
