"""The dbt project builds on an empty warehouse: contracts, data tests, unit tests, no warning, no word missing."""

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.policy import load_policy
from ingestion.settings import DEFAULT_POLICY_DIR
from orchestration.load import load_policy_frames, load_raw_frames
from tests import warehouse


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `dbt build` says of every node, with nothing received."""
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventLevel, EventMsg

    warnings: list[str] = []

    def listen(event: EventMsg) -> None:
        if event.info.level in {EventLevel.WARN, EventLevel.ERROR}:
            warnings.append(f"{event.info.name}: {event.data}")

    folder = tmp_path_factory.mktemp("dbt")
    path = folder / f"{warehouse.DATABASE}.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        load_raw_frames(connection, {})
        load_policy_frames(connection, load_policy(DEFAULT_POLICY_DIR))
    os.environ["SANKU_BUILD_PATH"] = str(path)
    try:
        dbtRunner(callbacks=[listen]).invoke(
            [
                *("build", "--quiet", "--project-dir", str(warehouse.PROJECT)),
                *("--profiles-dir", str(warehouse.PROJECT), "--target-path", str(folder)),
                *("--log-path", str(folder), "--no-partial-parse"),
            ]
        )
    finally:
        del os.environ["SANKU_BUILD_PATH"]
    said: dict[str, Any] = json.loads((folder / "run_results.json").read_text("utf-8"))
    said["database"], said["warnings"] = path, warnings
    return said


def test_every_model_and_test_passes(results: dict[str, Any]) -> None:
    wrong = [
        (result["unique_id"], result["status"], result["message"])
        for result in results["results"]
        if result["status"] not in {"success", "pass"}
    ]
    assert not wrong


def test_it_builds_without_a_warning(results: dict[str, Any]) -> None:
    """Neither of a test nor of dbt itself, such as a setting that is used by nothing or will go."""
    assert not results["warnings"]


def test_unit_tests_ran(results: dict[str, Any]) -> None:
    ran = {
        result["unique_id"] for result in results["results"] if result["unique_id"].startswith("unit_test.")
    }
    assert any("minus_ten_and_minus_thirty" in name for name in ran)


def test_every_published_table_and_column_says_what_it_is_in_both_languages(results: dict[str, Any]) -> None:
    database: Path = results["database"]
    with duckdb.connect(database) as connection:
        said = connection.execute(
            "SELECT table_name, '', comment FROM duckdb_tables() WHERE schema_name = 'marts'"
            " UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'marts'"
        ).fetchall()
    assert said
    without = [
        (table, column)
        for table, column, comment in said
        if not comment
        or comment.isascii()
        or not any(letter.isascii() and letter.isalpha() for letter in comment)
    ]
    assert not without
