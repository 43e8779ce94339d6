import re

import polars as pl
import pytest

from ingestion.feedback.messages import (
    FINDING_SCHEMA,
    PLACEHOLDERS,
    CatalogueError,
    finding,
    load_catalogue,
    no_findings,
    placeholders,
    render_findings,
)

WARNINGS_OF_THE_RULEBOOK = """
    MONTH_YTD_MISMATCH YTD_DECREASED CUMULATIVE_BELOW_YTD CUMULATIVE_ABOVE_TOTAL UNIT_SUSPECT
    AMBIGUOUS_CUMULATIVE START_BEFORE_APPROVAL STAGE_DATES_OUT_OF_ORDER STAGE_WENT_BACK START_DATE_MISSING
    INVESTMENT_BEFORE_START CODE_SHAPE CODE_REGION_DIFFERS CODE_AMBIGUOUS LIST_FLAG_DIFFERS
    TOTAL_JUMPED_OVER_10YI IDENTICAL_MONTHLY_AMOUNTS TOTAL_ROW_DIFFERS DATE_IN_FUTURE PROJECT_VANISHED
    ROW_REJECTED CROSS_UNIT_DUPLICATE SIMILAR_NAME NO_LEADER CORRECTION_WITHOUT_BASE NO_CHANGE_WITHOUT_BASE
"""


def test_every_text_uses_known_placeholders_and_both_languages_say_the_same() -> None:
    for rule in load_catalogue().values():
        named = [placeholders(text) for text in (rule.message_zh, rule.message_en)]
        assert named[0] == named[1], rule.rule_id
        assert placeholders(rule.advice_zh) == placeholders(rule.advice_en), rule.rule_id
        assert named[0] | placeholders(rule.advice_zh) <= PLACEHOLDERS, rule.rule_id
        assert rule.rule_id == rule.rule_id.upper()


def test_the_catalogue_has_every_finding_of_the_rulebook() -> None:
    catalogue = load_catalogue()
    for rule_id in re.findall(r"\w+", WARNINGS_OF_THE_RULEBOOK):
        assert catalogue[rule_id].severity == "warning"
    assert catalogue["UNKNOWN_HEADING"].severity == "info"


def test_a_finding_says_the_value_as_typed() -> None:
    frame = finding(
        "NOT_A_NUMBER",
        sheet="项目台账",
        row_number=7,
        column_letter="H",
        raw_value="超30亿",
        words={"heading": "总投资"},
    )
    assert frame.schema == FINDING_SCHEMA
    row = frame.row(0, named=True)
    assert row["severity"] == "error"
    assert row["message"] == "“总投资”填的“超30亿”不是一个确定的数字。"
    assert "“超30亿” in “总投资”" in row["message_en"]


def test_braces_in_a_value_stay_as_typed_and_long_values_are_shortened() -> None:
    frame = finding("NOT_A_NUMBER", raw_value="{heading}", words={"heading": "总投资"})
    assert "“{heading}”" in frame["message"][0]
    long = finding("NOT_A_NUMBER", raw_value="长\n" * 100, words={"heading": "总投资"})
    assert "…" in long["message"][0]
    assert long["raw_value"][0] == "长\n" * 100


def test_findings_of_many_rows_are_rendered_together() -> None:
    rows = pl.DataFrame({"row_number": [3, 4], "raw_value": ["甲", None], "heading": ["列", "列"]})
    frame = render_findings("NOT_A_DATE", rows)
    assert frame["message"].to_list() == ["“列”填的“甲”不是日期。", "“列”填的“”不是日期。"]
    assert frame["sheet"].to_list() == [None, None]


def test_an_unknown_rule_is_a_fault() -> None:
    with pytest.raises(CatalogueError):
        finding("NO_SUCH_RULE")


def test_no_findings_has_the_schema() -> None:
    assert no_findings().schema == FINDING_SCHEMA
