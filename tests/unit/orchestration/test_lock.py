import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.errors import SankuError
from orchestration.lock import is_locked, refresh_lock

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.lock import refresh_lock
with refresh_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_told_who_holds_it_and_since_when(tmp_path: Path) -> None:
    with refresh_lock(tmp_path):
        assert is_locked(tmp_path)
        with pytest.raises(SankuError) as refused, refresh_lock(tmp_path):
            pytest.fail("two hold the lock")
        assert refused.value.code == "busy"
        assert refused.value.values["pid"] == os.getpid()
        assert str(refused.value.values["since"]).startswith("20")
        assert str(os.getpid()) in refused.value.trouble("en").message
    assert not is_locked(tmp_path)


def test_it_is_free_again_afterwards_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), refresh_lock(tmp_path):
        raise ValueError("inside")
    with refresh_lock(tmp_path):
        pass


def test_it_ends_with_a_killed_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_locked(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with refresh_lock(tmp_path):
        pass


def test_asking_whether_it_is_locked_makes_no_data_folder(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "none")
    assert not (tmp_path / "none").exists()
