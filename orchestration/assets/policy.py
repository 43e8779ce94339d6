"""The policy pack: checked whole before anything else, archived, and loaded as tables.

Belongs here: the pack's way into the build. Does not belong here: what a pack may hold (ingestion.policy).
"""

from collections.abc import Iterator

import dagster as dg

from ingestion.archive import Archive
from ingestion.decisions import with_decisions
from ingestion.policy.model import TABLES
from orchestration.load import load_policy
from orchestration.resources import RefreshSession


@dg.asset(
    group_name="policy",
    kinds={"python", "csv"},
    description="政策包：整包检查并归档。The policy pack, checked whole and archived.",
)
def policy_pack(session: dg.ResourceParam[RefreshSession]) -> dg.MaterializeResult[None]:
    """First of all: a wrong pack stops the refresh before it has touched anything."""
    session.begin()
    policy = session.policy
    if session.as_of is None:
        Archive(session.settings.archive).store_policy(policy)
    return dg.MaterializeResult(metadata={"name": policy.name, "sha256": policy.sha256})


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["policy", table],
            deps=["policy_pack", ["raw", "run_context"]],
            group_name="policy",
            kinds={"duckdb"},
        )
        for table in TABLES
    ],
    name="policy_tables",
)
def policy_tables(session: dg.ResourceParam[RefreshSession]) -> Iterator[dg.MaterializeResult[None]]:
    """A table for each file of the pack; what people decided about names joins its aliases."""
    policy = with_decisions(session.policy, session.decisions)
    for table, count in load_policy(session.warehouse, policy).items():
        yield dg.MaterializeResult(asset_key=["policy", table], metadata={"rows": count})
