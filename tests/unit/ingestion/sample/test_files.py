"""The files of the simulated city: the contract's form, the same bytes every time, and a manifest that fits."""

import csv
import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from ingestion.sample import CitySummary
from ingestion.sample.filings import has_total_row
from tests.unit.ingestion.sample.conftest import write_small_city


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_seed_gives_the_same_bytes(small_city: CitySummary, tmp_path: Path) -> None:
    write_small_city(tmp_path)
    assert files_of(tmp_path) == files_of(small_city.out_dir)


def test_another_seed_gives_another_city(small_city: CitySummary, tmp_path: Path) -> None:
    write_small_city(tmp_path, seed=2)
    ours, theirs = files_of(small_city.out_dir), files_of(tmp_path)
    same = [name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]]
    assert all("无变化" in name for name in same)  # two covers without a ledger may well be alike


def test_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "old.xlsx").write_bytes(b"")
    (tmp_path / "mine.txt").write_text("kept")
    write_small_city(tmp_path)
    assert not (tmp_path / "submissions" / "old.xlsx").exists()
    assert (tmp_path / "mine.txt").exists()


def test_the_manifest_lists_every_workbook_once_with_china_time(small_city: CitySummary) -> None:
    rows = read(small_city.manifest)
    workbooks = {
        path.relative_to(small_city.out_dir).as_posix() for path in small_city.out_dir.rglob("*.xlsx")
    }
    assert {row["file"] for row in rows} == workbooks
    assert len(rows) == len(workbooks) == small_city.file_count
    times = [datetime.fromisoformat(row["received_at"]) for row in rows]
    assert times == sorted(times)
    assert {time.utcoffset() for time in times} == {timedelta(hours=8)}


def test_the_truth_of_submissions_names_their_bytes(small_city: CitySummary) -> None:
    digests = files_of(small_city.out_dir)
    rows = read(small_city.truth_dir / "submissions.csv")
    assert all(digests[row["file"]] == row["sha256"] for row in rows)
    assert len({row["sha256"] for row in rows}) == len(rows)
    assert sum(row["is_rejected"] == "true" for row in rows) == 2
    again = [name for name in digests if "再次发送" in name]
    assert [digests[name] in {row["sha256"] for row in rows} for name in again] == [True]


def test_every_workbook_says_that_it_is_simulated(small_city: CitySummary) -> None:
    assert "模拟数据" in small_city.text
    assert "模拟数据" in (small_city.out_dir / "说明.txt").read_text(encoding="utf-8")
    for path in small_city.out_dir.rglob("*.xlsx"):
        cover = _cover(path)
        assert list(cover) == ["报送单位", "报送月份", "报送类型", "模板版本", "填报人", "联系电话"]
        assert cover["填报人"] == "模拟数据"
        assert cover["模板版本"] == "1"


def test_cover_and_file_name_agree_but_where_they_must_not(small_city: CitySummary) -> None:
    refused = {
        row["file"] for row in read(small_city.truth_dir / "submissions.csv") if row["is_rejected"] == "true"
    }
    for path in small_city.out_dir.rglob("*.xlsx"):
        unit, month, kind = path.stem.split("_")[:3]
        cover = _cover(path)
        is_alike = (cover["报送单位"], cover["报送月份"], cover["报送类型"]) == (unit, month, kind)
        assert is_alike == (path.relative_to(small_city.out_dir).as_posix() not in refused)


def test_headings_are_the_contracts(small_city: CitySummary, shared: Path) -> None:
    with (shared / "contract/workbook.csv").open(encoding="utf-8-sig", newline="") as stream:
        contract = list(csv.DictReader(stream))
    official: dict[str, list[str]] = {}
    for line in contract:
        if line["field"] != "ambiguous_cumulative_wan":
            official.setdefault(line["sheet"], []).append(line["header"])
    seen: set[str] = set()
    for path in sorted(small_city.out_dir.rglob("*全量.xlsx")):
        workbook = openpyxl.load_workbook(path, read_only=True)
        assert workbook.sheetnames[:2] == ["封面", "项目台账"]
        for sheet in workbook.worksheets[1:]:
            is_titled = sheet.title == "项目台账" and sheet["A1"].value != "序号"
            headings = [cell.value for cell in next(sheet.iter_rows(min_row=3 if is_titled else 1))]
            assert headings == official[sheet.title]
            seen.add(sheet.title)
    assert seen == set(official)


def test_rows_are_those_the_truth_counts(small_city: CitySummary) -> None:
    for row in read(small_city.truth_dir / "submissions.csv"):
        workbook = openpyxl.load_workbook(small_city.out_dir / row["file"], read_only=True)
        if row["kind"] == "no_change":
            assert workbook.sheetnames == ["封面"]
            continue
        sheet = workbook["项目台账"]
        is_titled = sheet["A1"].value != "序号"
        assert is_titled == (
            has_total_row(row["reporting_unit_code"])
            and row["kind"] == "full"
            and row["is_rejected"] == "false"
        )
        values = sheet.iter_rows(min_row=4 if is_titled else 2, values_only=True)
        projects = [line for line in values if line[0] is not None]
        assert len(projects) == int(row["ledger_row_count"])


def test_every_sheet_but_the_first_month_comes_only_with_changes(small_city: CitySummary) -> None:
    sheets = {}
    for path in small_city.out_dir.rglob("嘉鱼县_*_全量.xlsx"):
        sheets[path.parent.name] = len(openpyxl.load_workbook(path, read_only=True).sheetnames)
    assert sheets["2019-10"] >= 6
    assert all(count == 2 for month, count in sheets.items() if month not in ("2019-10", "2020-01"))


@pytest.mark.parametrize(
    "name",
    ["events", "submissions", "project_months", "conversion", "investment", "lists", "list_status"],
)
def test_the_truth_has_every_table(small_city: CitySummary, name: str) -> None:
    assert read(small_city.truth_dir / f"{name}.csv")


def test_the_truth_of_a_unit_not_reported_is_blank(small_city: CitySummary) -> None:
    missing = next(
        row for row in read(small_city.truth_dir / "events.csv") if row["event"] == "MONTH_NOT_REPORTED"
    )
    key = (missing["report_month"], missing["reporting_unit_code"])
    for name, column in (("conversion", "reserve_count"), ("investment", "ytd_investment_wan")):
        rows = read(small_city.truth_dir / f"{name}.csv")
        found = [row for row in rows if (row["report_month"], row["locality_code"]) == key]
        assert found
        assert all(row[column] == "" and row["is_reported"] == "false" for row in found)
        city = next(row for row in rows if row["report_month"] == key[0] and row["locality_code"] == "421200")
        assert (city["is_reported"], city["reported_unit_count"], city["unit_count"]) == ("true", "7", "8")


def test_progress_is_told(tmp_path: Path) -> None:
    from ingestion.sample import write_city

    told: list[tuple[int, int]] = []
    write_city(
        tmp_path,
        seed=3,
        projects=60,
        first_month=date(2020, 1, 1),
        last_month=date(2020, 4, 1),
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert told[-1][0] == told[-1][1] == len(told)


def _cover(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path, read_only=True)["封面"]
    return {str(label): str(value) for label, value in sheet.iter_rows(values_only=True, max_col=2)}
