import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.settings import Settings
from orchestration.inputs import current_inputs
from orchestration.lock import refresh_lock
from orchestration.refresh import refresh, versions_kept
from orchestration.versions import WAREHOUSE_FILE, Version, current_version, make_current

PROGRAM = """
import os, sys
from ingestion.settings import Settings
from orchestration.refresh import refresh
outcome = refresh(Settings.from_env(os.environ))
heavy = {"dagster", "dbt", "great_expectations", "polars", "duckdb"} & sys.modules.keys()
print(outcome.status, *sorted(heavy))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    pack = tmp_path / "pack"
    pack.mkdir()
    return Settings(data_dir=tmp_path / "data", policy_dir=pack)


def publish_as_is(settings: Settings) -> Version:
    """A version that says it was made of just what is there now."""
    inputs = current_inputs(settings)
    version = Version(
        version_id="20260101T000000Z-00000000",
        built_at="2026-01-01T00:00:00+00:00",
        as_of=None,
        policy_pack="pack",
        policy_sha256="p",
        submission_set_sha256="s",
        code_version=inputs.code_version,
        content_sha256="x",
        inputs=inputs,
        tables={},
    )
    folder = settings.published / version.version_id
    folder.mkdir(parents=True)
    (folder / WAREHOUSE_FILE).touch()
    version.write(folder)
    make_current(folder)
    return version


def test_with_nothing_new_it_ends_within_seconds_and_loads_nothing_heavy(settings: Settings) -> None:
    publish_as_is(settings)
    environment = os.environ | {
        "SANKU_DATA": str(settings.data_dir),
        "SANKU_POLICY": str(settings.policy_dir),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["unchanged"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime < 2


def test_with_nothing_new_the_outcome_names_what_is_current(settings: Settings) -> None:
    version = publish_as_is(settings)
    outcome = refresh(settings)
    assert outcome.status == "unchanged"
    assert outcome.version == version
    assert outcome.folder == settings.published / version.version_id


@pytest.mark.parametrize("change", ["inbox", "policy", "warehouse"])
def test_a_change_is_seen(settings: Settings, change: str) -> None:
    """The pack is empty, so that the refresh which now begins fails at once, and leaves what is published."""
    version = publish_as_is(settings)
    if change == "inbox":
        settings.inbox.mkdir()
        (settings.inbox / "a.xlsx").touch()
    elif change == "policy":
        (settings.policy_dir / "note.md").touch()
        (settings.policy_dir / "rates.csv").write_text("x", "utf-8")
    else:
        (settings.published / version.version_id / WAREHOUSE_FILE).unlink()
    outcome = refresh(settings)
    assert outcome.status == "failed"
    assert outcome.trouble["en"].code == "policy"
    assert outcome.trouble["zh"].details
    if change != "warehouse":
        assert current_version(settings.published) == version


def test_a_second_refresh_says_so_and_leaves(settings: Settings) -> None:
    with refresh_lock(settings.data_dir):
        outcome = refresh(settings)
    assert outcome.status == "busy"
    assert str(os.getpid()) in outcome.trouble["en"].message


def test_what_a_crash_left_is_swept_also_when_nothing_is_new(settings: Settings) -> None:
    publish_as_is(settings)
    (settings.builds / "half").mkdir(parents=True)
    assert refresh(settings).status == "unchanged"
    assert not any(settings.builds.iterdir())


@pytest.mark.parametrize(("value", "expected"), [("", 5), ("2", 2)])
def test_how_many_versions_stay_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: int
) -> None:
    monkeypatch.setenv("SANKU_VERSIONS_KEPT", value)
    assert versions_kept() == expected


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_wrong_number_of_versions_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, value: str
) -> None:
    monkeypatch.setenv("SANKU_VERSIONS_KEPT", value)
    outcome = refresh(settings)
    assert outcome.trouble["en"].code == "versions_kept"


def test_a_check_that_blocks_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job of the daemon, with a first step that finds the rows of a file unaccounted for."""
    import dagster as dg

    from orchestration.journal import CheckOutcome, read_journal
    from orchestration.resources import RefreshSession

    @dg.asset
    def rows() -> None:
        return

    @dg.asset_check(asset=rows, blocking=True)
    def rows_are_accounted_for(session: dg.ResourceParam[RefreshSession]) -> dg.AssetCheckResult:
        session.checks.append(
            CheckOutcome(name="rows_are_accounted_for", asset="rows", severity="error", message="s/x")
        )
        return dg.AssetCheckResult(passed=False)

    @dg.asset(deps=[rows])
    def published() -> None:
        pytest.fail("it was published all the same")

    def build_defs(*, resource_overrides: dict[str, object]) -> dg.Definitions:
        job = dg.define_asset_job("refresh", selection=dg.AssetSelection.all())
        return dg.Definitions(
            assets=[rows, published],
            asset_checks=[rows_are_accounted_for],
            jobs=[job],
            resources=resource_overrides,
        )

    monkeypatch.setattr("orchestration.build.build_defs", build_defs)
    outcome = refresh(Settings(data_dir=settings.data_dir))
    assert outcome.status == "failed"
    assert outcome.trouble["en"].code == "checks"
    assert "rows_are_accounted_for" in outcome.trouble["en"].message
    journal = read_journal(settings)
    assert journal is not None
    assert journal.status == "failed"
    assert [check.name for check in journal.checks] == ["rows_are_accounted_for"]
