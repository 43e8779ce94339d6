"""Readers while versions are published, and publishers that are killed: small builds, the real folders and links."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.versions import current_version, sweep

ROOT = Path(__file__).parents[3]

PUBLISHER = """
import sys, time, duckdb
from pathlib import Path
from orchestration.inputs import Inputs
from orchestration.publish import seal
from orchestration.versions import make_current, prune, put_in_place, sweep
data, pause = Path(sys.argv[1]), float(sys.argv[2])
sweep(published=data / "published", builds=data / "builds")
while True:
    version_id = f"{time.time_ns()}"
    build = data / "builds" / version_id
    build.mkdir(parents=True)
    with duckdb.connect(str(build / "warehouse.duckdb")) as connection:
        connection.execute("CREATE SCHEMA marts")
        for table in ("a", "b"):
            connection.execute(f"CREATE TABLE marts.{table} AS SELECT ? AS version_id FROM range(5000)", [version_id])
        connection.execute(
            "CREATE TABLE marts.meta_version AS SELECT ? AS version_id, now() AS built_at, NULL::TIMESTAMPTZ AS as_of,"
            " 'p' AS policy_pack, 'p' AS policy_sha256, 's' AS submission_set_sha256, 'c' AS code_version,"
            " NULL::VARCHAR AS content_sha256",
            [version_id],
        )
    seal(build / "warehouse.duckdb", inputs=Inputs(deliveries_sha256="", policy_files_sha256="", code_version=""))
    target = data / "published" / version_id
    put_in_place(build, target)
    make_current(target)
    prune(data / "published", keep=5)
    print(version_id, flush=True)
    time.sleep(pause)
"""

READER = """
import sys, time, duckdb
from pathlib import Path
current, seconds = Path(sys.argv[1]) / "published" / "current", float(sys.argv[2])
seen, mixed, errors, end = set(), 0, [], time.monotonic() + seconds
while time.monotonic() < end:
    try:
        folder = current.resolve()
        with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
            (one,) = connection.execute("SELECT DISTINCT version_id FROM marts.a").fetchall()
            (other,) = connection.execute("SELECT DISTINCT version_id FROM marts.b").fetchall()
            (stated,) = connection.execute("SELECT version_id FROM marts.meta_version").fetchall()
        mixed += len({one[0], other[0], stated[0], folder.name}) != 1
        seen.add(folder.name)
    except Exception as error:
        errors.append(repr(error))
print(len(seen), mixed, len(errors), *errors[:3])
"""


def start(program: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def assert_whole(data: Path) -> str:
    """What is current opens, and is the version it says."""
    version = current_version(data / "published")
    assert version is not None
    reader = start(READER, data, 0.05)
    said, _ = reader.communicate()
    assert said.split()[1:3] == ["0", "0"], said
    return version.version_id


def test_three_readers_during_many_publications_see_no_error_and_no_mixture(tmp_path: Path) -> None:
    publisher = start(PUBLISHER, tmp_path, 0.2)
    assert publisher.stdout is not None
    try:
        publisher.stdout.readline()
        readers = [start(READER, tmp_path, 4) for _ in range(3)]
        answers = [reader.communicate()[0].split() for reader in readers]
    finally:
        publisher.kill()
        publisher.communicate()
    for seen, mixed, errors, *examples in answers:
        assert (mixed, errors) == ("0", "0"), examples
        assert int(seen) > 1


def test_the_version_stands_after_each_of_ten_kills_of_a_publisher(tmp_path: Path) -> None:
    chance = random.Random(7)
    last = ""
    for _ in range(10):
        publisher = start(PUBLISHER, tmp_path, 0)
        assert publisher.stdout is not None
        publisher.stdout.readline()
        time.sleep(chance.random() / 4)
        publisher.send_signal(signal.SIGKILL)
        publisher.communicate()
        version_id = assert_whole(tmp_path)
        assert version_id > last
        last = version_id
    sweep(published=tmp_path / "published", builds=tmp_path / "builds")
    assert not any((tmp_path / "builds").iterdir())
    assert assert_whole(tmp_path) == last
    # The five that are kept, one more where a kill came before pruning, and the link.
    assert len(list((tmp_path / "published").iterdir())) <= 7


@pytest.mark.parametrize("missing", ["published", "builds"])
def test_sweeping_an_installation_that_is_not_there_yet_does_nothing(tmp_path: Path, missing: str) -> None:
    sweep(published=tmp_path / "published", builds=tmp_path / "builds")
    assert not (tmp_path / missing).exists()
