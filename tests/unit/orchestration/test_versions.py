from pathlib import Path

import pytest

from orchestration.inputs import Inputs
from orchestration.versions import (
    CURRENT,
    VERSION_FILE,
    WAREHOUSE_FILE,
    Version,
    current_folder,
    current_version,
    make_current,
    prune,
    put_in_place,
    sweep,
)

INPUTS = Inputs(deliveries_sha256="d", policy_files_sha256="p", code_version="c")


def version(version_id: str) -> Version:
    return Version(
        version_id=version_id,
        built_at="2026-01-01T00:00:00+00:00",
        as_of=None,
        policy_pack="pack",
        policy_sha256="p",
        submission_set_sha256="s",
        code_version="c",
        content_sha256="x",
        inputs=INPUTS,
        tables={"dim_locality": 12},
    )


def publish(data: Path, version_id: str) -> Path:
    build = data / "builds" / version_id
    build.mkdir(parents=True)
    (build / WAREHOUSE_FILE).write_text(version_id)
    version(version_id).write(build)
    target = data / "published" / version_id
    put_in_place(build, target)
    make_current(target)
    return target


def test_nothing_is_current_before_the_first_version(tmp_path: Path) -> None:
    assert current_folder(tmp_path) is None
    assert current_version(tmp_path) is None


def test_a_published_version_is_current_and_reads_back_as_it_was_written(tmp_path: Path) -> None:
    target = publish(tmp_path, "1")
    assert current_folder(tmp_path / "published") == target
    assert current_version(tmp_path / "published") == version("1")
    assert not any((tmp_path / "builds").iterdir())


def test_current_is_a_relative_link_so_that_the_data_folder_may_move(tmp_path: Path) -> None:
    publish(tmp_path / "a", "1")
    (tmp_path / "a").rename(tmp_path / "b")
    assert current_version(tmp_path / "b" / "published") == version("1")


def test_a_reader_that_resolved_the_link_keeps_its_version_through_a_flip(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    held = (tmp_path / "published" / CURRENT).resolve()
    publish(tmp_path, "2")
    assert (held / WAREHOUSE_FILE).read_text() == "1"
    assert (tmp_path / "published" / CURRENT / WAREHOUSE_FILE).read_text() == "2"


def test_a_version_of_another_release_counts_as_none(tmp_path: Path) -> None:
    target = publish(tmp_path, "1")
    (target / VERSION_FILE).write_text('{"version_id": "1"}')
    assert current_version(tmp_path / "published") is None


@pytest.mark.parametrize(
    ("keep", "left"), [(2, ["2", "3"]), (1, ["3"]), (9, ["0", "1", "2", "3"])], ids=["two", "one", "all"]
)
def test_pruning_keeps_the_newest(tmp_path: Path, keep: int, left: list[str]) -> None:
    for number in range(4):
        publish(tmp_path, str(number))
    gone = prune(tmp_path / "published", keep=keep)
    assert sorted(path.name for path in (tmp_path / "published").iterdir()) == [*left, CURRENT]
    assert sorted(gone + left) == ["0", "1", "2", "3"]


def test_pruning_never_removes_the_current_version_though_it_is_old(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for number in range(3):
        publish(tmp_path, str(number))
    make_current(published / "0")
    prune(published, keep=1)
    assert sorted(path.name for path in published.iterdir()) == ["0", "2", CURRENT]


def test_sweeping_removes_what_a_crash_left_and_nothing_else(tmp_path: Path) -> None:
    published, builds = tmp_path / "published", tmp_path / "builds"
    publish(tmp_path, "1")
    publish(tmp_path, "2")
    (builds / "half" / "marts").mkdir(parents=True)
    (builds / "half" / WAREHOUSE_FILE).touch()
    (published / ".current-abc").symlink_to("1")
    (published / "half_removed").mkdir()
    (published / "half_removed" / WAREHOUSE_FILE).touch()
    sweep(published=published, builds=builds)
    assert not any(builds.iterdir())
    assert sorted(path.name for path in published.iterdir()) == ["1", "2", CURRENT]
    assert current_version(published) == version("2")


def test_sweeping_never_removes_what_current_points_to(tmp_path: Path) -> None:
    target = publish(tmp_path, "1")
    (target / VERSION_FILE).unlink()
    sweep(published=tmp_path / "published", builds=tmp_path / "builds")
    assert (target / WAREHOUSE_FILE).exists()
