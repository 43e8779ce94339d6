import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contract import Content, load_workbook_contract
from ingestion.feedback.messages import FINDING_SCHEMA
from ingestion.names import normalise_name
from ingestion.parsing import ParsedSheet, parse_sheet
from ingestion.readers import read_files
from tests.unit.ingestion.sheets import LOCALITIES, raw_sheet

JULY = date(2020, 7, 1)
HEADINGS = ["项目名称", "投资类型", "总投资", "所在库"]
PROJECT = ["甲项目", "企业投资", "1200", "储备库"]


def parse(
    *rows: Sequence[str | None], content: Content = "ledger", month: date = JULY, name: str = "项目台账"
) -> ParsedSheet:
    parsed = parse_sheet(
        raw_sheet(rows, name=name),
        content,
        month=month,
        locality_lookup=LOCALITIES,
        no_single_place=["咸宁市"],
    )
    assert parsed.row_count == len(rows)
    assert parsed.row_count == (
        parsed.accepted_row_count + parsed.rejected_row_count + parsed.skipped_row_count
    )
    assert parsed.rows.schema == load_workbook_contract().by_content[content].row_schema
    assert parsed.findings.schema == FINDING_SCHEMA
    return parsed


def rules(parsed: ParsedSheet) -> list[str]:
    return parsed.findings["rule_id"].to_list()


def with_column(heading: str, *cells: str | None) -> list[list[str | None]]:
    """A ledger with one more column."""
    return [[*HEADINGS, heading], *([f"项目{n}", *PROJECT[1:], cell] for n, cell in enumerate(cells))]


def test_a_plain_ledger() -> None:
    parsed = parse(HEADINGS, PROJECT)
    assert rules(parsed) == []
    row = parsed.rows.row(0, named=True)
    assert (row["row_number"], row["is_accepted"], row["sheet"]) == (2, True, "项目台账")
    assert (row["project_name"], row["name_key"]) == ("甲项目", "甲项目")
    assert (row["investor_kind"], row["total_investment_wan"], row["library"]) == (
        "enterprise",
        Decimal(1200),
        "reserve",
    )
    assert row["annual_plan_wan"] is None


def test_every_official_heading_and_every_alias_is_known() -> None:
    for sheet in load_workbook_contract().sheets:
        required = [field.heading for field in sheet.fields if field.is_required]
        for field in sheet.fields:
            for template in field.headings:
                heading = template.replace("{year}", "2020").replace("{month}", "7")
                others = [other for other in required if other != field.heading]
                parsed = parse([*others, heading], [None] * (len(others) + 1), content=sheet.content)
                assert "UNKNOWN_HEADING" not in rules(parsed), (sheet.title, heading)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("总投资（亿元）", "12000000"),
        ("总投资\n(亿元)", "12000000"),
        ("总投资【亿元】", "12000000"),
        ("总 投 资（单位：亿元）", "12000000"),
        ("总投资/亿元", "12000000"),
        ("*总投资", "1200"),
        ("总投资（万元）", "1200"),
        ("项目总投资额(元)", "0.12"),
    ],
)
def test_headings_with_breaks_brackets_and_units(heading: str, expected: str) -> None:
    parsed = parse([*HEADINGS[:2], heading, "所在库"], PROJECT)
    assert parsed.rows["total_investment_wan"][0] == Decimal(expected)
    assert rules(parsed) == []


@pytest.mark.parametrize(
    "line", ["单位：亿元", "单位:亿元、个", "（单位：亿元）", "金额单位：亿元", "单 位：亿元", "亿元"]
)
def test_a_unit_line_holds_for_columns_without_a_unit(line: str) -> None:
    parsed = parse(
        ["嘉鱼县2020年7月重大项目月报表"],
        ["报送单位：亿丰县", None, None, line],
        [*HEADINGS, "年度计划投资（万元）"],
        [*PROJECT, "300"],
    )
    row = parsed.rows.row(0, named=True)
    assert (row["total_investment_wan"], row["annual_plan_wan"]) == (Decimal(12_000_000), Decimal(300))
    assert parsed.skipped_row_count == 3


def test_a_unit_in_the_title_counts_and_a_name_with_yi_does_not() -> None:
    assert parse(["月报表（亿元）"], HEADINGS, PROJECT).rows["total_investment_wan"][0] == Decimal(12_000_000)
    assert parse(["建设单位：亿达公司"], HEADINGS, PROJECT).rows["total_investment_wan"][0] == Decimal(1200)
    assert parse(["单位：亿达公司"], HEADINGS, PROJECT).rows["total_investment_wan"][0] == Decimal(1200)


def test_several_units_of_money_in_a_unit_line_are_refused() -> None:
    parsed = parse(["单位：亿元、万元"], HEADINGS, PROJECT)
    assert parsed.is_rejected
    assert rules(parsed) == ["UNIT_LINE_UNCLEAR"]
    assert parsed.accepted_row_count == 0


def test_several_units_do_not_matter_where_each_heading_has_its_own() -> None:
    parsed = parse(["单位：亿元、万元"], [*HEADINGS[:2], "总投资（万元）", "所在库"], PROJECT)
    assert not parsed.is_rejected


def test_titles_blanks_totals_groups_notes_and_repeated_headings_are_skipped() -> None:
    parsed = parse(
        ["嘉鱼县2020年7月重大项目月报表"],
        [],
        ["序号", *HEADINGS],
        ["合计", None, None, "3600"],
        ["一", "产业项目", None, "2400"],
        ["1", *PROJECT],
        ["2", "乙项目", *PROJECT[1:]],
        [None, "小计", None, "2400"],
        ["二、民生项目"],
        ["序号", *HEADINGS],
        ["3", "丙项目", *PROJECT[1:]],
        ["4"],
        ["注：以上为全县项目。"],
        ["填报人：张三", None, None, "联系电话：123"],
    )
    assert parsed.rows["project_name"].to_list() == ["甲项目", "乙项目", "丙项目"]
    assert parsed.rows["row_number"].to_list() == [6, 7, 11]
    assert rules(parsed) == []


@pytest.mark.parametrize("name", ["三、四期扩建项目", "十里铺改造", "合计生物科技园", "注塑车间", "一期"])
def test_a_project_with_a_strange_name_stays_a_project(name: str) -> None:
    assert parse(HEADINGS, [name, *PROJECT[1:]]).rows["project_name"].to_list() == [name]


def test_a_row_that_says_its_library_is_a_project_whatever_its_name() -> None:
    assert parse(HEADINGS, ["一、产业园", *PROJECT[1:]]).accepted_row_count == 1
    assert parse(HEADINGS, ["一、产业园", None, "5", None]).skipped_row_count == 2


def test_a_row_with_a_name_alone_is_a_row_to_be_judged() -> None:
    assert parse(HEADINGS, ["甲项目"]).rows.height == 1


@pytest.mark.parametrize(
    ("total", "is_right"),
    [
        ("3600", True),
        ("3600.0", True),
        ("3599.9", False),
        ("3601", False),
        ("0.36亿元", True),
        ("0.4亿", True),
        ("", True),
    ],
)
def test_a_total_that_is_not_the_sum(total: str, *, is_right: bool) -> None:
    projects: list[list[str | None]] = [[name, *PROJECT[1:]] for name in ("甲", "乙", "丙")]
    total_row: list[str | None] = ["合计", None, total]
    for rows in ([total_row, *projects], [*projects, total_row]):
        parsed = parse(HEADINGS, *rows)
        assert rules(parsed) == ([] if is_right else ["TOTAL_ROW_DIFFERS"])
        assert parsed.accepted_row_count == 3


def test_groups_and_subtotals_are_compared_with_their_own_rows() -> None:
    def rows(first: str, second: str, sub: str) -> list[list[str | None]]:
        return [
            ["总计", None, "3600"],
            ["一、产业", None, first],
            ["（一）工业", None, "1200"],
            ["甲", *PROJECT[1:]],
            ["（二）农业", None, "1200"],
            ["乙", *PROJECT[1:]],
            ["二、民生", None, second],
            ["丙", *PROJECT[1:]],
            ["小计", None, sub],
        ]

    assert rules(parse(HEADINGS, *rows("2400", "1200", "1200"))) == []
    parsed = parse(HEADINGS, *rows("2500", "1300", "7"))
    assert parsed.findings["row_number"].to_list() == [3, 8, 10]
    assert "2400" in parsed.findings["message"][0]
    assert parsed.findings["column_letter"].to_list() == ["C"] * 3


def test_a_total_is_not_compared_where_an_item_cannot_be_read() -> None:
    parsed = parse(HEADINGS, ["合计", None, "9"], ["甲", "企业投资", "超30亿", "储备库"])
    assert rules(parsed) == ["NOT_A_NUMBER"]


def test_a_cell_problem_says_where_and_what() -> None:
    parsed = parse(["标题"], HEADINGS, PROJECT, ["乙项目", "企业投资", "超30亿", "储备库"])
    finding = parsed.findings.row(0, named=True)
    assert (finding["sheet"], finding["row_number"], finding["column_letter"]) == ("项目台账", 4, "C")
    assert (finding["field"], finding["raw_value"]) == ("total_investment_wan", "超30亿")
    assert finding["severity"] == "error"
    assert "总投资" in finding["message"]
    assert "请填一个数字" in finding["advice"]
    assert parsed.rows["is_accepted"].to_list() == [True, False]
    assert parsed.rows["total_investment_wan"].to_list() == [Decimal(1200), None]
    assert parsed.rows["project_name"].to_list() == ["甲项目", "乙项目"]


def test_every_problem_of_a_row_is_told() -> None:
    parsed = parse([*HEADINGS, "入库日期"], ["甲", "某公司", "过百亿", "规划库", "去年"])
    assert parsed.findings["rule_id"].to_list() == [
        "UNKNOWN_CHOICE",
        "NOT_A_NUMBER",
        "UNKNOWN_CHOICE",
        "NOT_A_DATE",
    ]
    assert "储备库、建设库、达产库、出库" in parsed.findings["advice"][2]


def test_an_unknown_heading_is_kept_as_text() -> None:
    parsed = parse([*HEADINGS, "领导批示", "", "空列"], [*PROJECT, '同意"', "x", None], PROJECT)
    assert rules(parsed) == ["UNKNOWN_HEADING"] * 3
    assert set(parsed.findings["severity"]) == {"info"}
    assert json.loads(parsed.rows["extra"][0]) == {"领导批示": '同意"', "F": "x"}
    assert parsed.rows["extra"][1] is None


def test_a_missing_required_column_rejects_the_sheet_and_keeps_its_rows() -> None:
    parsed = parse(HEADINGS[:2], PROJECT[:2])
    assert parsed.is_rejected
    assert parsed.findings["field"].to_list() == ["total_investment_wan", "library"]
    assert parsed.rows["is_accepted"].to_list() == [False]
    assert parsed.rows["project_name"].to_list() == ["甲项目"]


def test_a_sheet_without_headings_is_refused() -> None:
    parsed = parse(["甲", "乙"], ["1", "2"])
    assert rules(parsed) == ["HEADING_NOT_FOUND"]
    assert parsed.skipped_row_count == 2


def test_an_empty_sheet_is_refused() -> None:
    assert rules(parse()) == ["HEADING_NOT_FOUND"]


def test_year_and_month_in_headings_are_the_reports_own() -> None:
    parsed = parse(
        [*HEADINGS, "2020年计划投资", "7月完成投资", "1-7月累计完成投资"], [*PROJECT, "100", "10", "60"]
    )
    row = parsed.rows.row(0, named=True)
    assert [row[name] for name in ("annual_plan_wan", "month_investment_wan", "ytd_investment_wan")] == [
        Decimal(100),
        Decimal(10),
        Decimal(60),
    ]
    parsed = parse([*HEADINGS, "2019年计划投资", "1—6月累计完成投资"], [*PROJECT, "100", "60"])
    assert rules(parsed) == ["HEADING_PERIOD_DIFFERS"] * 2
    assert parsed.rows["annual_plan_wan"][0] is None


def test_the_official_heading_is_preferred_to_an_alias() -> None:
    parsed = parse(["计划总投资", *HEADINGS], ["9", *PROJECT])
    assert parsed.rows["total_investment_wan"][0] == Decimal(1200)
    assert rules(parsed) == ["HEADING_NOT_USED"]


def test_one_heading_over_two_different_columns_is_refused() -> None:
    assert rules(parse([*HEADINGS, "总投资"], [*PROJECT, "9"])) == ["HEADING_REPEATED"]
    assert rules(parse([*HEADINGS, "总投资"], [*PROJECT, "1200"])) == []


def test_investor_as_owner_where_its_values_are_no_kinds() -> None:
    parsed = parse([*HEADINGS, "投资主体"], [*PROJECT, "某某公司"])
    row = parsed.rows.row(0, named=True)
    assert (row["investor_kind"], row["owner"]) == ("enterprise", "某某公司")
    assert rules(parsed) == ["HEADING_READ_AS"]


def test_investor_as_kind_where_its_values_are() -> None:
    parsed = parse(["项目名称", "投资主体", "总投资", "所在库"], PROJECT, ["乙", "社会投资", "5", "在建"])
    assert parsed.rows["investor_kind"].to_list() == ["enterprise", "enterprise"]
    assert parsed.rows["owner"].to_list() == [None, None]
    assert rules(parsed) == []


def test_project_type_that_is_no_kind_is_an_unknown_column() -> None:
    parsed = parse([*HEADINGS, "项目类型"], [*PROJECT, "水利"])
    assert rules(parsed) == ["UNKNOWN_HEADING"]
    assert not parsed.is_rejected


def test_investor_as_owner_leaves_the_kind_missing() -> None:
    parsed = parse(["项目名称", "投资主体", "总投资", "所在库"], ["甲", "某某公司", "5", "储备库"])
    assert parsed.is_rejected
    assert "REQUIRED_COLUMN_MISSING" in rules(parsed)


@pytest.mark.parametrize(
    ("heading", "actual", "planned"),
    [
        ("开工日期", "actual_start_date", "planned_start_date"),
        ("开工时间", "actual_start_date", "planned_start_date"),
        ("竣工日期", "completion_date", "planned_completion_date"),
        ("竣工时间", "completion_date", "planned_completion_date"),
    ],
)
def test_a_bare_stage_date_is_planned_where_most_dates_lie_ahead(
    heading: str, actual: str, planned: str
) -> None:
    done = parse(*with_column(heading, "2020-05-01", "2020-07-31", "2021-01-01")).rows
    assert (done[actual].null_count(), done[planned].null_count()) == (0, 3)
    parsed = parse(*with_column(heading, "2020-05-01", "2020年8月", "2021年底"))
    assert parsed.rows[actual].null_count() == 3
    assert parsed.rows[planned][2] == date(2021, 12, 31)
    assert rules(parsed) == ["HEADING_READ_AS"]


def test_a_bare_stage_date_stays_where_the_planned_one_has_its_own_column() -> None:
    parsed = parse([*HEADINGS, "开工日期", "计划开工日期"], [*PROJECT, "2021-01-01", "2020-01-01"])
    assert parsed.rows["actual_start_date"][0] == date(2021, 1, 1)
    parsed = parse([*HEADINGS, "实际开工日期"], [*PROJECT, "2021-01-01"])
    assert parsed.rows["actual_start_date"][0] == date(2021, 1, 1)


def test_years_of_building_fill_blank_planned_dates() -> None:
    parsed = parse(
        [*HEADINGS, "建设起止年限", "计划开工日期"],
        [*PROJECT, "2019-2021", None],
        ["乙", *PROJECT[1:], "2019-2021", "2020-03-01"],
        ["丙", *PROJECT[1:], "三年", None],
    )
    assert parsed.rows["planned_start_date"].to_list() == [date(2019, 1, 1), date(2020, 3, 1), None]
    assert parsed.rows["planned_completion_date"].to_list() == [date(2021, 12, 31), date(2021, 12, 31), None]
    assert parsed.rows["construction_period"].to_list() == ["2019-2021", "2019-2021", "三年"]


def test_a_status_under_the_nature_of_building_is_the_year_status() -> None:
    parsed = parse(*with_column("建设性质", "新建", "续建", "改扩建", "新开工", "竣工", "前期", "其他"))
    assert parsed.rows["construction_nature"].to_list() == ["new", None, "expansion", None, None, None, None]
    assert parsed.rows["year_status"].to_list() == [
        None, "continuing", None, "new_start", "completing", "preliminary", None,
    ]  # fmt: skip
    assert parsed.findings["row_number"].to_list() == [8]


def test_a_reported_year_status_stands() -> None:
    parsed = parse(
        [*HEADINGS, "建设性质", "年度建设阶段"],
        [*PROJECT, "续建", "竣工"],
        ["乙", *PROJECT[1:], "续建", None],
    )
    assert parsed.rows["year_status"].to_list() == ["completing", "continuing"]


def test_a_star_before_the_name_marks_a_provincial_key_project() -> None:
    parsed = parse([*HEADINGS, "省级重点"], ["☆ 甲\n项目 ※", *PROJECT[1:], "否"], ["乙", *PROJECT[1:], None])
    assert parsed.rows["is_provincial_key"].to_list() == [True, False]
    assert parsed.rows["project_name"].to_list() == ["甲项目", "乙"]
    assert parsed.rows["name_key"][0] == normalise_name("☆甲项目")
    assert rules(parsed) == ["NAME_MARK"]
    assert parse(HEADINGS, ["☆甲", *PROJECT[1:]]).rows["is_provincial_key"].to_list() == [True]


def test_flags_without_a_column_are_no() -> None:
    row = parse(HEADINGS, PROJECT).rows.row(0, named=True)
    assert [
        row[name]
        for name in ("is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority")
    ] == [False] * 4
    assert row["is_fund_won"] is None


def test_sites() -> None:
    parsed = parse(*with_column("所属地区", "嘉鱼县", "嘉 鱼", "咸宁市", "全市", "跨县市区", "武汉市", None))
    assert parsed.rows["site_locality"].to_list() == [
        "嘉鱼县",
        "嘉 鱼",
        "咸宁市",
        "全市",
        "跨县市区",
        "武汉市",
        None,
    ]
    assert parsed.rows["site_locality_code"].to_list() == ["421221", "421221", None, None, None, None, None]
    assert rules(parsed) == ["UNKNOWN_LOCALITY"]
    assert parsed.rejected_row_count == 0


def test_several_sources_of_funds_are_all_kept() -> None:
    parsed = parse(*with_column("资金来源", "专项债、企业自筹", None))
    assert parsed.rows["fund_source"].to_list() == ["special_local_bond", None]
    assert parsed.rows["fund_sources"].to_list() == ["special_local_bond|self_raised", None]


CUMULATIVE = "累计完成投资"


@pytest.mark.parametrize(
    ("other", "values", "bare", "month", "meaning"),
    [
        # never above and sometimes below another cumulative column: of the year
        ("开工以来累计完成投资", ["100", "80"], ["60", "80"], JULY, "ytd_investment_wan"),
        ("开工以来累计完成投资", ["100", "80"], ["100", "80"], JULY, None),
        ("开工以来累计完成投资", ["100", "80"], ["60", "90"], JULY, None),
        # the same as the month's in January for all: of the year
        ("本月完成投资", ["5", "7"], ["5", "7"], date(2020, 1, 1), "ytd_investment_wan"),
        ("本月完成投资", ["5", "7"], ["5", "8"], date(2020, 1, 1), None),
        ("本月完成投资", ["5", "7"], ["5", "7"], JULY, None),
        # never below that of the year: since the start
        ("本年累计完成投资", ["5", "7"], ["5", "9"], JULY, "cumulative_investment_wan"),
        ("本年累计完成投资", ["5", "7"], ["4", "9"], JULY, None),
        ("本年累计完成投资", [None, "7"], ["4", None], JULY, None),
    ],
)
def test_a_bare_cumulative_column_is_read_by_arithmetic(
    other: str, values: list[str | None], bare: list[str | None], month: date, meaning: str | None
) -> None:
    rows = [[f"项目{n}", *PROJECT[1:], *pair] for n, pair in enumerate(zip(values, bare, strict=True))]
    parsed = parse([*HEADINGS, other, CUMULATIVE], *rows, month=month)
    amounts = [None if cell is None else Decimal(cell) for cell in bare]
    assert parsed.rows["ambiguous_cumulative_wan"].to_list() == amounts
    if meaning is None:
        assert rules(parsed) == ["AMBIGUOUS_CUMULATIVE"]
        assert parsed.findings["severity"][0] == "warning"
    else:
        assert parsed.rows[meaning].to_list() == amounts
        assert rules(parsed) == ["HEADING_READ_AS"]
        assert parsed.source_columns.filter(pl.col("field") == meaning)["column_letter"].to_list() == ["F"]


def test_a_bare_cumulative_column_alone_is_not_used_and_a_blank_one_is_no_news() -> None:
    parsed = parse(*with_column(CUMULATIVE, "5"))
    assert rules(parsed) == ["AMBIGUOUS_CUMULATIVE"]
    assert (parsed.rows["ytd_investment_wan"][0], parsed.rows["cumulative_investment_wan"][0]) == (None, None)
    assert rules(parse(*with_column(CUMULATIVE, None))) == []


def test_source_columns_name_the_headings_of_the_file() -> None:
    parsed = parse(["序号", "项目名", "投资类型", "总投资（万元）", "所在库"], ["1", *PROJECT])
    assert parsed.source_columns.select("field", "column_letter", "heading").rows() == [
        ("project_name", "B", "项目名"),
        ("investor_kind", "C", "投资类型"),
        ("total_investment_wan", "D", "总投资（万元）"),
        ("library", "E", "所在库"),
    ]


def test_the_other_sheets() -> None:
    parsed = parse(
        ["项目名称", "事项名称", "办理状态", "计划办结日期"],
        ["甲", "环评", "容缺受理", "2020年8月"],
        content="approvals",
        name="前期手续",
    )
    row = parsed.rows.row(0, named=True)
    assert (row["name_key"], row["state"], row["planned_date"]) == ("甲", "conditional", date(2020, 8, 31))
    parsed = parse(
        ["年度", "预算安排", "已支出"],
        ["2020", "100", "-"],
        ["合计", "100"],
        content="preliminary_funds",
        name="前期经费",
    )
    assert parsed.rows.select("fund_year", "budget_wan", "spent_wan").row(0) == (2020, Decimal(100), None)
    assert parsed.skipped_row_count == 2
    parsed = parse(
        ["宗地编号", "开发区级别", "面积", "标准地出让", "出让日期"],
        ["G1", "国家级", "12.5亩", "是", "2020-05-01"],
        content="standard_land",
    )
    row = parsed.rows.row(0, named=True)
    assert (row["area_mu"], row["is_standard_land"], row["is_new_industrial"]) == (
        Decimal("12.5"),
        True,
        True,
    )


cell_texts = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["合计", "一、", "甲", "企业投资", "储备库", "12", "2020-07-15", "单位：亿元", "注：", *HEADINGS]
    ),
)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.lists(cell_texts, max_size=6), max_size=8), has_headings=st.booleans())
def test_whatever_stands_on_a_sheet_every_row_is_accounted_for(
    *, rows: list[list[str | None]], has_headings: bool
) -> None:
    parse(*([HEADINGS] if has_headings else []), *rows)


def test_the_real_submissions_are_read_without_a_refused_row(shared: Path) -> None:
    files = sorted((shared / "real" / "uk_repd" / "2015" / "inbox").glob("*.csv"))
    assert files
    for result in read_files(files):
        assert result.refusal is None
        (sheet,) = result.sheets
        parsed = parse_sheet(sheet, "ledger", month=date(2015, 1, 1), locality_lookup={})
        assert parsed.findings.is_empty(), (result.path, parsed.findings)
        assert parsed.rejected_row_count == 0
        assert parsed.skipped_row_count == 1
        assert parsed.rows["total_investment_wan"].null_count() == 0
