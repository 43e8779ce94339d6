"""Dagster's own web server and daemon, which run the schedule and the sensor.

Belongs here: their home in the data folder, their settings, the command that starts them. Does not belong here:
what they run (definitions), and `sanku refresh`, which needs neither.
"""

import sys
from pathlib import Path

from ingestion.durable import write_atomic

NO_TELEMETRY = {"telemetry": {"enabled": False}}
# One run at a time: the lock on the data folder says so too, but a run that waits for it is a process more.
_CONFIG = """\
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
retention:
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: 90
"""


def dagster_home(data_dir: Path) -> Path:
    """Where Dagster keeps its history, with the project's own settings in it."""
    home = data_dir / "dagster"
    write_atomic(home / "dagster.yaml", _CONFIG.encode())
    return home


def daemon_command(*, address: str, port: int) -> list[str]:
    """Both of them, until they are stopped."""
    program = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions"]
    return [*program, "--host", address, "--port", str(port)]
