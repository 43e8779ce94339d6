"""All Dagster definitions put together.

Belongs here: one function that says what there is. Does not belong here: any of it.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.assets import all_assets
from orchestration.checks import all_checks
from orchestration.jobs import refresh_job
from orchestration.resources import session_of_environment
from orchestration.schedules import nightly
from orchestration.sensors import inbox_sensor


def build_defs(*, resource_overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The definitions, with other resources where a caller brings its own."""
    return dg.Definitions(
        assets=all_assets(),
        asset_checks=all_checks(),
        jobs=[refresh_job],
        schedules=[nightly],
        sensors=[inbox_sensor],
        resources={"session": session_of_environment, **(resource_overrides or {})},
        executor=dg.in_process_executor,
    )
