"""Foreign layouts by mapping files: checked whole, read to the last row, the same again from the archive."""

import csv
import json
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ingestion.archive import Archive
from ingestion.arrivals import ArrivalError
from ingestion.landing import LandingIndex
from ingestion.mapping import draft_of, load_mapping, parse_mapping
from ingestion.policy import Policy, load_policy
from ingestion.receive import CheckResult, check_files, land_deliveries, receive_files
from ingestion.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[4] / "docs" / "examples"
SMALL = """
name: small
unit: {value: 嘉鱼县}
month: {value: 2020-07}
fields:
  project_name: {column: Name}
  investor_kind: {value: enterprise}
  total_investment_wan: {column: Cost, multiply: 0.0001}
  library: {value: reserve}
  reserve_date: {column: Day, format: "%d/%m/%Y"}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Settings().policy_dir)


def small(folder: Path, text: str = SMALL) -> Path:
    path = folder / "map.yml"
    path.write_text(text, "utf-8")
    return path


def table(folder: Path, *rows: str, head: str = "Name,Cost,Day,Note") -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def check(path: Path, mapping: Path, policy: Policy) -> list[CheckResult]:
    return check_files([path], settings=Settings(), policy=policy, mapping=mapping)


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ArrivalError) as caught:
        parse_mapping(text.encode(), file_name="map.yml")
    return [(problem.row, problem.message_en) for problem in caught.value.problems]


# A mapping is checked whole


def test_every_problem_is_told_at_once_with_its_line() -> None:
    text = """name: x
unit: {value: 嘉鱼县, colour: red}
month: {column: M, value: 2020-07}
read:
  header_row: zero
fields:
  project_name: {column: Name}
  project_nam: {column: Name}
  library: {value: reserve}
  total_investment_wan:
    first_of:
      - {when: {column: A, is: blank, equals: x}, value: 1}
"""
    found = problems(text)
    assert [line for line, _ in found] == [2, 3, 5, 8, 12]
    told = " ".join(message for _, message in found)
    for words in (
        "unit.colour",
        "exactly one of column",
        "header_row",
        "fields.project_nam",
        "exactly one of is",
    ):
        assert words in told


def test_what_the_contract_does_not_know_is_told_with_its_line() -> None:
    text = (
        SMALL.replace("{value: reserve}", "{value: reserved, multiply: 2}") + "  fund_plan_yea: {value: 1}\n"
    )
    assert [line for line, _ in problems(text)] == [9, 9, 11]
    assert problems(SMALL.replace("  library: {value: reserve}\n", ""))[0][0] == 5
    assert "kind" in problems(SMALL + "kind: {value: whole}\n")[0][1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "no YAML"),
        ("- a", "no YAML"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        (SMALL + "name: again\n", "stands twice"),
        ("x: " + "[" * 5000, "no YAML"),
    ],
)
def test_no_yaml_no_mapping(text: str, words: str) -> None:
    assert words in problems(text)[0][1]


def test_words_stay_words() -> None:
    """YAML reads No as false, 2020-07-01 as a date and 0123 as 83; here all are text."""
    text = SMALL + "  is_provincial_key: {column: K, values: {No: 否, 0123: 是}}\n"
    rule = parse_mapping(text.encode(), file_name="m").file.fields["is_provincial_key"]
    assert rule.values == {"No": "否", "0123": "是"}


def test_columns_that_are_not_there_are_all_told_before_anything_is_received(
    tmp_path: Path, policy: Policy
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    path = table(tmp_path, "a,1,1/1/2020,", head="Nam,Cost,Da,Note")
    with pytest.raises(ArrivalError) as caught:
        receive_files([path], settings=settings, policy=policy, mapping=small(tmp_path))
    assert [problem.row for problem in caught.value.problems] == [6, 10]
    assert Archive(settings.archive).deliveries() == []


# Reading


def test_a_finding_names_the_cell_of_the_file_and_what_was_typed(tmp_path: Path, policy: Policy) -> None:
    path = table(
        tmp_path,
        "甲,20000000,31/12/2019,x",
        "乙,Exempt,01/01/2020,",
        "丙,1,2020-01-01,",
        ",1,,",
        "戊,1,2020,y",
    )
    [result] = check(path, small(tmp_path), policy)
    errors = result.findings.filter(pl.col("severity") == "error")
    assert errors.select("rule_id", "sheet", "row_number", "column_letter", "raw_value").rows() == [
        ("NOT_A_NUMBER", "项目台账", 3, "B", "Exempt"),
        ("NOT_A_DATE", "项目台账", 4, "C", "2020-01-01"),
        ("REQUIRED_BLANK", "项目台账", 5, "A", ""),
        ("NOT_A_DATE", "项目台账", 6, "C", "2020"),
    ]
    assert "“2020-01-01”" in errors["message"][1]
    [old] = check(table(tmp_path, "己,1,01/06/1938,"), small(tmp_path), policy)
    [error] = old.findings.filter(pl.col("severity") == "error").to_dicts()
    assert (error["rule_id"], error["raw_value"]) == ("DATE_OUT_OF_RANGE", "01/06/1938")
    assert "“01/06/1938”" in error["message"]
    assert "“01/06/1938”" in error["message_en"]
    record = result.record
    assert (record.row_count, record.accepted_row_count, record.rejected_row_count) == (5, 1, 4)
    assert [(column.field, column.column_letter, column.heading) for column in record.source_columns] == [
        ("project_name", "A", "Name"),
        ("total_investment_wan", "B", "Cost"),
        ("reserve_date", "C", "Day"),
    ]


def landed(settings: Settings, policy: Policy) -> tuple[list[str], list[pl.DataFrame]]:
    found = land_deliveries(Archive(settings.archive).deliveries(), settings=settings, policy=policy)
    index = LandingIndex(sorted({item.directory for item in found}))
    return [record.submission_id for record in index.records()], [
        pl.read_parquet(path) for path in index.parquet_files("ledger")
    ]


def test_the_archive_alone_lands_the_same_again(tmp_path: Path, policy: Policy) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    path, mapping = table(tmp_path, "甲,20000000,31/12/2019,备注"), small(tmp_path)
    [receipt] = receive_files([path], settings=settings, policy=policy, mapping=mapping)
    assert (receipt.outcome, receipt.reporting_unit_code) == ("accepted", "421221")
    before = landed(settings, policy)
    [rows] = before[1]
    row = rows.row(0, named=True)
    assert (row["total_investment_wan"], row["reserve_date"]) == (Decimal("2000.0000"), date(2019, 12, 31))
    assert json.loads(row["extra"]) == {"Note": "备注"}
    path.unlink()
    mapping.unlink()
    shutil.rmtree(settings.landing)
    after = landed(settings, policy)
    assert after[0] == before[0]
    assert after[1][0].equals(rows)


def test_a_corrected_mapping_is_a_new_submission_and_the_same_one_is_not(
    tmp_path: Path, policy: Policy
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    path = table(tmp_path, "甲,20000000,31/12/2019,")
    [wrong] = receive_files([path], settings=settings, policy=policy, mapping=small(tmp_path))
    [again] = receive_files([path], settings=settings, policy=policy, mapping=small(tmp_path))
    right_map = small(tmp_path, SMALL.replace("0.0001", "0.0002"))
    [right] = receive_files([path], settings=settings, policy=policy, mapping=right_map)
    assert (wrong.is_new, again.is_new, right.is_new) == (True, False, True)
    assert again.submission_id == wrong.submission_id
    assert (right.is_effective, right.is_superseded) == (True, False)


def test_months_that_had_not_come_are_refused_and_the_others_taken(tmp_path: Path, policy: Policy) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    mapping = small(tmp_path, SMALL.replace("{value: 2020-07}", "{column: Note}"))
    rows = [f"{month}项目,20000000,31/12/2019,{month}" for month in ("2020-07", "2020-08", "2020-09")]
    come, ahead = receive_files(
        [table(tmp_path, *rows)],
        settings=settings,
        policy=policy,
        mapping=mapping,
        received_at=datetime(2020, 7, 31, tzinfo=UTC),
    )
    assert (come.report_month, come.row_count, come.is_effective) == (date(2020, 7, 1), 1, True)
    # One refused submission tells of both months: refused, they are the same month, none.
    assert (ahead.report_month, ahead.outcome, ahead.row_count) == (None, "rejected", 0)
    assert ahead.reporting_unit_code == come.reporting_unit_code
    told = ahead.findings.filter(pl.col("rule_id") == "PERIOD_IN_FUTURE")
    assert told["raw_value"].to_list() == ["2020-08", "2020-09"]


def test_another_encoding_is_read_as_stated_or_refused(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("Name,Cost,Day\nCafé “A”,1,01/01/2020\n".encode("cp1252"))
    mapping = small(tmp_path, SMALL + "read: {encoding: cp1252}\n")
    [result] = check(path, mapping, policy)
    assert result.record.accepted_row_count == 1
    mapping = small(tmp_path, SMALL + "read: {encoding: utf-8}\n")
    [result] = check(path, mapping, policy)
    assert (result.record.outcome, result.findings["rule_id"].to_list()) == ("rejected", ["ENCODING_DIFFERS"])


def test_projects_may_stand_in_columns(tmp_path: Path, policy: Policy) -> None:
    path = table(tmp_path, "Cost,10000,x", "Day,01/01/2020,01/01/2020", head="Name,甲,乙")
    [result] = check(path, small(tmp_path, SMALL + "read: {transpose: true}\n"), policy)
    assert result.record.accepted_row_count == 1
    [error] = result.findings.filter(pl.col("severity") == "error").to_dicts()
    assert (error["row_number"], error["column_letter"], error["raw_value"]) == (3, "B", "x")


# The examples of docs/mapping.md


def test_the_provincial_export_is_read_as_its_page_says(policy: Policy) -> None:
    results = check(EXAMPLES / "provincial_platform.csv", EXAMPLES / "provincial_platform.yml", policy)
    parts = {
        (result.record.reporting_unit_code, result.record.report_month): next(
            (sheet.accepted_row_count, sheet.rejected_row_count, sheet.skipped_row_count)
            for sheet in result.record.sheets
            if sheet.content == "ledger"
        )
        for result in results
    }
    assert parts == {
        ("421221", date(2020, 7, 1)): (2, 1, 0),
        ("421221", date(2020, 8, 1)): (1, 0, 0),
        ("421281", date(2020, 7, 1)): (0, 1, 1),
        ("XN-GX", date(2020, 7, 1)): (1, 0, 0),
        (None, None): (0, 1, 0),
    }
    errors = pl.concat(result.findings for result in results).filter(pl.col("severity") == "error")
    assert errors.select("rule_id", "row_number", "column_letter", "raw_value").rows() == [
        ("NOT_A_NUMBER", 7, "G", "未定"),
        ("NOT_A_DATE", 8, "K", "2020年春"),
        ("ROW_UNIT_UNKNOWN", 11, "A", "某某开发区"),
    ]
    said = (EXAMPLES.parent / "mapping.md").read_text("utf-8")
    assert "Of its 8 rows 4 are accepted, 3 refused" in said


def test_the_uk_register_is_read_to_the_last_row(shared: Path, tmp_path: Path) -> None:
    source = shared / "real" / "uk_repd" / "repd-q4-jan-2025.csv"
    policy = load_policy(shared / "real" / "uk_repd" / "2015" / "policy")
    settings = Settings(data_dir=tmp_path / "data", policy_dir=policy.directory)
    receipts = receive_files([source], settings=settings, policy=policy, mapping=EXAMPLES / "uk_repd.yml")
    counts = Counter[str]()
    for receipt in receipts:
        counts.update(
            rows=receipt.row_count,
            accepted=receipt.accepted_row_count,
            rejected=receipt.rejected_row_count,
            skipped=receipt.skipped_row_count,
        )
    assert counts["rows"] == 11_989
    assert counts["rows"] == counts["accepted"] + counts["rejected"] + counts["skipped"]
    found = pl.concat(receipt.findings for receipt in receipts)

    # The same, counted from the file's own text.
    left_out = set(load_mapping(EXAMPLES / "uk_repd.yml").file.read.skip_rows_where[0].in_ or ())
    with source.open(encoding="cp1252", newline="") as file:
        rows = [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]
    kept = [row for row in rows if row["Development Status (short)"] not in left_out]
    bad_dates = Counter(
        name
        for row in kept
        for name in ("Operational", "Under Construction", "Planning Permission Granted")
        if row[name] and not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", row[name])
    )
    no_capacity = sum(not row["Installed Capacity (MWelec)"] for row in kept)
    assert counts["skipped"] == len(rows) - len(kept)
    errors = found.filter(pl.col("severity") == "error")
    dates = errors.filter(pl.col("rule_id") == "NOT_A_DATE")
    assert dates.filter(pl.col("field") == "production_date").height == bad_dates["Operational"]
    assert dates.filter(pl.col("field") == "reserve_date").height == bad_dates["Planning Permission Granted"]
    blank = errors.filter(
        (pl.col("rule_id") == "REQUIRED_BLANK") & (pl.col("field") == "total_investment_wan")
    )
    assert (blank.height, blank["column_letter"].unique().to_list()) == (no_capacity, ["I"])
    assert bad_dates.total() > 0
    assert no_capacity > 0
    # Every refused row has its finding.
    assert errors.select("row_number").unique().height == counts["rejected"]


# Drafts


def test_a_draft_names_what_is_known_and_what_is_missing(tmp_path: Path, policy: Policy) -> None:
    path = table(tmp_path, "甲,2,储备库,x", head="工程名称,项目总投资,三库状态,“怪”列: #1")
    text, refusal = draft_of(path, month=date(2020, 7, 1))
    assert refusal is None
    assert "investor_kind: {value: TODO}" in text
    finished = text.replace("investor_kind: {value: TODO}", "investor_kind: {value: enterprise}")
    finished = finished.replace("unit: {value: TODO}", "unit: {value: 嘉鱼县}").replace(
        "{value: TODO}", "{value: 2020-07}"
    )
    [result] = check(path, small(tmp_path, finished), policy)
    assert (result.record.outcome, result.record.accepted_row_count) == ("accepted", 1)


def test_of_a_file_that_cannot_be_read_there_is_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    _, refusal = draft_of(path, month=date(2020, 7, 1))
    assert refusal is not None
    assert refusal["rule_id"] == "FILE_EMPTY"
