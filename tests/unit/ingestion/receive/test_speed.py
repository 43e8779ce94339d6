import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.receive import measure
from ingestion.sample import write_city

SANKU = Path(sys.executable).with_name("sanku")
FIRST_FINDINGS_S, ALL_FINDINGS_S = 3, 20


@pytest.mark.scale
def test_a_hundred_thousand_rows_take_four_bare_reads_and_a_fifth_of_plain_pandas(tmp_path: Path) -> None:
    found = measure(tmp_path, with_plain=True)
    assert found.receipt.outcome == "accepted_with_findings"
    assert (found.receipt.row_count, found.receipt.rejected_row_count) == (100_001, 1_000)
    assert found.times_bare <= 4, found
    assert found.times_faster is not None
    assert found.times_faster >= 5, found


@pytest.mark.scale
def test_a_clerk_waits_three_seconds_for_the_first_findings_and_twenty_for_all(tmp_path: Path) -> None:
    """A county's workbook, checked by the command as a process: the middle one of three runs."""
    write_city(tmp_path / "city", projects=1_200)
    path = max((tmp_path / "city").rglob("*2020-12_全量*.xlsx"), key=lambda path: path.stat().st_size)
    waits = [_waits(path, data=tmp_path / "data") for _ in range(3)]
    assert statistics.median(first for first, _ in waits) < FIRST_FINDINGS_S, waits
    assert statistics.median(all_of_it for _, all_of_it in waits) < ALL_FINDINGS_S, waits


def _waits(path: Path, *, data: Path) -> tuple[float, float]:
    """Seconds until the first line of the answer, and until its end."""
    started = time.perf_counter()
    with subprocess.Popen(
        [SANKU, "check", path],
        env={"SANKU_DATA": str(data), "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        first = time.perf_counter() - started
        assert process.stdout.read()
    return first, time.perf_counter() - started
