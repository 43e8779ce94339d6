from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.identify import Identification, identify, parse_cover_month
from ingestion.readers import RawSheet
from tests.unit.ingestion.sheets import LOCALITIES, raw_sheet

UNITS = {**LOCALITIES, "高新区": "XN-GX", "421221": "421221", "East Midlands": "EM", "East of England": "EE"}
JULY = date(2020, 7, 1)


def identified(file_name: str, *sheets: RawSheet) -> Identification:
    return identify(sheets, file_name=file_name, unit_lookup=UNITS)


def cover(*rows: Sequence[str | None]) -> RawSheet:
    return raw_sheet(rows, name="封面")


def rules(result: Identification) -> list[str]:
    return result.findings["rule_id"].to_list()


@pytest.mark.parametrize(
    ("file_name", "unit", "month", "kind"),
    [
        ("嘉鱼县_2020-07_全量.xlsx", "421221", JULY, "full"),
        ("2020年7月嘉鱼县更正.csv", "421221", JULY, "correction"),
        ("嘉鱼_202007_无变化.xlsx", "421221", JULY, "no_change"),
        ("嘉鱼县2020年07月零报告.xlsx", "421221", JULY, "no_change"),
        ("嘉鱼县_2020.07_全量（20200805报）.xlsx", "421221", JULY, "full"),
        ("嘉鱼县_2020-07_全量_2020-08-05.xlsx", "421221", JULY, "full"),
        ("421221_2020-07_全量.csv", "421221", JULY, "full"),
        ("East Midlands_2014-12_全量.csv", "EM", date(2014, 12, 1), "full"),
        ("East of England_2015-01_全量.csv", "EE", date(2015, 1, 1), "full"),
        ("咸安区_2020-07_全量.csv", "421202", JULY, "full"),
    ],
)
def test_a_file_name(file_name: str, unit: str, month: date, kind: str) -> None:
    result = identified(file_name)
    assert (result.reporting_unit_code, result.report_month, result.kind) == (unit, month, kind)
    assert rules(result) == []


@pytest.mark.parametrize(
    "title",
    [
        "嘉鱼县2020年7月重大项目月报表",
        "2020年7月份嘉鱼县重大项目进度表",
        "嘉鱼县 2020年1-7月项目台账（单位：万元）",
    ],
)
def test_a_title(title: str) -> None:
    result = identified("a.xlsx", raw_sheet([[None, title], ["项目名称", "总投资"]]))
    assert (result.reporting_unit_code, result.report_month, result.kind) == ("421221", JULY, "full")
    assert rules(result) == ["KIND_ASSUMED_FULL"]


@pytest.mark.parametrize(
    "month",
    [
        "2020-07",
        "2020年7月",
        "202007",
        "2020/7",
        "2020.07",
        "2020年07月份",
        "２０２０－０７",
        "2020-07-01",
        "44013",
    ],
)
def test_a_cover(month: str) -> None:
    sheet = cover(
        ["重大项目月报"], [None, "报送单位：", None, "嘉鱼县"], ["报送月份", month], ["报送类型", "更正"],
        ["模板版本", "1"], ["填报人：张三"], ["联系电话", "0715-1234567"],
    )  # fmt: skip
    result = identified("a.xlsx", sheet)
    assert (result.reporting_unit_code, result.report_month, result.kind) == ("421221", JULY, "correction")
    assert (result.template_version, result.reporter, result.phone) == ("1", "张三", "0715-1234567")
    assert rules(result) == []


@pytest.mark.parametrize("text", ["2020.1", "2020年13月", "七月", "2020", "1980-01", "2020-07-15", ""])
def test_what_is_no_month(text: str) -> None:
    assert parse_cover_month(text) is None


def test_cover_title_and_name_that_agree() -> None:
    result = identified(
        "嘉鱼_2020年7月_全量.xlsx",
        cover(["报送单位", "嘉鱼县"], ["报送月份", "202007"], ["报送类型", "全量"]),
        raw_sheet([["嘉鱼县2020年7月重大项目月报表"]]),
    )
    assert rules(result) == []


@pytest.mark.parametrize(
    ("name", "cover_month", "title"),
    [
        ("嘉鱼县_2020-01_全量.xlsx", "2019-01", None),
        ("嘉鱼县.xlsx", "2020-01", "嘉鱼县2019年1月重大项目月报表"),
        ("嘉鱼县_2019-01_全量.xlsx", None, "嘉鱼县2020年1月重大项目月报表"),
    ],
)
def test_last_years_month_never_overwrites(name: str, cover_month: str | None, title: str | None) -> None:
    sheets = [raw_sheet([[title]])] if title else []
    if cover_month:
        sheets.append(cover(["报送单位", "嘉鱼县"], ["报送月份", cover_month], ["报送类型", "全量"]))
    result = identified(name, *sheets)
    assert result.is_rejected
    assert result.report_month is None
    assert "PERIOD_CONFLICT" in rules(result)
    message = result.findings.filter(result.findings["rule_id"] == "PERIOD_CONFLICT")["message"][0]
    assert "2019-01" in message
    assert "2020-01" in message


def test_both_conflicts_are_told_at_once() -> None:
    result = identified(
        "赤壁市_2020-07_全量.xlsx",
        cover(["报送单位", "嘉鱼县"], ["报送月份", "2020-06"], ["报送类型", "全量"]),
    )
    assert rules(result) == ["UNIT_CONFLICT", "PERIOD_CONFLICT"]
    assert (result.reporting_unit_code, result.report_month) == (None, None)


def test_a_label_is_no_value_of_the_label_before_it() -> None:
    result = identified("嘉鱼县_2020-07_全量.xlsx", cover(["填报人", None, "联系电话", "123"]))
    assert (result.reporter, result.phone) == (None, "123")


def test_what_cannot_be_told() -> None:
    result = identified("a.xlsx")
    assert rules(result) == ["UNIT_UNKNOWN", "PERIOD_UNKNOWN", "KIND_ASSUMED_FULL"]
    assert rules(identified("武汉市_2020-07_全量.xlsx")) == ["UNIT_UNKNOWN"]


def test_what_a_cover_says_and_nobody_knows_is_not_replaced_by_the_file_name() -> None:
    result = identified(
        "嘉鱼县_2020-07_全量.xlsx",
        cover(["报送单位", "武汉市"], ["报送月份", "2020.1"], ["报送类型", "补报"]),
    )
    assert rules(result) == ["UNIT_UNKNOWN", "PERIOD_UNKNOWN", "KIND_UNKNOWN"]
    assert result.kind is None
    assert result.is_rejected


def test_a_kind_that_differs_is_that_of_the_cover() -> None:
    result = identified("嘉鱼县_2020-07_更正.xlsx", cover(["报送类型", "全量"]))
    assert (result.kind, rules(result)) == ("full", ["KIND_DIFFERS"])
    assert not result.is_rejected


def test_an_unknown_template_is_said() -> None:
    assert rules(identified("嘉鱼县_2020-07_全量.xlsx", cover(["模板版本", "2"]))) == [
        "TEMPLATE_VERSION_UNKNOWN"
    ]


def test_a_title_of_the_city_or_of_two_units_says_no_unit() -> None:
    for title in ("咸宁市2020年7月重大项目月报表", "嘉鱼县、赤壁市2020年7月重大项目月报表"):
        result = identified("嘉鱼县_2020-07_全量.xlsx", raw_sheet([[title]]))
        assert (result.reporting_unit_code, rules(result)) == ("421221", [])


def test_a_project_is_no_title() -> None:
    rows = [["项目名称", "总投资", "所在库", "备注"], ["赤壁市2019年1月项目台账系统", "1", "储备库", "x"]]
    result = identified("嘉鱼县_2020-07_全量.csv", raw_sheet(rows))
    assert (result.reporting_unit_code, result.report_month) == ("421221", JULY)


@settings(deadline=None, max_examples=100)
@given(name=st.text(max_size=40), cells=st.lists(st.lists(st.text(max_size=12), max_size=3), max_size=4))
def test_whatever_it_says_it_is_identified_or_refused(name: str, cells: list[list[str]]) -> None:
    result = identified(name, cover(*cells), raw_sheet(cells))
    is_known = None not in (result.reporting_unit_code, result.report_month, result.kind)
    assert result.is_rejected != is_known
