import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from ingestion.archive import Archive, Delivery
from ingestion.settings import Settings
from orchestration.inputs import code_version, current_inputs, deliveries_sha256, files_sha256, inbox_files


def delivery(sha256: str = "a", *, minute: int = 0, recorded: int = 0) -> Delivery:
    return Delivery(
        sha256=sha256,
        file_name=f"{sha256}.xlsx",
        received_at=datetime(2020, 8, 5, 9, minute, tzinfo=UTC),
        recorded_at=datetime(2020, 8, 5, 10, recorded, tzinfo=UTC),
    )


def test_deliveries_hash_by_what_arrived_when_not_by_order_nor_when_it_was_noted() -> None:
    one = deliveries_sha256([delivery("a"), delivery("b", minute=1)])
    assert one == deliveries_sha256([delivery("b", minute=1, recorded=7), delivery("a", recorded=3)])
    assert one == deliveries_sha256([delivery("a"), delivery("a", recorded=9), delivery("b", minute=1)])
    assert one != deliveries_sha256([delivery("a", minute=2), delivery("b", minute=1)])


def test_a_folder_hashes_by_names_and_bytes_not_by_its_place_nor_by_times(tmp_path: Path) -> None:
    for place in ("one", "other"):
        (tmp_path / place / "texts").mkdir(parents=True)
        (tmp_path / place / "rates.csv").write_text("a")
        (tmp_path / place / "texts" / "x.md").write_text("b")
        (tmp_path / place / "~$rates.csv").write_text(place)
        (tmp_path / place / ".DS_Store").write_text(place)
    os.utime(tmp_path / "one" / "rates.csv", (0, 0))
    before = files_sha256([tmp_path / "one"])
    assert before == files_sha256([tmp_path / "other"])
    (tmp_path / "one" / "texts" / "x.md").write_text("c")
    assert before != files_sha256([tmp_path / "one"])


def test_code_has_a_version_that_what_dbt_writes_does_not_change() -> None:
    before = code_version()
    assert len(before) == 12
    assert before == code_version()


def test_inputs_follow_the_archive_and_the_pack(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    settings = Settings(data_dir=tmp_path / "data", policy_dir=pack)
    before = current_inputs(settings)
    assert before == current_inputs(settings)
    Archive(settings.archive).record_delivery(
        sha256="a", file_name="a.xlsx", received_at=datetime(2020, 8, 5, tzinfo=UTC)
    )
    after = current_inputs(settings)
    assert after.deliveries_sha256 != before.deliveries_sha256
    (pack / "rates.csv").write_text("x")
    assert current_inputs(settings).policy_files_sha256 != after.policy_files_sha256
    settings.decisions.parent.mkdir(parents=True)
    settings.decisions.write_text("x")
    assert after.decisions_sha256 == ""
    assert current_inputs(settings).decisions_sha256 == hashlib.sha256(b"x").hexdigest()


def test_the_inbox_is_walked_and_what_is_no_submission_left_aside(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert inbox_files(settings) == []
    (settings.inbox / "2020").mkdir(parents=True)
    for name in ("b.xlsx", "2020/a.csv", ".hidden", "~$b.xlsx"):
        (settings.inbox / name).touch()
    assert [path.name for path in inbox_files(settings)] == ["a.csv", "b.xlsx"]
