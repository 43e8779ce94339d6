import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion.settings import DEFAULT_POLICY_DIR
from orchestration import cli
from orchestration.versions import WAREHOUSE_FILE, current_folder
from tests.unit.orchestration.test_publish import make_build


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SANKU_LANG", "en")
    return tmp_path / "data"


@pytest.fixture
def published(data: Path) -> Path:
    from orchestration.publish import seal
    from orchestration.versions import make_current, put_in_place
    from tests.unit.orchestration.test_publish import INPUTS

    path = make_build(data / "builds" / "v" / WAREHOUSE_FILE)
    seal(path, inputs=INPUTS)
    target = data / "published" / "v"
    put_in_place(path.parent, target)
    make_current(target)
    return target


def processor_seconds_of_children() -> float:
    """What they used: unlike the time on the wall, it does not depend on what else runs here."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_comes_at_once_and_in_both_languages() -> None:
    for lang, words in (("en", "the warehouse behind"), ("zh", "一座城市重大项目的仓库")):
        started = processor_seconds_of_children()
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from orchestration.cli import main; sys.exit(main())",
                "--help",
            ],
            env=os.environ | {"SANKU_LANG": lang},
            capture_output=True,
            text=True,
            check=False,
        )
        assert processor_seconds_of_children() - started < 1
        assert done.returncode == cli.DONE
        assert words in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["receive"], ["check"], ["refresh", "--as-of", "yesterday"], ["serve", "--port", "0"]],
)
def test_wrong_usage_is_two_and_says_how(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == cli.USAGE
    said = capsys.readouterr()
    assert not said.out
    assert "Error: " in said.err
    assert "What to do: " in said.err
    assert "Traceback" not in said.err


def test_with_json_an_error_is_one_document_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["receive", "--json"]) == cli.USAGE
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == "nothing_asked"
    assert not said.err


def test_an_error_nobody_foresaw_is_told_without_a_traceback_which_is_in_the_log(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("orchestration.inputs.inbox_files", lambda _settings: 1 / 0)
    assert cli.main(["status"]) == cli.FAILED
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in (data / "logs" / "error.log").read_text("utf-8")


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SANKU_LANG", "fr")
    assert cli.main(["status"]) == cli.FAILED
    assert "SANKU_LANG" in capsys.readouterr().err


def test_the_bundled_pack_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", "check"]) == cli.DONE
    assert DEFAULT_POLICY_DIR.name in capsys.readouterr().out


def test_a_wrong_pack_is_told_with_file_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEFAULT_POLICY_DIR, pack)
    rates = pack / "rates.csv"
    lines = rates.read_text("utf-8-sig").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[5], "thirty", 1)
    rates.write_text("\n".join(lines) + "\n", "utf-8")
    assert cli.main(["policy", "check", str(pack)]) == cli.REFUSED
    said = capsys.readouterr()
    assert "rates.csv row 2 column target" in said.err
    assert cli.main(["policy", "check", str(pack), "--json"]) == cli.REFUSED
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("rates.csv", 2, "target")


def test_status_says_why_and_where_the_last_refresh_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEFAULT_POLICY_DIR, pack)
    rates = pack / "rates.csv"
    lines = rates.read_text("utf-8-sig").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[5], "thirty", 1)
    rates.write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setenv("SANKU_POLICY", str(pack))
    assert cli.main(["refresh"]) == cli.FAILED
    capsys.readouterr()
    assert cli.main(["status"]) == cli.FAILED
    assert "rates.csv row 2 column target" in capsys.readouterr().out


def test_status_of_nothing_is_three_for_monitors(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--json"]) == cli.FAILED
    said = json.loads(capsys.readouterr().out)
    assert said["version"] is None
    assert said["waiting"] == []


@pytest.mark.usefixtures("published")
def test_status_names_what_waits(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "inbox").mkdir()
    (data / "inbox" / "a.xlsx").touch()
    assert cli.main(["status", "--json"]) == cli.DONE
    said = json.loads(capsys.readouterr().out)
    assert said["version"]["version_id"] == "v"
    assert said["waiting"] == ["a.xlsx"]
    assert said["is_behind"]
    old = time.time() - 48 * 3600
    os.utime(data / "inbox" / "a.xlsx", (old, old))
    assert cli.main(["status"]) == cli.REFUSED
    assert "48.0 hours" in capsys.readouterr().out


@pytest.mark.usefixtures("published")
def test_sql_in_each_format(capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT locality_code, count, money_wan FROM marts.rpt ORDER BY 1, 2"
    assert cli.main(["sql", query, "--format", "csv"]) == cli.DONE
    assert capsys.readouterr().out.splitlines()[:2] == ["locality_code,count,money_wan", "421202,0,0.0000"]
    assert cli.main(["sql", query, "--json"]) == cli.DONE
    said = json.loads(capsys.readouterr().out)
    assert said["rows"][0] == {"locality_code": "421202", "count": 0, "money_wan": 0.0}
    assert not said["is_truncated"]
    assert cli.main(["sql", query]) == cli.DONE
    assert "12345678901234.5678" in capsys.readouterr().out


@pytest.mark.usefixtures("published")
def test_what_sql_refuses_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sql", "SELECT 1; SELECT 2"]) == cli.FAILED
    assert "exactly one SELECT" in capsys.readouterr().err
    assert cli.main(["sql", "SELECT nothing FROM marts.rpt", "--json"]) == cli.FAILED
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "wrong_sql"


def test_sql_before_the_first_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sql", "SELECT 1"]) == cli.FAILED
    assert "sanku demo" in capsys.readouterr().err


def test_receiving_checks_records_and_gives_a_receipt(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "通城县_2020-07_全量.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    assert cli.main(["check", str(broken)]) == cli.REFUSED
    assert "refused" in capsys.readouterr().out
    assert not (data / "archive").exists()
    assert cli.main(["receive", str(broken), "--received-at", "2020-08-03T09:30", "--json"]) == cli.REFUSED
    (receipt,) = json.loads(capsys.readouterr().out)
    assert receipt["outcome"] == "rejected"
    # A time without a zone is the city's.
    assert receipt["received_at"] == "2020-08-03T01:30:00+00:00"
    assert receipt["findings"][0]["message"]
    assert current_folder(data / "published") is None


def test_a_clerk_hears_what_reading_found_before_the_rules_are_checked(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "通城县_2020-07_全量.csv"
    path.write_text(
        "项目名称,投资类型,总投资,所在库\n甲,企业投资,超30亿,储备库\n乙,企业投资,-5,储备库\n", "utf-8"
    )
    assert cli.main(["check", str(path)]) == cli.REFUSED
    first, rest = capsys.readouterr().out.split("refused, 1 skipped", 1)
    assert "checking the rules" in first
    assert "超30亿" in first
    # Each finding once: what reading found is not told again with what the rules found.
    assert "超30亿" not in rest
    assert "not above 0" in rest
    assert "not above 0" not in first
    assert cli.main(["check", str(path), "--json"]) == cli.REFUSED
    (document,) = json.loads(capsys.readouterr().out)
    assert {finding["rule_id"] for finding in document["findings"]} >= {"NOT_A_NUMBER", "TOTAL_NOT_POSITIVE"}


def test_a_manifest_with_a_wrong_row_receives_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("file,received_at\nnone.xlsx,yesterday\n", "utf-8")
    assert cli.main(["receive", "--manifest", str(manifest)]) == cli.FAILED
    said = capsys.readouterr()
    assert "nothing was received" in said.err
    assert "row 2" in said.err
    assert not (data / "archive" / "deliveries.jsonl").exists()


def test_simulated_submissions_are_not_mixed_into_real_ones(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"")
    cli.main(["receive", str(broken)])
    capsys.readouterr()
    assert cli.main(["demo"]) == cli.FAILED
    assert "real submissions" in capsys.readouterr().err
    assert not (data / "demo").exists()
