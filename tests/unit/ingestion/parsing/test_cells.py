from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contract import CellType, Field, load_workbook_contract
from ingestion.parsing.cells import Context, cleaned, read_column, read_dates, read_period, read_several

JULY = date(2020, 7, 1)
CONTEXT = Context(
    month=JULY,
    localities={"嘉鱼县": "421221", "嘉鱼": "421221"},
    no_single_place=frozenset({"咸宁市"}),
    choice_words={},
)
LEDGER = load_workbook_contract().by_content["ledger"]


def _clean(*cells: str | None) -> pl.Series:
    return cleaned(pl.DataFrame({"cell": pl.Series(cells, dtype=pl.String)})).to_series()


def _read(name: str, cell: str | None, *, unit: str | None = None) -> tuple[Any, str | None]:
    reading = read_column(_clean(cell), LEDGER.by_name[name], context=CONTEXT, unit=unit)
    return reading.values[0], reading.problems[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("１２３４", "1234"),
        ("１，２３４．５", "1234.5"),
        ("3.2亿元", "32000"),
        ("3.2 亿元", "32000"),
        ("约16亿元", "160000"),
        ("16亿元左右", "160000"),
        ("23680万", "23680"),
        ("23680万元", "23680"),
        ("5000元", "0.5"),
        ("120千元", "12"),
        ("-350.25", "-350.25"),
        ("−350", "-350"),
        ("+7", "7"),
        (".5", "0.5"),
        ("0", "0"),
        (" 12 ", "12"),
        ("12\u3000", "12"),
        ("\u200b12", "12"),
        ("¥1,200", "1200"),
    ],
)
def test_money_as_typed(cell: str, expected: str) -> None:
    assert _read("total_investment_wan", cell) == (Decimal(expected), None)


@pytest.mark.parametrize("cell", ["-", "—", "——", "/", "－", "／", "", " ", "\u3000", None])
def test_nothing_is_set(cell: str | None) -> None:
    for name in ("annual_plan_wan", "reserve_date", "category", "capacity_rate", "fund_plan_year", "remark"):
        assert _read(name, cell) == (None, None)


@pytest.mark.parametrize(
    "cell",
    [
        "超30亿", "过百亿", "30亿以上", "近5亿", "不足1亿", "30-50亿", "12 34", "1,23", "12,34.5", "三亿", "1.2.3",
        "3亿2000万", "5亿美元", "1e5", "NaN", "inf", "待定", "--5", "10%",
    ],
)  # fmt: skip
def test_a_word_that_bounds_a_number_or_more_than_one_number_is_none(cell: str) -> None:
    assert _read("total_investment_wan", cell) == (None, "NOT_A_NUMBER")


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("2.35", "亿元", "23500"),
        ("0.00001", "亿元", "0.1"),
        ("15", "元", "0.0015"),
        ("25000", "元", "2.5"),
        ("7", "千元", "0.7"),
        ("1.5", "万元", "1.5"),
        ("300万元", "亿元", "300"),
        ("1.00005亿", None, "10000.5"),
    ],
)
def test_the_unit_of_the_column_holds_where_the_cell_has_none(
    cell: str, unit: str | None, expected: str
) -> None:
    assert _read("total_investment_wan", cell, unit=unit) == (Decimal(expected), None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0.30000000000000004", "0.3"),  # 0.1 + 0.2 in doubles
        ("123456789.25", "123456789.25"),
        ("999999999.9999", "999999999.9999"),
        ("1000000000", None),  # so many 万元 would not add up within DECIMAL(18,4)
        ("0.00005", "0.0001"),
        ("0.00004999999", "0"),
        ("-0.00005", "-0.0001"),
        ("2.99995", "3"),
        ("9999.99995", "10000"),
        ("0007.10", "7.1"),
    ],
)
def test_money_is_exact_and_rounds_half_up(cell: str, expected: str | None) -> None:
    value, problem = _read("total_investment_wan", cell)
    assert (value, problem) == ((Decimal(expected), None) if expected else (None, "NUMBER_TOO_LARGE"))


@settings(deadline=None, max_examples=60)
@given(st.decimals(min_value=1 - 10**9, max_value=10**9 - 1, places=4, allow_nan=False))
def test_any_amount_of_four_places_is_read_exactly_in_each_unit(amount: Decimal) -> None:
    text = f"{amount:f}"
    assert _read("total_investment_wan", text) == (amount, None)
    for unit, factor in (("亿元", Decimal(10) ** 4), ("元", Decimal("0.0001"))):
        value, problem = _read("total_investment_wan", text, unit=unit)
        if problem is None:
            scaled = amount * factor
            assert value == scaled.quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2020-07-15", date(2020, 7, 15)),
        ("2020-7-5", date(2020, 7, 5)),
        ("2020/7/15", date(2020, 7, 15)),
        ("2020.7.15", date(2020, 7, 15)),
        ("2020年7月15日", date(2020, 7, 15)),
        ("2020 年 7 月 15 日", date(2020, 7, 15)),
        ("2020年7月15号", date(2020, 7, 15)),
        ("２０２０年７月１５日", date(2020, 7, 15)),
        ("2020-07-15 00:00:00", date(2020, 7, 15)),
        ("2020/7/15 9:30", date(2020, 7, 15)),
        ("20200715", date(2020, 7, 15)),
        ("44027", date(2020, 7, 15)),
        ("44027.5", date(2020, 7, 15)),
        ("2020年7月", date(2020, 7, 1)),
        ("2020年07月份", date(2020, 7, 1)),
        ("2020.07", date(2020, 7, 1)),
        ("2020.7", date(2020, 7, 1)),
        ("2020-07", date(2020, 7, 1)),
        ("202007", date(2020, 7, 1)),
        ("2020.12", date(2020, 12, 1)),
        ("1990-01-01", date(1990, 1, 1)),
        ("2060-12-31", date(2060, 12, 31)),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_dates_as_typed(cell: str, expected: date) -> None:
    assert _read("actual_start_date", cell) == (expected, None)


@pytest.mark.parametrize("name", ["planned_completion_date", "planned_production_date"])
@pytest.mark.parametrize("cell", ["2020年2月", "2020.02", "202002", "2020-2"])
def test_a_month_of_planned_completion_or_production_means_its_last_day(name: str, cell: str) -> None:
    assert _read(name, cell) == (date(2020, 2, 29), None)
    assert _read("planned_start_date", cell) == (date(2020, 2, 1), None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2020年底", date(2020, 12, 31)),
        ("2021年年底", date(2021, 12, 31)),
        ("年底", date(2020, 12, 31)),
        ("年底前", date(2020, 12, 31)),
        ("年内", date(2020, 12, 31)),
        ("2021年内", date(2021, 12, 31)),
        ("一季度", date(2020, 3, 31)),
        ("三季度", date(2020, 9, 30)),
        ("2021年第三季度", date(2021, 9, 30)),
        ("2021年4季度", date(2021, 12, 31)),
        ("上半年", date(2020, 6, 30)),
        ("2021年下半年", date(2021, 12, 31)),
        ("6月底", date(2020, 6, 30)),
        ("2021年2月底", date(2021, 2, 28)),
        ("2020年2月末", date(2020, 2, 29)),
    ],
)
def test_loose_words_are_read_for_planned_dates_alone(cell: str, expected: date) -> None:
    for name in ("planned_start_date", "planned_completion_date", "planned_production_date"):
        assert _read(name, cell) == (expected, None)
    assert _read("actual_start_date", cell) == (None, "NOT_A_DATE")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("1989-12-31", "DATE_OUT_OF_RANGE"),
        ("2061-01-01", "DATE_OUT_OF_RANGE"),
        ("1899-12-31 12:00:00", "DATE_OUT_OF_RANGE"),
        ("32000", "DATE_OUT_OF_RANGE"),  # 1987
        ("2020-02-30", "NOT_A_DATE"),
        ("2020年13月", "NOT_A_DATE"),
        ("2020", "NOT_A_DATE"),
        ("7/15/2020", "NOT_A_DATE"),
        ("15", "NOT_A_DATE"),
        ("已开工", "NOT_A_DATE"),
        ("2020.1", "DATE_AMBIGUOUS"),
    ],
)
def test_what_is_no_date(cell: str, problem: str) -> None:
    assert _read("actual_start_date", cell) == (None, problem)


def test_one_odd_date_does_not_change_how_the_others_are_read() -> None:
    reading = read_dates(_clean("2020-07-15", None, "abc", "2020.07"), month=JULY)
    assert reading.values.to_list() == [date(2020, 7, 15), None, None, date(2020, 7, 1)]
    assert reading.problems.to_list() == [None, None, "NOT_A_DATE", None]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2019-2021", date(2019, 1, 1), date(2021, 12, 31)),
        ("2019—2021年", date(2019, 1, 1), date(2021, 12, 31)),
        ("2019年至2021年", date(2019, 1, 1), date(2021, 12, 31)),
        ("2019～2021", date(2019, 1, 1), date(2021, 12, 31)),
        ("2019年3月-2021年2月", date(2019, 3, 1), date(2021, 2, 28)),
        ("2019.3-2021.10", date(2019, 3, 1), date(2021, 10, 31)),
        ("2021-2019", None, None),
        ("2020", None, None),
        ("三年", None, None),
        ("1980-2021", None, None),
    ],
)
def test_years_of_building(cell: str, first: date | None, last: date | None) -> None:
    firsts, lasts = read_period(_clean(cell))
    assert (firsts[0], lasts[0]) == (first, last)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("95", 0.95), ("95%", 0.95), ("95％", 0.95), ("0.95", 0.95), ("95.5%", 0.955), ("100", 1.0), ("1", 1.0),
     ("150%", 1.5), ("1.2", 1.2), ("0", 0.0), ("0.5%", 0.005)],
)  # fmt: skip
def test_percentages(cell: str, expected: float) -> None:
    assert _read("capacity_rate", cell) == (expected, None)


def test_what_is_no_percentage() -> None:
    assert _read("capacity_rate", "九成") == (None, "NOT_A_PERCENT")


@pytest.mark.parametrize("cell", ["是", "√", "1", "Y", "y", "TRUE", "true", "Ｙ"])
def test_yes(cell: str) -> None:
    assert _read("is_fund_won", cell) == (True, None)


@pytest.mark.parametrize("cell", ["否", "0", "N", "false", "×"])
def test_no(cell: str) -> None:
    assert _read("is_fund_won", cell) == (False, None)


def test_a_blank_flag_of_a_list_is_no_and_of_the_rest_unknown() -> None:
    flags = ("is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority")
    assert [_read(name, None)[0] for name in flags] == [False] * 4
    others = ("is_fund_won", "has_physical_work", "is_stat_enrolled")
    assert [_read(name, None)[0] for name in others] == [None] * 3
    assert _read("is_stat_enrolled", "不清楚") == (None, "NOT_A_YES_NO")


@pytest.mark.parametrize(
    "sheet", load_workbook_contract().sheets, ids=[sheet.content for sheet in load_workbook_contract().sheets]
)
def test_every_word_of_every_choice(sheet: Any) -> None:
    for field in sheet.fields:
        for code, words in field.choices.items():
            for word in words:
                reading = read_column(_clean(f" {word[0]} {word[1:]}"), field, context=CONTEXT)
                assert (reading.values[0], reading.problems[0]) == (code, None)


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("investor_kind", "社会投资", "enterprise"),
        ("investor_kind", "政府", "government"),
        ("library", "在建", "construction"),
        ("library", "退库", "exited"),
        ("construction_nature", "改扩建", "expansion"),
        ("category", "重大产业项目", "industry"),
        ("category", "基础设施类", "infrastructure"),
        ("year_status", "续建", "continuing"),
    ],
)
def test_short_and_longer_forms_of_choices(name: str, cell: str, expected: str) -> None:
    assert _read(name, cell) == (expected, None)


@pytest.mark.parametrize(
    ("name", "cell"),
    [("library", "规划库"), ("investor_kind", "张三公司"), ("category", "产业基础设施"), ("category", "其他"),
     ("library", "储备库、建设库")],
)  # fmt: skip
def test_an_unknown_choice_is_refused(name: str, cell: str) -> None:
    assert _read(name, cell) == (None, "UNKNOWN_CHOICE")


def test_a_citys_own_word_for_a_choice() -> None:
    context = Context(
        month=JULY,
        localities={},
        no_single_place=frozenset(),
        choice_words={"library": {"谋划库": "reserve"}},
    )
    reading = read_column(_clean("谋划库", "储备库"), LEDGER.by_name["library"], context=context)
    assert reading.values.to_list() == ["reserve", "reserve"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("中央预算内、专项债", "central_budget|special_local_bond"),
        ("特别国债，企业自筹", "special_treasury_bond|self_raised"),
        ("专项债/企业自筹/专项债", "special_local_bond|self_raised"),
        ("抗疫特别国债", "special_treasury_bond"),
        ("地方政府专项债券", "special_local_bond"),
        (None, None),
    ],
)
def test_several_sources_of_funds(cell: str | None, expected: str | None) -> None:
    reading = read_several(_clean(cell), LEDGER.by_name["fund_source"], context=CONTEXT)
    assert (reading.values[0], reading.problems[0]) == (expected, None)


def test_one_unknown_source_among_several_is_refused() -> None:
    reading = read_several(_clean("专项债、银行贷款"), LEDGER.by_name["fund_source"], context=CONTEXT)
    assert (reading.values[0], reading.problems[0]) == (None, "UNKNOWN_CHOICE")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" 2020-421221-48-01-０１２３４５ ", "2020-421221-48-01-012345"),
        ("2020-421221 -48-01-01234a", "2020-421221-48-01-01234A"),
        ("无", None),
        ("暂无", None),
        ("/", None),
    ],
)
def test_codes(cell: str, expected: str | None) -> None:
    assert _read("project_code", cell) == (expected, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2020", 2020), ("2020年", 2020), ("2020年度", 2020), ("20", None), ("1899", None), ("今年", None)],
)
def test_years(cell: str, expected: int | None) -> None:
    assert _read("fund_plan_year", cell) == (expected, None if expected else "NOT_A_YEAR")


def test_areas_and_scores() -> None:
    standard_land = load_workbook_contract().by_content["standard_land"]
    area = read_column(_clean("120.5", "98亩", "3公顷"), standard_land.by_name["area_mu"], context=CONTEXT)
    assert area.values.to_list() == [Decimal("120.5"), Decimal(98), None]
    assert area.problems.to_list() == [None, None, "NOT_A_NUMBER"]


@pytest.mark.parametrize("name", ["total_investment_wan", "reserve_date", "library", "remark", "is_fund_won"])
def test_errors_and_formulas_without_a_result_are_nobodys_value(name: str) -> None:
    assert _read(name, "#REF!") == (None, "ERROR_CELL")
    assert _read(name, "#DIV/0!") == (None, "ERROR_CELL")
    assert _read(name, "=A1+B1") == (None, "FORMULA_WITHOUT_VALUE")


def test_a_text_that_csv_protects_from_excel_is_that_text() -> None:
    assert _read("project_code", '="2020-421221-48-01-012345"') == ("2020-421221-48-01-012345", None)


def test_text_keeps_its_inner_lines() -> None:
    assert _read("scope", " 一期\r\n二期 ") == ("一期\n二期", None)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(st.none(), st.text(), st.from_regex(r"[0-9.,年月日亿万元%\-/]{1,14}", fullmatch=True)),
        max_size=8,
    ),
    st.sampled_from([field for sheet in load_workbook_contract().sheets for field in sheet.fields]),
)
def test_no_text_whatever_raises(cells: list[str | None], field: Field) -> None:
    text = _clean(*cells)
    reading = read_column(text, field, context=CONTEXT)
    assert len(reading.values) == len(reading.problems) == len(cells)
    # A cell is blank, read, or has a problem; a problem leaves no value.
    both = reading.values.is_not_null() & reading.problems.is_not_null()
    if field.blank_means is None:
        assert not both.any()
    if field.type not in (CellType.CODE, CellType.BOOLEAN):
        neither = reading.values.is_null() & reading.problems.is_null()
        assert (neither == text.is_null()).all()
