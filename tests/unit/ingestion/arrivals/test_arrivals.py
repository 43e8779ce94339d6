import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.arrivals import ArrivalError, find_arrivals, inbox_arrivals, stamp, take_out

AUGUST = "2020-08-05T17:30:00+08:00"


def put(path: Path, content: str = "x", *, age_s: float = 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


def manifest(folder: Path, *lines: str, header: str = "file,received_at") -> Path:
    path = folder / "manifest.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    return path


def problems(*paths: Path, received_at: datetime | None = None, manifest: Path | None = None) -> list[str]:
    with pytest.raises(ArrivalError) as caught:
        find_arrivals(paths, received_at=received_at, manifest=manifest)
    return [problem.message for problem in caught.value.problems]


def test_a_folder_is_walked_and_says_what_it_passes_over(tmp_path: Path) -> None:
    for name in (
        "b.xlsx",
        "a.csv",
        "sub/c.json",
        "~$b.xlsx",
        ".hidden.csv",
        ".git/x.csv",
        "d.csv.part",
        "Thumbs.db",
    ):
        put(tmp_path / name)
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    arrivals, passed_over = find_arrivals([tmp_path])
    assert [str(arrival.path.relative_to(tmp_path)) for arrival in arrivals] == [
        "a.csv",
        "b.xlsx",
        "sub/c.json",
    ]
    assert {str(other.path.relative_to(tmp_path)): other.reason for other in passed_over} == {
        ".git/x.csv": "hidden",
        ".hidden.csv": "hidden",
        "Thumbs.db": "hidden",
        "d.csv.part": "temporary",
        "gone.csv": "not_a_file",
        "~$b.xlsx": "temporary",
    }


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    path = put(tmp_path / ".odd.csv")
    assert [arrival.path for arrival in find_arrivals([path])[0]] == [path]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    path = manifest(
        tmp_path,
        f"missing.csv,{AUGUST}",
        "a.csv,yesterday",
        "a.csv,2020-08-05T17:30:00",
        "a.csv,2999-01-01T00:00Z",
    )
    told = problems(tmp_path / "nowhere.csv", manifest=path)
    assert [text.split("：")[0].split("“")[0] for text in told[:2]] == ["文件不存在", "文件不存在"]
    assert "不是 ISO 8601 格式" in told[2]
    assert "没有时区" in told[3]
    assert "晚于现在" in told[4]


def test_a_manifest_gives_the_times_relative_to_itself(tmp_path: Path) -> None:
    put(tmp_path / "past" / "a.csv")
    put(tmp_path / "b.csv")
    path = manifest(tmp_path, f"past/a.csv,{AUGUST}", "", "b.csv,2020-09-01T00:00:00Z")
    arrivals, _ = find_arrivals([], manifest=path)
    assert [(arrival.path.name, arrival.received_at) for arrival in arrivals] == [
        ("a.csv", datetime(2020, 8, 5, 9, 30, tzinfo=UTC)),
        ("b.csv", datetime(2020, 9, 1, tzinfo=UTC)),
    ]
    only, _ = find_arrivals([tmp_path / "past"], manifest=path)
    assert [arrival.path.name for arrival in only] == ["a.csv"]


def test_a_file_that_the_manifest_does_not_list_is_not_taken_as_of_now(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    put(tmp_path / "b.csv")
    assert problems(tmp_path, manifest=manifest(tmp_path, f"a.csv,{AUGUST}")) == ["清单中没有这个文件"]


def test_a_manifest_with_other_headings_is_refused(tmp_path: Path) -> None:
    assert "表头" in problems(manifest=manifest(tmp_path, header="path,time"))[0]


def test_a_time_in_the_future_or_without_zone_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    assert "晚于现在" in problems(path, received_at=datetime.now(UTC) + timedelta(days=1))[0]
    assert "没有时区" in problems(path, received_at=datetime.now(UTC).replace(tzinfo=None))[0]


def test_the_inbox_gives_files_at_their_modification_time_never_in_the_future(tmp_path: Path) -> None:
    put(tmp_path / "new.csv", age_s=10)
    put(tmp_path / "old.csv", age_s=100)
    put(tmp_path / "ahead.csv", age_s=-1000)
    arrivals, _ = inbox_arrivals(tmp_path)
    assert [arrival.path.name for arrival in arrivals] == ["old.csv", "new.csv", "ahead.csv"]
    received = arrivals[-1].received_at
    assert received is not None
    assert received <= datetime.now(UTC)


def test_a_file_that_is_still_being_written_waits(tmp_path: Path) -> None:
    growing = put(tmp_path / "growing.csv", age_s=0)
    put(tmp_path / "just_copied.csv", age_s=0)
    writer = threading.Timer(0.5, lambda: growing.write_text("more"))
    writer.start()
    arrivals, passed_over = inbox_arrivals(tmp_path)
    writer.join()
    assert [arrival.path.name for arrival in arrivals] == ["just_copied.csv"]
    assert [(other.path.name, other.reason) for other in passed_over] == [("growing.csv", "still_written")]


def test_no_inbox_is_an_empty_one(tmp_path: Path) -> None:
    assert inbox_arrivals(tmp_path / "inbox") == ([], [])


def test_a_file_taken_out_is_gone(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    assert take_out(path, unless_changed_since=stamp(path))
    assert list(tmp_path.iterdir()) == []
    assert not take_out(path, unless_changed_since=None)


def test_a_file_written_to_meanwhile_stays(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    before = stamp(path)
    put(path, "more than before")
    assert not take_out(path, unless_changed_since=before)
    assert path.read_text() == "more than before"


def test_what_a_crash_left_half_taken_out_arrives_again(tmp_path: Path) -> None:
    put(tmp_path / ".嘉鱼县_2020-07_全量.csv.taken")
    put(tmp_path / ".b.csv.taken", "old")
    put(tmp_path / "b.csv", "new")
    arrivals, _ = inbox_arrivals(tmp_path)
    assert sorted(arrival.path.name for arrival in arrivals) == ["b.csv", "b.csv", "嘉鱼县_2020-07_全量.csv"]
