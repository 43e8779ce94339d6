"""The one job: everything from the inbox to the published version, in one process and in order.

Belongs here: jobs. Does not belong here: when they run (schedules, sensors). A part of the job makes no sense
on its own: every run builds a fresh file, whole.
"""

import dagster as dg

# Every asset and every check, in one process: a build file has one writer.
refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="从收件箱到已发布版本。From the inbox to the published version.",
)
