import os
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.expectations.rules import all_rules
from ingestion.policy.model import TABLES
from ingestion.settings import DEFAULT_POLICY_DIR, Settings
from orchestration.build import build_defs
from orchestration.checks import rows_are_accounted_for, units_have_reported
from orchestration.daemon import daemon_command, dagster_home
from orchestration.dbt import NodeResult, raise_failures, read_manifest
from orchestration.errors import SankuError
from orchestration.load import RAW_SCHEMAS
from orchestration.resources import RefreshSession
from orchestration.schedules import nightly
from orchestration.sensors import inbox_sensor
from tests.unit.orchestration.test_refresh import publish_as_is


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    return Settings(data_dir=tmp_path, policy_dir=DEFAULT_POLICY_DIR)


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_defs()


def test_there_is_one_job_of_every_asset_and_check(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    job = definitions.resolve_job_def("refresh")
    assert set(job.asset_layer.executable_asset_keys) == set(graph.executable_asset_keys)
    assert set(job.asset_layer.asset_graph.asset_check_keys) == set(graph.asset_check_keys)
    assert job.executor_def is dg.in_process_executor


def test_the_assets_go_from_the_inbox_to_the_published_version(definitions: dg.Definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    keys = {key.to_user_string() for key in graph.executable_asset_keys}
    assert {"policy_pack", "inbox", "landing", "published"} <= keys
    assert {f"raw/{table}" for table in RAW_SCHEMAS} <= keys
    assert {f"policy/{table}" for table in TABLES} <= keys
    models = {
        f"{node['schema']}/{node['name']}"
        for node in read_manifest()["nodes"].values()
        if node["resource_type"] == "model"
    }
    assert models
    assert models <= keys
    # Everything a model reads is made by the job: no source that nothing fills.
    assert not set(graph.external_asset_keys)
    upstream = graph.upstream_key_iterator(dg.AssetKey("published"))
    assert dg.AssetKey("inbox") in set(upstream)


def test_every_rule_of_the_expectations_is_a_check(definitions: dg.Definitions) -> None:
    checks = definitions.get_repository_def().asset_graph.asset_check_keys
    named = {key.name for key in checks if key.asset_key == dg.AssetKey(["raw", "rule_check"])}
    assert named >= {rule.rule_id for rule in all_rules()}


def test_the_schedule_is_nightly_and_skips_when_nothing_is_new(settings: Settings) -> None:
    assert isinstance(nightly, dg.ScheduleDefinition)
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    context = dg.build_schedule_context()
    assert isinstance(nightly(context), dg.RunRequest)
    publish_as_is(settings)
    assert isinstance(nightly(context), dg.SkipReason)
    settings.inbox.mkdir()
    (settings.inbox / "a.xlsx").touch()
    assert isinstance(nightly(context), dg.RunRequest)


def test_the_sensor_runs_once_for_each_state_of_the_inbox(settings: Settings) -> None:
    def evaluate(cursor: str | None = None) -> object:
        return inbox_sensor(dg.build_sensor_context(cursor=cursor))

    assert isinstance(evaluate(), dg.SkipReason)
    settings.inbox.mkdir()
    file = settings.inbox / "a.xlsx"
    file.write_bytes(b"half")
    assert isinstance(evaluate(), dg.SkipReason), "it is still being written"
    long_ago = time.time() - 60
    os.utime(file, (long_ago, long_ago))
    first = evaluate()
    assert isinstance(first, dg.SensorResult)
    assert first.run_requests is not None
    assert len(first.run_requests) == 1
    assert isinstance(evaluate(first.cursor), dg.SkipReason)
    file.write_bytes(b"whole")
    os.utime(file, (long_ago, long_ago))
    second = evaluate(first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert second.cursor != first.cursor


def test_dagster_has_a_home_of_its_own_without_telemetry(settings: Settings) -> None:
    home = dagster_home(settings.data_dir)
    assert home == settings.data_dir / "dagster"
    config = (home / "dagster.yaml").read_text("utf-8")
    assert "telemetry:\n  enabled: false" in config
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert not instance.telemetry_enabled
    assert "orchestration.definitions" in daemon_command(address="localhost", port=3000)


def node(name: str, *, status: str, message: str = "") -> NodeResult:
    return NodeResult(
        unique_id=name,
        name=name,
        kind="test",
        status=status,  # type: ignore[arg-type]  # given as text by the tests below
        seconds=0.1,
        failures=1,
        message=message,
    )


def test_every_failed_model_and_test_is_named() -> None:
    raise_failures(
        [node("good", status="passed"), node("odd", status="warned"), node("left", status="skipped")]
    )
    with pytest.raises(SankuError) as failed:
        raise_failures([node("one", status="failed", message="Got 3 results"), node("two", status="failed")])
    trouble = failed.value.trouble("en")
    assert trouble.code == "build"
    assert "one, two" in trouble.message
    assert trouble.details[0]["message"] == "Got 3 results"


def test_a_full_disk_in_dbts_words_is_a_full_disk() -> None:
    with pytest.raises(SankuError) as failed:
        raise_failures([node("one", status="failed", message="IO Error: No space left on device")])
    assert failed.value.code == "disk_full"


def session_over(settings: Settings, sql: str) -> RefreshSession:
    session = RefreshSession(settings=settings, run_id="r" * 8, started_at=datetime(2026, 1, 1, tzinfo=UTC))
    session.build_folder.mkdir(parents=True)
    with duckdb.connect(str(session.warehouse)) as connection:
        connection.execute(sql)
    return session


SHEETS = """
CREATE SCHEMA raw;
CREATE TABLE raw.submission AS SELECT 's' AS submission_id, 5 AS row_count;
CREATE TABLE raw.submission_sheet AS SELECT 's' AS submission_id, 'x' AS sheet, 5 AS row_count,
    {accepted} AS accepted_row_count, 1 AS rejected_row_count, 2 AS skipped_row_count;
"""


@pytest.mark.parametrize(("accepted", "passed"), [(2, True), (3, False)])
def test_rows_that_do_not_add_up_are_found_and_remembered(
    settings: Settings,
    accepted: int,
    passed: bool,
) -> None:
    session = session_over(settings, SHEETS.format(accepted=accepted))
    result = rows_are_accounted_for(session=session)
    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed is passed
    assert [(check.name, check.severity) for check in session.checks] == (
        [] if passed else [("rows_are_accounted_for", "error")]
    )


def test_units_that_are_missing_or_late_are_told(settings: Settings) -> None:
    session = session_over(
        settings,
        """
        CREATE SCHEMA marts;
        CREATE TABLE marts.rpt_submission_status AS
        SELECT * FROM (VALUES
            (DATE '2020-06-01', 'a', false, NULL), (DATE '2020-07-01', 'a', true, true),
            (DATE '2020-07-01', 'b', false, NULL), (DATE '2020-07-01', 'c', true, false)
        ) AS t(report_month, reporting_unit_code, is_reported, is_late)
        """,
    )
    result = units_have_reported(session=session)
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    (check,) = session.checks
    assert check.severity == "warning"
    assert check.message == "2020-07 not reported: b; late: a"
