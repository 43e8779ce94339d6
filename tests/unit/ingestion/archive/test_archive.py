"""The archive under concurrency, crashes and full disks."""

import errno
import json
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.archive import Archive, ArchiveError
from ingestion.durable import StorageError, new_folder, sweep

NOON = datetime(2020, 7, 6, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Pack:
    name: str
    directory: Path
    sha256: str


def make_file(folder: Path, content: bytes = b"a,b\n1,2\n") -> Path:
    path = folder / "ledger.csv"
    path.write_bytes(content)
    return path


def receive_ten_times(root: Path, path: Path) -> None:
    archive = Archive(root)
    for _ in range(10):
        archive.record_delivery(sha256=archive.store(path), file_name=path.name, received_at=NOON)


def record_for_ever(root: Path) -> None:
    archive = Archive(root)
    while True:
        archive.record_delivery(sha256="0" * 64, file_name="嘉鱼县" * 200, received_at=NOON)


def test_the_same_file_at_once_from_four_processes_is_stored_once_and_recorded_forty_times(
    tmp_path: Path,
) -> None:
    path = make_file(tmp_path)
    root = tmp_path / "archive"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=receive_ten_times, args=(root, path)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert [file.read_bytes() for file in (root / "objects").rglob("*") if file.is_file()] == [
        path.read_bytes()
    ]
    deliveries = Archive(root).deliveries()
    assert len(deliveries) == 40
    assert {delivery.sha256 for delivery in deliveries} == {Archive(root).store(path)}
    assert list((root / "tmp").iterdir()) == []


def test_a_kept_object_is_read_only_and_has_the_same_bytes(tmp_path: Path) -> None:
    path = make_file(tmp_path)
    archive = Archive(tmp_path / "archive")
    kept = archive.object_path(archive.store(path))
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o444
    assert kept.name.startswith(kept.parent.name)


def test_a_process_killed_while_it_records_leaves_a_readable_record(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    worker = multiprocessing.get_context("fork").Process(target=record_for_ever, args=(root,))
    worker.start()
    while not (root / "deliveries.jsonl").exists() or (root / "deliveries.jsonl").stat().st_size < 5_000:
        time.sleep(0.01)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    before = len(Archive(root).deliveries())
    Archive(root).record_delivery(sha256="1" * 64, file_name="next", received_at=NOON)
    assert len(Archive(root).deliveries()) == before + 1


def test_a_torn_last_line_is_passed_over_and_goes_with_the_next_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.record_delivery(sha256="1" * 64, file_name="first", received_at=NOON)
    with (tmp_path / "deliveries.jsonl").open("ab") as file:
        file.write('{"sha256": "22", "file_name": "嘉'.encode()[:-1])
    assert [delivery.file_name for delivery in archive.deliveries()] == ["first"]
    archive.record_delivery(sha256="3" * 64, file_name="third", received_at=NOON + timedelta(hours=1))
    assert [delivery.file_name for delivery in archive.deliveries()] == ["first", "third"]
    assert len((tmp_path / "deliveries.jsonl").read_text().splitlines()) == 2


def test_a_record_that_is_nothing_but_a_torn_line_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "deliveries.jsonl").write_bytes(b'{"sha')
    archive = Archive(tmp_path)
    assert archive.deliveries() == []
    archive.record_delivery(sha256="1" * 64, file_name="first", received_at=NOON)
    assert len(archive.deliveries()) == 1


def test_a_damaged_line_in_the_middle_is_named_not_skipped(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.record_delivery(sha256="1" * 64, file_name="first", received_at=NOON)
    journal = tmp_path / "deliveries.jsonl"
    journal.write_bytes(b"\x00\x00\n" + journal.read_bytes())
    with pytest.raises(ArchiveError, match="line 1"):
        archive.deliveries()


def test_deliveries_are_read_as_of_a_time_in_order_of_receipt(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for hours in (3, 1, 2):
        archive.record_delivery(
            sha256="1" * 64, file_name=f"{hours}", received_at=NOON + timedelta(hours=hours)
        )
    assert [delivery.file_name for delivery in archive.deliveries()] == ["1", "2", "3"]
    assert [delivery.file_name for delivery in archive.deliveries(NOON + timedelta(hours=2))] == ["1", "2"]


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        Archive(tmp_path).record_delivery(
            sha256="1" * 64, file_name="x", received_at=NOON.replace(tzinfo=None)
        )


def test_a_name_that_is_no_text_is_recorded_readably(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.record_delivery(sha256="1" * 64, file_name=os.fsdecode(b"\xbc\xce.csv"), received_at=NOON)
    assert archive.deliveries()[0].file_name.endswith(".csv")
    json.loads((tmp_path / "deliveries.jsonl").read_text(encoding="utf-8"))


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path / "archive")
    path = make_file(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive.record_delivery(sha256="1" * 64, file_name="first", received_at=NOON)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        archive.store(path)
    with pytest.raises(StorageError, match="disk is full"):
        archive.record_delivery(sha256="1" * 64, file_name="second", received_at=NOON)
    monkeypatch.undo()
    assert not [file for file in (tmp_path / "archive" / "objects").rglob("*") if file.is_file()]
    assert list((tmp_path / "archive" / "tmp").iterdir()) == []
    assert [delivery.file_name for delivery in archive.deliveries()] == ["first"]


def test_packs_are_kept_with_the_time_they_came_into_use(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    packs = []
    for name in ("one", "two"):
        (tmp_path / name / "texts").mkdir(parents=True)
        (tmp_path / name / "settings.csv").write_text(name)
        (tmp_path / name / "texts" / "zh.txt").write_text(name)
        (tmp_path / name / ".DS_Store").write_text("")
        packs.append(Pack(name=name, directory=tmp_path / name, sha256=name * 8))
    before = datetime.now(UTC)
    for pack in (packs[0], packs[0], packs[1], packs[0]):
        archive.store_policy(pack)
    uses = archive.policy_uses()
    assert [use.name for use in uses] == ["one", "two", "one"]
    assert archive.policy_dir_as_of(before) is None
    assert archive.policy_dir_as_of(uses[1].first_used_at) == archive.policy_dir("two" * 8)
    kept = archive.policy_dir_as_of(datetime.now(UTC))
    assert kept is not None
    assert kept.name == "one"
    assert sorted(str(path.relative_to(kept)) for path in kept.rglob("*")) == [
        "settings.csv",
        "texts",
        "texts/zh.txt",
    ]
    with pytest.raises(ArchiveError):
        archive.policy_dir("none")


def test_a_folder_made_twice_stays_the_first(tmp_path: Path) -> None:
    target = tmp_path / "made" / "x"
    for content in ("first", "second"):
        with new_folder(target, temporary=tmp_path / "tmp") as folder:
            (folder / "file").write_text(content)
    assert (target / "file").read_text() == "first"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_fails_is_never_seen(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_folder(tmp_path / "x", temporary=tmp_path / "tmp"):
        raise RuntimeError
    assert not (tmp_path / "x").exists()


def test_sweeping_takes_only_what_is_old(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "file").write_text("")
    os.utime(tmp_path / "old", (0, 0))
    (tmp_path / "new").write_text("")
    sweep(tmp_path, older_than_s=60)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
