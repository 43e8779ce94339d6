"""What sets a refresh off: a file in the inbox.

Belongs here: sensors. Does not belong here: runs by the clock (schedules), and receiving.
"""

import hashlib
import os
import time

import dagster as dg

from ingestion.settings import Settings
from orchestration.inputs import inbox_files
from orchestration.jobs import refresh_job

_INTERVAL_S = 30
# A file that changed just now may still be on its way: people copy over slow networks.
_SETTLED_S = 10.0


@dg.sensor(
    job=refresh_job,
    name="inbox",
    minimum_interval_seconds=_INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="收件箱有新文件时更新。A refresh when files lie in the inbox.",
)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A run for each new state of the inbox; the cursor remembers the last one."""
    settings = Settings.from_env(os.environ)
    states = [(path, path.stat()) for path in inbox_files(settings)]
    if not states:
        return dg.SkipReason("收件箱是空的 / the inbox is empty")
    if max(state.st_mtime for _path, state in states) > time.time() - _SETTLED_S:
        return dg.SkipReason("文件还在写入 / files are still being written")
    lines = [f"{path}\t{state.st_size}\t{state.st_mtime_ns}" for path, state in states]
    cursor = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    if cursor == context.cursor:
        return dg.SkipReason("这些文件已经处理过 / these files have set off a run already")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=cursor)], cursor=cursor)
