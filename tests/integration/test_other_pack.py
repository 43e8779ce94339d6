"""Another city is another folder of policy data: a made-up county with other tiers, names, lists and no deadlines."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from ingestion.policy import Policy, load_policy
from ingestion.settings import Settings
from orchestration import cli
from orchestration.versions import WAREHOUSE_FILE
from tests import warehouse
from tests.differences import differences
from tests.explaining import asking, assert_reproduced, figures
from tests.oracle.load import from_build
from tests.other_pack import LIBRARIES, PACK, publish_county
from tests.unit.docs.test_documents import subcommands


# As people work with it: received, refreshed and published under that pack.
@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return publish_county(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(PACK)


@pytest.fixture(scope="module")
def database(published: Settings) -> Path:
    """The warehouse that was published first."""
    return published.published / "current" / WAREHOUSE_FILE


def test_every_cell_of_the_county_is_the_oracles(database: Path) -> None:
    world = from_build(database, policy_dir=PACK)
    with duckdb.connect(database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = list(differences(connection, world))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:30])


def test_its_reports_speak_of_its_own_places_lists_and_scopes(database: Path, policy: Policy) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        conversion = warehouse.rows(connection, "marts.rpt_conversion")
        lists = warehouse.rows(connection, "marts.rpt_list_rank")
        accepted = warehouse.rows(connection, "marts.fct_submission WHERE outcome <> 'rejected'")
    places = set(policy.localities["locality_code"]) | {"riverside", "upland", "990100"}
    assert {row["locality_code"] for row in conversion} == places
    assert {row["scope"] for row in conversion} == {"all", "half_yi"}
    assert {row["list_code"] for row in lists} == {"county_key", "five_yi", "all"}
    assert {row["reporting_unit_code"] for row in accepted} == set(policy.localities["locality_code"])
    assert any(row["converted_count"] for row in conversion)


@pytest.mark.parametrize("column", [column for table, column in figures() if table == "rpt_promotion"])
def test_the_rows_behind_a_figure_of_its_roster_reproduce_it(database: Path, column: str) -> None:
    with asking(database) as query:
        assert_reproduced(query, "rpt_promotion", column)


# Every command under that pack. Gives the exit code and the JSON document.
Sanku = Callable[..., tuple[int, Any]]


@pytest.fixture
def sanku(published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sanku:
    """Run a command on the county's data; gives its exit code and its JSON document."""
    monkeypatch.setenv("SANKU_DATA", str(published.data_dir))
    monkeypatch.setenv("SANKU_POLICY", str(PACK))
    monkeypatch.setenv("SANKU_LANG", "zh")

    def run(*arguments: str) -> tuple[int, Any]:
        code = cli.main(arguments)
        return code, json.loads(capsys.readouterr().out)

    return run


def a_file(published: Settings) -> Path:
    """One of the county's own workbooks."""
    return min((published.data_dir.parent / "county").rglob("沙洲镇_2020-09_全量.xlsx"))


def test_the_pack_is_right(sanku: Sanku) -> None:
    code, said = sanku("policy", "check", "--json")
    assert (code, said["name"], said["problems"]) == (cli.DONE, PACK.name, [])


def test_its_status_names_the_pack_and_nothing_waits(sanku: Sanku) -> None:
    code, said = sanku("status", "--json")
    assert code in {cli.DONE, cli.REFUSED}
    assert (said["version"]["policy_pack"], said["is_behind"], said["waiting"]) == (PACK.name, False, [])


def test_a_second_refresh_finds_nothing_new_and_one_as_of_then_ends_earlier(
    sanku: Sanku,
) -> None:
    code, said = sanku("refresh", "--json")
    assert (code, said["status"]) == (cli.DONE, "unchanged")
    current = said["version"]["version_id"]
    code, said = sanku("refresh", "--as-of", "2020-06-30", "--json")
    assert (code, said["status"]) == (cli.DONE, "published")
    with duckdb.connect(Path(said["folder"]) / WAREHOUSE_FILE, read_only=True) as connection:
        last = connection.execute("SELECT max(report_month) FROM marts.rpt_conversion").fetchone()
    assert last == (date(2020, 5, 1),)
    code, said = sanku("status", "--json")
    assert said["version"]["version_id"] == current


def test_a_file_of_its_own_is_checked_and_one_of_another_city_is_not_its(
    sanku: Sanku, published: Settings, tmp_path: Path
) -> None:
    code, [said] = sanku("check", str(a_file(published)), "--annotate", str(tmp_path / "back.xlsx"), "--json")
    assert code in {cli.DONE, cli.REFUSED}
    assert (said["reporting_unit_code"], said["report_month"]) == ("LJ-03", "2020-09-01")
    assert (tmp_path / "back.xlsx").is_file()
    stranger = min((published.data_dir.parent / "city").rglob("赤壁市_2020-09_全量.xlsx"))
    code, [said] = sanku("check", str(stranger), "--json")
    assert (code, said["outcome"]) == (cli.REFUSED, "rejected")
    assert "UNIT_UNKNOWN" in {finding["rule_id"] for finding in said["findings"]}


def test_the_same_bytes_again_change_nothing(sanku: Sanku, published: Settings) -> None:
    code, [receipt] = sanku("receive", str(a_file(published)), "--json")
    assert code in {cli.DONE, cli.REFUSED}
    assert (receipt["is_new"], receipt["reporting_unit_code"]) == (False, "LJ-03")


def test_the_template_is_filled_with_its_units_last_rows(sanku: Sanku, tmp_path: Path) -> None:
    out = tmp_path / "blank.xlsx"
    code, said = sanku("template", str(out), "--json")
    assert (code, said["row_count"]) == (cli.DONE, 0)
    code, said = sanku("template", "--unit", "沙洲镇", "--month", "2020-10", str(out), "--json")
    assert (code, said["reporting_unit_code"]) == (cli.DONE, "LJ-03")
    assert said["row_count"] > 0
    ledger = openpyxl.load_workbook(out)["项目台账"]
    heading = next(cell.column for cell in ledger[1] if cell.value == "所在库")
    assert {row[heading - 1] for row in ledger.iter_rows(min_row=2, values_only=True) if row[2]} <= {
        *LIBRARIES.values()
    }
    code, [said] = sanku("check", str(out), "--json")
    assert said["reporting_unit_code"] == "LJ-03"


def test_its_units_and_libraries_are_the_schemas(sanku: Sanku) -> None:
    code, said = sanku("schema")
    units = said["properties"]["unit"]["enum"]
    assert code == cli.DONE
    assert {"沙洲镇", "沙洲", "LJ-03"} <= set(units)
    assert "赤壁市" not in units
    assert "谋划库" in json.dumps(said, ensure_ascii=False)


def test_its_figures_are_queried_and_explained(sanku: Sanku) -> None:
    code, said = sanku(
        "sql",
        "SELECT locality_code, qualifying_count FROM marts.rpt_promotion WHERE is_met"
        " ORDER BY qualifying_count DESC, locality_code LIMIT 1",
        "--json",
    )
    assert code == cli.DONE
    assert said["rows"]
    code, said = sanku(
        "explain",
        "rpt_promotion.qualifying_count",
        *("locality_code=沙洲镇", "leader_post=promotion_deputy", "leader_name=蒋某某2（模拟）"),
        *("report_month=2020-06", "--json"),
    )
    assert code == cli.DONE
    assert said["value"] == said["recomputed"] == len(said["members"])


def test_a_mapping_is_drafted_from_one_of_its_files(sanku: Sanku, published: Settings) -> None:
    code, said = sanku("mapping", "draft", str(a_file(published)), "--json")
    assert code == cli.DONE
    assert "project_name" in said["mapping"]


def test_the_sample_city_is_not_mixed_into_it(
    sanku: Sanku, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    code, said = sanku("demo", "--json")
    assert (code, said["error"]["code"]) == (cli.FAILED, "demo_of_other_city")
    assert not list(tmp_path.iterdir())


def test_what_these_tests_leave_out_does_not_end_by_itself() -> None:
    """`serve` and `schedule` run until they are stopped."""
    tested = {"policy check", "status", "refresh", "check", "receive", "template", "schema", "sql", "explain"}
    assert set(subcommands()) == tested | {"mapping draft", "demo"} | {"serve", "schedule"}
