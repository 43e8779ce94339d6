"""When a refresh runs by the clock.

Belongs here: schedules. Does not belong here: runs that something else sets off (sensors), and the job.
"""

import os

import dagster as dg

from ingestion.settings import Settings
from orchestration.inputs import current_inputs, inbox_files
from orchestration.jobs import refresh_job
from orchestration.versions import current_version


@dg.schedule(
    job=refresh_job,
    name="nightly",
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每晚两点更新。Every night at two.",
)
def nightly(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Every night at two, where the city is; skipped when there is nothing new."""
    settings = Settings.from_env(os.environ)
    version = current_version(settings.published)
    if not inbox_files(settings) and version and version.inputs == current_inputs(settings):
        return dg.SkipReason(f"没有新内容 / nothing new since {version.version_id}")
    return dg.RunRequest()
