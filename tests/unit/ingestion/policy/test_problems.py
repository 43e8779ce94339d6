import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import ingestion.policy
from ingestion.policy import Problem

Edit = Callable[[str, str, str], Path]
ProblemsOf = Callable[[Path], list[Problem]]

# file, text that stands there once, what a person makes of it; then where the problem is told, and what helps.
# Settings come and go: the row of one is told by its key.
WRONG_CELLS = [
    pytest.param("rates.csv", "yi,10000,,,0.30,一(一)", "yi,10000,,,30%,一(一)",
                 ("CELL_WRONG", 7, "target", "30%"), "0.30", id="percent"),
    pytest.param("rates.csv", "yi,10000,,,0.30,一(一)", "yi,10000,,,30,一(一)",
                 ("CELL_WRONG", 7, "target", "30"), "0.30", id="share_above_one"),
    pytest.param("rates.csv", "readiness,all", "rediness,all",
                 ("CELL_WRONG", 6, "rule_id", "rediness"), "readiness", id="choice"),
    pytest.param("quotas.csv", "each,10000,40", 'each,"10,000",40',
                 ("CELL_WRONG", 2, "min_investment_wan", "10,000"), "千分位", id="money"),
    pytest.param("quotas.csv", ",40,", ",四十,",
                 ("CELL_WRONG", 2, "quota_count", "四十"), "整数", id="count"),
    pytest.param("deadlines.csv", "2019,2020-06-30", "2019,2020-06-31",
                 ("CELL_WRONG", 2, "deadline", "2020-06-31"), "2020-08-15", id="day"),
    pytest.param("deadlines.csv", "2019,2020-06-30", "2019,6月底",
                 ("CELL_WRONG", 2, "deadline", "6月底"), "2020-08-15", id="day_in_words"),
    pytest.param("deadlines.csv", "2019,2020-06-30,false", "2019,2020-06-30,否",
                 ("CELL_WRONG", 2, "needs_physical_work", "否"), "true", id="flag"),
    pytest.param("localities.csv", "north,421202,", "north,42120,",
                 ("CELL_WRONG", 2, "gb2260_code", "42120"), "六位", id="region_code"),
    pytest.param("localities.csv", "咸安|咸宁市咸安区", "咸安||咸宁市咸安区",
                 ("CELL_WRONG", 2, "aliases", "咸安||咸宁市咸安区|Xian'an|Xianan"), "空项", id="list_with_a_gap"),
    pytest.param("thresholds.csv", "cohort_months", "cohort_month",
                 ("CELL_WRONG", 8, "key", "cohort_month"), "cohort_months", id="misspelt_threshold"),
    pytest.param("lists.csv", "\nprovincial_key,", "\nall,",
                 ("CELL_WRONG", 3, "list_code", "all"), "小写", id="reserved_list_code"),
    pytest.param("tiers.csv", "北三县", "",
                 ("CELL_BLANK", 2, "tier_name", ""), "填写", id="blank"),
    pytest.param("settings.csv", "Asia/Shanghai", "Beijing",
                 ("CELL_WRONG", "timezone", "value", "Beijing"), "Asia/Shanghai", id="timezone"),
    pytest.param("settings.csv", "2019-01", "2019/1",
                 ("CELL_WRONG", "first_report_month", "value", "2019/1"), "2020-07", id="month"),
    pytest.param("settings.csv", "cut_off_day,5", "cut_off_day,31",
                 ("CELL_WRONG", "cut_off_day", "value", "31"), "28", id="cut_off_day"),
    pytest.param("settings.csv", "18:00", "下午六点",
                 ("CELL_WRONG", "cut_off_time", "value", "下午六点"), "18:00", id="cut_off_time"),
    pytest.param("settings.csv", "excluded_months,,", "excluded_months,2020-02|春节,",
                 ("CELL_WRONG", "mom_excluded_months", "value", "2020-02|春节"), "2020-02", id="excluded_months"),
    pytest.param("settings.csv", "city_name,咸宁市", "city_name,",
                 ("CELL_BLANK", "city_name", "value", ""), "填写", id="blank_setting"),
    pytest.param("settings.csv", "rank_method,", "rank_methd,",
                 ("SETTING_UNKNOWN", "rank_methd", "key", "rank_methd"), "rank_method", id="unknown_setting"),
    pytest.param("settings.csv", "xianning_counties.geojson", "map.geojson",
                 ("MAP_MISSING", "map_file", "value", "map.geojson"), "map_file", id="map_file"),
]  # fmt: skip

WRONG_TOGETHER = [
    pytest.param("tiers.csv", "south,南三县", "north,南三县",
                 ("KEY_TWICE", 3, "tier", "north"), "tier", id="key"),
    pytest.param("quotas.csv", "priority,south", "priority,north",
                 ("PERIODS_OVERLAP", 6, "effective_from", ""), "起止日期", id="open_periods"),
    pytest.param("rates.csv", "conversion,yi,10000,,,0.30,一(二),,",
                 "conversion,yi,10000,,,0.30,一(二),,2020-06-30\nconversion,yi,10000,,,0.40,一(二),2020-06-30,",
                 ("PERIODS_OVERLAP", 4, "effective_from", "2020-06-30"), "起止日期", id="periods_share_a_day"),
    pytest.param("windows.csv", "2020-10-01", "2020-09-30",
                 ("PERIODS_OVERLAP", 3, "starts_on", "2020-09-30"), "起止日期", id="windows"),
    pytest.param("windows.csv", "2020-12-31", "2020-09-30",
                 ("PERIOD_REVERSED", 3, "ends_on", "2020-09-30"), "先后", id="reversed"),
    pytest.param("localities.csv", "High-tech Zone,direct", "High-tech Zone,city",
                 ("DANGLING", 8, "tier", "city"), "direct", id="tier"),
    pytest.param("rates.csv", "enterprise_share,all,,,421202|421221", "enterprise_share,all,,,421202|421222x",
                 ("DANGLING", 8, "localities", "421222x"), "421222", id="one_of_several_localities"),
    pytest.param("supervision.csv", "10000,industry,1", "10000,工业,1",
                 ("DANGLING", 12, "categories", "工业"), "industry", id="category"),
    pytest.param("supervision.csv", "progress,BEHIND_PLAN", "production,BEHIND_PLAN",
                 ("REASON_UNKNOWN", 8, "reason_code", "BEHIND_PLAN"), "BELOW_CAPACITY", id="reason"),
    pytest.param("libraries.csv", "exited,出库,Exited", "",
                 ("LIBRARY_MISSING", None, "library", "exited"), "exited", id="library"),
    pytest.param("localities.csv", "XN-GX,", "south,",
                 ("CODE_TAKEN", 8, "locality_code", "south"), "代码", id="code_of_a_tier"),
    pytest.param("tiers.csv", "direct,", "421200,",
                 ("CODE_TAKEN", 4, "tier", "421200"), "代码", id="code_of_the_city"),
    pytest.param("localities.csv", "嘉鱼|", "咸 安|",
                 ("SPELLING_TAKEN", 3, "aliases", "咸安"), "一个地区", id="spelling"),
    pytest.param("lists.csv", "is_municipal_key,", ",",
                 ("LIST_BY_ONE", 4, "flag_field", ""), "flag_field", id="list_by_nothing"),
    pytest.param("lists.csv", "is_municipal_key,", "is_municipal_key,100000",
                 ("LIST_BY_ONE", 4, "flag_field", "is_municipal_key"), "flag_field", id="list_by_both"),
    pytest.param("lights.csv", "-30", "-5",
                 ("LIGHTS_ORDER", 3, "red_from", "-5"), "黄灯", id="red_before_yellow"),
    pytest.param("approval_items.csv", "8,初步设计,", "8,勘察,",
                 ("WAITS_FOR_LATER", 9, "waits_for", "勘察"), "item_order", id="waits_for_nothing"),
    pytest.param("approval_items.csv", "6,可研报告,", "6,施工许可,",
                 ("WAITS_FOR_LATER", 7, "waits_for", "施工许可"), "item_order", id="waits_in_a_circle"),
    pytest.param("project_alias.csv", "note\n", "note\n421221,甲,乙,,,\n421221,乙 ☆,丙,,,\n",
                 ("ALIAS_CHAIN", 2, "project_code_or_name", "乙"), "最终", id="alias_of_an_alias"),
    pytest.param("project_alias.csv", "note\n", "note\n421221,甲,乙,,,\n421221,☆甲,丙,,,\n",
                 ("KEY_TWICE", 3, "alias", "421221|☆甲"), "alias", id="alias_spelt_differently"),
    pytest.param("list_members.csv", "document\n", "document\nmunicipal_key,2020,某项目,,\n",
                 ("UNIT_NEEDED", 2, "reporting_unit_code", ""), "报送单位", id="name_without_unit"),
    pytest.param("list_members.csv", "document\n", "document\nkey,2020,某项目,421221,\n",
                 ("DANGLING", 2, "list_code", "key"), "municipal_key", id="list"),
]  # fmt: skip

WRONG_SHAPES = [
    pytest.param("tiers.csv", "tier_name_en", "tier_english",
                 [("COLUMN_UNKNOWN", 1, "tier_english"), ("COLUMN_MISSING", 1, "tier_name_en")], id="heading"),
    pytest.param("tiers.csv", "sort_order", "sort_order,tier",
                 [("COLUMN_TWICE", 1, "tier")], id="column_twice"),
    pytest.param("tiers.csv", "南三县,", "南三县",
                 [("CELL_COUNT", 3, None)], id="comma_lost"),
    pytest.param("tiers.csv", "南三县", '"南"三县',
                 [("NOT_CSV", 3, None)], id="quotes"),
]  # fmt: skip


def row_of(file: Path, key: str) -> int:
    """The row that begins with a key, as a spreadsheet counts."""
    with file.open(encoding="utf-8", newline="") as text:
        return 1 + [row[0] for row in csv.reader(text)].index(key)


@pytest.mark.parametrize(("file", "old", "new", "told", "remedy"), WRONG_CELLS + WRONG_TOGETHER)
def test_a_defect_is_told_by_file_row_column_and_value_with_a_remedy(
    file: str,
    old: str,
    new: str,
    told: tuple[str, int | str, str, str],
    remedy: str,
    *,
    edit: Edit,
    problems_of: ProblemsOf,
) -> None:
    pack = edit(file, old, new)
    code, row, column, value = told
    if isinstance(row, str):
        row = row_of(pack / file, row)
    found = problems_of(pack)
    problem = next(p for p in found if (p.code, p.row, p.column, p.value) == (code, row, column, value))
    assert problem.file == file
    assert remedy in problem.advice


@pytest.mark.parametrize(("file", "old", "new", "told"), WRONG_SHAPES)
def test_a_wrong_shape_is_told_by_itself(
    file: str,
    old: str,
    new: str,
    told: list[tuple[str, int, str | None]],
    *,
    edit: Edit,
    problems_of: ProblemsOf,
) -> None:
    found = problems_of(edit(file, old, new))
    assert [(p.code, p.row, p.column) for p in found] == told


def test_rows_count_as_in_a_spreadsheet(edit: Edit, problems_of: ProblemsOf) -> None:
    pack = edit(
        "tiers.csv", "north,北三县,Northern counties,1\n", '\n,,,\nnorth,"北\n三县",Northern counties,one\n'
    )
    assert [(p.row, p.value) for p in problems_of(pack)] == [(4, "one")]


@pytest.mark.parametrize(
    "file", ["settings.csv", "tiers.csv", "localities.csv", "libraries.csv", "rates.csv", "lists.csv"]
)
def test_a_required_file_is_missed(file: str, *, pack: Path, problems_of: ProblemsOf) -> None:
    (pack / file).unlink()
    assert [(p.code, p.file) for p in problems_of(pack)] == [("FILE_MISSING", file)]


@pytest.mark.parametrize("file", ["settings.csv", "tiers.csv", "localities.csv", "libraries.csv"])
def test_a_required_file_needs_rows(file: str, *, pack: Path, problems_of: ProblemsOf) -> None:
    heading = (pack / file).read_text("utf-8").splitlines()[0]
    (pack / file).write_text(heading + "\n", "utf-8")
    assert [(p.code, p.file) for p in problems_of(pack)] == [("FILE_EMPTY", file)]


def test_a_missing_setting_is_told_with_what_to_add(edit: Edit, problems_of: ProblemsOf) -> None:
    [problem] = problems_of(edit("settings.csv", "cut_off_time,18:00,截止日当天的时刻\n", ""))
    assert (problem.code, problem.file, problem.value) == ("SETTING_MISSING", "settings.csv", "cut_off_time")
    assert "18:00" in problem.advice


def test_a_file_that_is_not_utf8_is_told_with_the_line(pack: Path, problems_of: ProblemsOf) -> None:
    (pack / "themes.csv").write_bytes((pack / "themes.csv").read_text("utf-8").encode("gb18030"))
    [problem] = problems_of(pack)
    assert (problem.code, problem.file, problem.row) == ("NOT_UTF8", "themes.csv", 2)
    assert "CSV UTF-8" in problem.advice


def test_a_text_that_is_not_utf8_is_told(pack: Path, problems_of: ProblemsOf) -> None:
    (pack / "texts").mkdir()
    (pack / "texts" / "city_line.zh.txt").write_bytes("全市".encode("gb18030"))
    assert [(p.code, p.file) for p in problems_of(pack)] == [("NOT_UTF8", "texts/city_line.zh.txt")]


@pytest.mark.parametrize("name", ["rate.csv", "rates", "rates.xlsx", "old/rates.csv"])
def test_an_unknown_file_is_told(name: str, *, pack: Path, problems_of: ProblemsOf) -> None:
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).touch()
    assert [(p.code, p.file) for p in problems_of(pack)] == [("FILE_UNKNOWN", name)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, problems_of: ProblemsOf) -> None:
    [problem] = problems_of(tmp_path / "nowhere")
    assert (problem.code, problem.value) == ("PACK_MISSING", str(tmp_path / "nowhere"))


def test_all_problems_are_told_at_once_in_the_order_of_the_files(
    pack: Path, edit: Edit, problems_of: ProblemsOf
) -> None:
    edit("themes.csv", "科技创新", "")
    edit("rates.csv", "readiness,all,,,,0.30", "readiness,all,,nobody,,x")
    edit("localities.csv", "High-tech Zone,direct", "High-tech Zone,city")
    (pack / "notes.txt").touch()
    assert [(p.file, p.row, p.column) for p in problems_of(pack)] == [
        ("localities.csv", 8, "tier"),
        ("rates.csv", 6, "investor_kind"),
        ("rates.csv", 6, "target"),
        ("themes.csv", 2, "name"),
        ("notes.txt", None, None),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Northern counties,1", "Northern counties,x", id="cell"),
        pytest.param("Northern counties,1", "Northern counties", id="comma_lost"),
        pytest.param("tier_name_en", "tier_english", id="heading"),
    ],
)
def test_a_fault_where_a_code_is_defined_does_not_make_its_uses_dangle(
    old: str, new: str, *, edit: Edit, problems_of: ProblemsOf
) -> None:
    assert {p.file for p in problems_of(edit("tiers.csv", old, new))} == {"tiers.csv"}


def test_the_error_reads_as_a_list_of_places_and_remedies(edit: Edit, problems_of: ProblemsOf) -> None:
    [problem] = problems_of(edit("quotas.csv", ",40,", ",四十,"))
    assert str(problem).startswith("quotas.csv 第 2 行 quota_count 列：")
    assert problem.message_en == '"四十" is not right for "quota_count"'


def test_every_wording_is_whole_in_both_languages() -> None:
    file = Path(ingestion.policy.__file__).with_name("problems.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            assert all(row.values()), row["code"]
            assert None not in row, row["code"]
