"""Commands that write a file for a clerk: the template, the return file, a first mapping."""

import json
from pathlib import Path

import openpyxl
import pytest

from orchestration import cli


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SANKU_LANG", "en")
    return tmp_path / "data"


def test_a_template_is_for_a_unit_and_a_month_or_for_neither(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "t.xlsx"
    assert cli.main(["template", str(out), "--unit", "嘉鱼县"]) == cli.USAGE
    assert cli.main(["template", str(out), "--unit", "某县", "--month", "2020-07"]) == cli.USAGE
    assert "嘉鱼县" in capsys.readouterr().err
    assert cli.main(["template", str(out), "--unit", "嘉鱼", "--month", "July"]) == cli.USAGE
    assert not out.exists()
    capsys.readouterr()
    # Nothing is published, so there is nothing to go on from.
    assert cli.main(["template", str(out), "--unit", "嘉鱼", "--month", "2020年7月", "--json"]) == cli.DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["reporting_unit_code"], said["report_month"], said["row_count"]) == (
        "421221",
        "2020-07-01",
        0,
    )
    cover = openpyxl.load_workbook(out)["封面"]
    assert [row[1].value for row in cover.iter_rows(max_row=3)] == ["嘉鱼县", "2020-07", "全量"]


def test_one_file_is_marked_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "嘉鱼县_2020-07_全量.xlsx", tmp_path / "out.xlsx"
    file.write_bytes(b"PK\x03\x04 this is no workbook")
    assert cli.main(["check", str(file), str(file), "--annotate", str(out)]) == cli.USAGE
    assert cli.main(["check", str(file), "--annotate", str(out)]) == cli.REFUSED
    assert str(out) in capsys.readouterr().out
    assert openpyxl.load_workbook(out).sheetnames == ["校验结果"]


def test_a_first_mapping_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "export.csv"
    file.write_text("项目名称,总投资,Phase\n甲,2,x\n", "utf-8")
    assert cli.main(["mapping", "draft", str(file)]) == cli.DONE
    assert 'project_name: {column: "项目名称"}' in capsys.readouterr().out
    file.write_bytes(b"")
    assert cli.main(["mapping", "draft", str(file)]) == cli.FAILED
    assert "empty" in capsys.readouterr().err


def test_a_wrong_mapping_is_told_with_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, mapping = tmp_path / "export.csv", tmp_path / "map.yml"
    file.write_text("项目名称,总投资\n甲,2\n", "utf-8")
    mapping.write_text("name: x\nunit: {value: 嘉鱼县}\nmonth: {valu: 2020-07}\nfields: {}\n", "utf-8")
    assert cli.main(["receive", str(file), "--mapping", str(mapping)]) == cli.FAILED
    said = capsys.readouterr().err
    assert "map.yml row 3" in said
    assert "month.valu" in said
