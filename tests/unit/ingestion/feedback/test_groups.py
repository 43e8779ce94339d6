"""The same problem once, with its rows; errors first."""

import polars as pl
import pytest

from ingestion.feedback.groups import GROUP_SCHEMA, group_findings, rows_in_words
from ingestion.feedback.messages import finding, no_findings, render_findings
from ingestion.settings import Language


def bad_totals(rows: list[int]) -> pl.DataFrame:
    cells = pl.DataFrame(
        {
            "sheet": "台账",
            "row_number": rows,
            "column_letter": "H",
            "field": "total_investment_wan",
            "raw_value": [f"超{row}亿" for row in rows],
            "heading": "总投资额",
        }
    )
    return render_findings("NOT_A_NUMBER", cells)


@pytest.mark.parametrize(
    ("rows", "lang", "said"),
    [
        ([7], "zh", "第 7 行"),
        ([20, 5, 6, 7, 8, 9, 10, 11, 12], "zh", "第 5–12、20 行"),
        ([5, 6, 9], "en", "rows 5–6, 9"),
        ([7], "en", "row 7"),
        ([7, 7], "en", "row 7"),
    ],
)
def test_rows_are_said_as_runs(rows: list[int], lang: Language, said: str) -> None:
    assert rows_in_words(rows, lang) == said


def test_many_runs_end_in_their_number() -> None:
    said = rows_in_words(range(1, 1001, 2), "zh")
    assert said.endswith("等 500 行")
    assert len(said) < 100


def test_five_hundred_rows_are_one_problem_with_its_rows() -> None:
    groups = group_findings(bad_totals([*range(5, 505)]))
    assert groups.schema == GROUP_SCHEMA
    group = groups.row(0, named=True)
    assert groups.height == 1
    assert (group["finding_count"], group["place"]) == (500, "台账 H 列 第 5–504 行")
    assert (group["heading"], group["place_en"]) == ("总投资", "台账, column H, rows 5–504")
    assert group["values"] == [f"超{row}亿" for row in range(5, 10)]
    assert "超5亿" in group["message"]


def test_the_heading_of_the_file_is_named_where_it_is_known() -> None:
    columns = pl.DataFrame({"sheet": "台账", "column_letter": ["H"], "heading": ["总投资额"]})
    assert group_findings(bad_totals([5]), columns=columns)["heading"].to_list() == ["总投资额"]


def test_a_place_names_the_heading_where_the_message_does_not() -> None:
    found = finding(
        "DUPLICATE_PROJECT",
        sheet="台账",
        row_number=5,
        column_letter="C",
        field="project_name",
        raw_value="甲",
    )
    assert group_findings(found)["place"].to_list() == ["台账 C 列“项目名称” 第 5 行"]


def test_errors_come_first_and_files_keep_their_order() -> None:
    found = pl.concat(
        [
            finding("KIND_ASSUMED_FULL"),
            finding("START_DATE_MISSING", sheet="台账", row_number=3, field="actual_start_date"),
            bad_totals([9]),
            finding("REQUIRED_BLANK", sheet="台账", row_number=4, field="library", column_letter="K"),
        ]
    )
    groups = group_findings(found)
    assert groups["rule_id"].to_list() == [
        "NOT_A_NUMBER",
        "REQUIRED_BLANK",
        "START_DATE_MISSING",
        "KIND_ASSUMED_FULL",
    ]
    assert groups["place"][3] == "整个文件"


def test_columns_with_the_same_problem_are_one() -> None:
    found = pl.concat(
        finding("UNKNOWN_HEADING", sheet="台账", column_letter=letter, words={"heading": letter})
        for letter in "BDE"
    )
    groups = group_findings(found)
    assert groups["place"].to_list() == ["台账 B、D、E 列"]


def test_no_findings_are_no_problems() -> None:
    assert group_findings(no_findings()).is_empty()
