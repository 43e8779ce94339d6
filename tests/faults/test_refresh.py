"""A refresh that is killed, starved, misled: what is published stays, and the next refresh completes."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.settings import DEFAULT_POLICY_DIR
from orchestration.daemon import dagster_home
from orchestration.lock import is_locked, refresh_lock
from orchestration.versions import current_version
from tests.faults.installation import Installation, ledger
from tests.unit.orchestration.test_readers import READER, start

pytestmark = pytest.mark.faults

# After which line of progress, and how long after it, the kill comes.
MOMENTS = [
    ("Receiving the inbox", 0.0),
    ("Receiving the inbox", 0.5),
    ("Reading submissions", 0.0),
    ("Loading", 0.0),
    ("Loading", 1.0),
    ("Building and testing", 0.0),
    ("Building and testing", 2.0),
    ("Publishing", 0.0),
    ("Publishing", 0.15),
    ("Publishing", 0.4),
]


def kill_after(installation: Installation, line: str, *, seconds: float) -> None:
    """Start a refresh and kill it, with all its children, at a moment."""
    with subprocess.Popen(
        installation.command("refresh"),
        env=installation.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as refresh:
        assert refresh.stderr is not None
        for said in refresh.stderr:
            if said.startswith(line):
                break
        else:
            pytest.fail(f"the refresh never said {line!r}")
        time.sleep(seconds)
        # The command alone: its children must notice, or do no harm.
        refresh.send_signal(signal.SIGKILL)
        refresh.communicate()


def test_ten_kills_leave_a_whole_version_and_the_next_refresh_completes(installation: Installation) -> None:
    before = installation.assert_whole()
    for number, (line, seconds) in enumerate(MOMENTS):
        installation.drop(f"咸安区_2020-07_全量_{number}.csv", ledger("丁", f"戊{number}"))
        kill_after(installation, line, seconds=seconds)
        installation.assert_whole()
    done = installation.run("refresh", "--json")
    assert done.returncode == 0, done.stderr
    after = installation.assert_whole()
    assert after.version_id > before.version_id
    assert not any(installation.settings.builds.iterdir())
    # Every file that was dropped has arrived, once.
    asked = installation.run("sql", "SELECT count(*) AS n FROM marts.fct_submission", "--json")
    assert json.loads(asked.stdout)["rows"] == [{"n": 2 + len(MOMENTS)}]
    assert installation.run("refresh", "--json").returncode == 0
    assert installation.assert_whole() == after


def test_after_a_kill_while_publishing_the_very_next_refresh_completes(installation: Installation) -> None:
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    kill_after(installation, "Publishing", seconds=0.1)
    installation.assert_whole()
    assert installation.run("refresh").returncode == 0
    installation.assert_whole()


@pytest.mark.parametrize("line", ["Receiving the inbox", "Building and testing"])
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_refresh_that_is_asked_to_end_says_so_and_leaves_nothing_in_the_way(
    installation: Installation, asked: signal.Signals, line: str
) -> None:
    # Where the tests run in the background Ctrl-C is ignored, which the command would inherit; a handler it does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = installation.assert_whole()
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    with subprocess.Popen(
        installation.command("refresh"),
        env=installation.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as refresh:
        assert refresh.stderr is not None
        next(said for said in refresh.stderr if said.startswith(line))
        time.sleep(0.5)
        # As a terminal sends it: to the command and all its children.
        os.killpg(refresh.pid, asked)
        started = time.monotonic()
        _, said = refresh.communicate()
    assert refresh.returncode == 3, said
    assert time.monotonic() - started < 10
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert "resource_tracker" not in said
    assert installation.assert_whole() == before
    assert not is_locked(installation.data)
    # The next one sweeps, and reads what the interrupted one had taken in.
    done = installation.run("refresh", "--json")
    assert done.returncode == 0, done.stderr
    assert installation.assert_whole().version_id > before.version_id
    assert not any(installation.settings.builds.iterdir())
    asked_now = installation.run("sql", "SELECT count(*) AS n FROM marts.fct_submission", "--json")
    assert json.loads(asked_now.stdout)["rows"] == [{"n": 3}]


def test_readers_during_a_refresh_see_no_error_and_no_mixture(installation: Installation) -> None:
    reader = READER.replace("marts.a", "marts.meta_version").replace("marts.b", "marts.meta_version")
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    before = installation.assert_whole()
    with subprocess.Popen(
        installation.command("refresh"),
        env=installation.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as refresh:
        assert refresh.stderr is not None
        next(line for line in refresh.stderr if line.startswith("Building"))
        readers = [start(reader, installation.data, 40) for _ in range(3)]
        refresh.communicate()
        answers = [process.communicate()[0].split() for process in readers]
    assert refresh.returncode == 0
    assert installation.assert_whole().version_id > before.version_id
    for seen, mixed, errors, *examples in answers:
        assert (mixed, errors) == ("0", "0"), examples
        assert int(seen) >= 1


def test_two_at_once_one_refreshes_and_the_other_says_so(installation: Installation) -> None:
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    with subprocess.Popen(
        installation.command("refresh"), env=installation.environment(), stderr=subprocess.PIPE, text=True
    ) as first:
        assert first.stderr is not None
        first.stderr.readline()
        second = installation.run("refresh")
        assert second.returncode == 3
        assert str(first.pid) in second.stderr
        assert installation.run("status", "--json").returncode == 0
        first.communicate()
    assert first.returncode == 0


@pytest.mark.parametrize("megabytes", [1, 4, 8])
def test_a_full_disk_is_told_and_leaves_the_version(installation: Installation, megabytes: int) -> None:
    """No file may grow beyond a size: to a program the same as a disk without room for it."""
    before = installation.assert_whole()
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    limit = megabytes * 2**20
    done = subprocess.run(
        installation.command("refresh"),
        env=installation.environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 3, done.stderr
    assert "The disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert installation.assert_whole() == before
    assert before.version_id in done.stderr
    assert not any(installation.settings.builds.iterdir())
    assert installation.run("refresh").returncode == 0
    assert installation.assert_whole().version_id > before.version_id


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a hundred megabytes: room for three versions of so small a city, with their builds."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_really_full_is_told_and_leaves_the_version(published: Path, small_disk: Path) -> None:
    shutil.copytree(published, small_disk / "data", symlinks=True)
    installation = Installation(small_disk / "data")
    before = installation.assert_whole()
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    ballast.write_bytes(b"\0" * (free - 3 * 2**20))
    done = installation.run("refresh")
    assert done.returncode == 3, done.stderr
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert installation.assert_whole() == before
    ballast.unlink()
    assert installation.run("refresh").returncode == 0
    assert installation.assert_whole().version_id > before.version_id


def test_a_wrong_cell_of_the_pack_stops_the_refresh_with_its_place(
    installation: Installation, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEFAULT_POLICY_DIR, pack)
    rates = pack / "rates.csv"
    text = rates.read_text("utf-8")
    rates.write_text(text.replace("0.30", "thirty", 1), "utf-8")
    installation = replace(installation, policy=pack)
    before = installation.assert_whole()
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    done = installation.run("refresh")
    assert done.returncode == 3
    assert "rates.csv row 2 column target" in done.stderr
    assert installation.assert_whole() == before
    # Nothing was taken from the inbox: the pack is looked at first.
    assert [path.name for path in installation.settings.inbox.iterdir()] == ["咸安区_2020-07_全量.csv"]
    status = installation.run("status", "--json")
    assert status.returncode == 3
    assert json.loads(status.stdout)["last_refresh"]["trouble"]["code"] == "policy"


def test_unreadable_files_and_unknown_units_are_refused_and_hold_nobody_up(
    installation: Installation,
) -> None:
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    installation.drop("赤壁市_2020-07_全量.xlsx", b"PK\x03\x04 no workbook")
    installation.drop("无此县_2020-07_全量.csv", ledger("己"))
    installation.drop("空.csv", b"")
    done = installation.run("refresh", "--json")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["status"] == "published"
    outcomes = {receipt["file_name"]: receipt["outcome"] for receipt in said["receipts"]}
    assert outcomes.pop("咸安区_2020-07_全量.csv") != "rejected"
    assert set(outcomes.values()) == {"rejected"}
    assert len(outcomes) == 3
    installation.assert_whole()
    asked = installation.run(
        "sql", "SELECT count(*) AS n FROM marts.fct_submission WHERE outcome = 'rejected'", "--json"
    )
    assert json.loads(asked.stdout)["rows"] == [{"n": 3}]
    assert not any(installation.settings.inbox.iterdir())


def test_a_failing_test_of_the_warehouse_is_named_and_nothing_is_published(
    installation: Installation, tmp_path: Path
) -> None:
    """A checkout of its own, with one test more: that there are no submissions."""
    checkout = tmp_path / "checkout"
    root = Path(__file__).parents[2]
    for folder in ("ingestion", "orchestration", "dashboards", "dbt_project"):
        shutil.copytree(
            root / folder, checkout / folder, ignore=shutil.ignore_patterns("__pycache__", "target")
        )
    failing = checkout / "dbt_project" / "tests" / "singular" / "assert_there_are_no_submissions.sql"
    failing.write_text("select submission_id from {{ ref('fct_submission') }}\n", "utf-8")
    before = installation.assert_whole()
    done = replace(installation, checkout=checkout).run("refresh")
    assert done.returncode == 3
    assert "assert_there_are_no_submissions" in done.stderr
    assert "Traceback" not in done.stderr
    assert installation.assert_whole() == before
    status = installation.run("status", "--json")
    assert status.returncode == 3
    failed = json.loads(status.stdout)["failed_checks"]
    assert {"assert_there_are_no_submissions"} == {
        check["name"] for check in failed if check["severity"] == "error"
    }


def test_as_of_builds_beside_and_never_over_the_current_version(installation: Installation) -> None:
    before = installation.assert_whole()
    done = installation.run("refresh", "--as-of", "2020-08-01", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    folder = Path(said["folder"])
    assert folder.is_relative_to(installation.data / "asof")
    assert (folder / "warehouse.duckdb").is_file()
    assert said["version"]["as_of"].startswith("2020-08-01T15:59:59")
    assert said["version"]["tables"]["fct_submission"] == 0
    assert installation.assert_whole() == before
    assert current_version(installation.settings.published) == before


def test_all_derived_folders_may_go_and_the_same_content_comes_again(installation: Installation) -> None:
    before = installation.assert_whole()
    for folder in ("landing", "published", "builds", "dbt"):
        shutil.rmtree(installation.data / folder, ignore_errors=True)
    assert installation.run("refresh").returncode == 0
    after = installation.assert_whole()
    assert after.content_sha256 == before.content_sha256
    assert after.version_id != before.version_id


def test_a_run_that_dagster_starts_publishes_too_and_waits_for_its_turn(installation: Installation) -> None:
    before = installation.assert_whole()
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    home = dagster_home(installation.data)
    command = [
        sys.executable,
        "-m",
        "dagster",
        "job",
        "execute",
        "-m",
        "orchestration.definitions",
        "-j",
        "refresh",
    ]
    environment = installation.environment() | {"DAGSTER_HOME": str(home)}
    with refresh_lock(installation.data):
        run = subprocess.Popen(
            command, cwd=installation.checkout, env=environment, stderr=subprocess.PIPE, text=True
        )
        # Loading takes this long; what comes then must wait for the lock.
        time.sleep(20)
        assert run.poll() is None
        assert installation.assert_whole() == before
    _, said = run.communicate()
    assert run.returncode == 0, said
    assert installation.assert_whole().version_id > before.version_id
    status = json.loads(installation.run("status", "--json").stdout)
    assert status["last_refresh"]["status"] == "published"


def test_a_folder_without_the_right_to_write_is_told(installation: Installation) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    installation.drop("咸安区_2020-07_全量.csv", ledger("丁"))
    installation.settings.builds.chmod(0o500)
    done = installation.run("refresh")
    installation.settings.builds.chmod(0o700)
    assert done.returncode == 3
    assert "Not allowed to write" in done.stderr
