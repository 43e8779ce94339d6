"""The assets from the inbox to the published warehouse, in the order of the data.

Belongs here: one module for each stage; an asset calls a function of ours and tells Dagster what came of it.
Does not belong here: what those functions do, checks, jobs.
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.assets.inbox import inbox
from orchestration.assets.landing import landing
from orchestration.assets.policy import policy_pack, policy_tables
from orchestration.assets.published import published
from orchestration.assets.raw import raw_tables
from orchestration.assets.warehouse import warehouse_assets


def all_assets() -> Sequence[dg.AssetsDefinition]:
    """Every asset; parses the dbt project when it has changed."""
    warehouse = warehouse_assets()
    return [policy_pack, inbox, landing, raw_tables, policy_tables, warehouse, published(warehouse)]
