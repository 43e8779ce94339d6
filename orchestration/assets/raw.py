"""The schema `raw` of a fresh build file.

Belongs here: the step from landed submissions to tables, as Dagster sees it. Does not belong here: how (load).
"""

from collections.abc import Iterator

import dagster as dg

from ingestion.durable import make_folder, storing
from orchestration.identity import proposals
from orchestration.inputs import code_version
from orchestration.load import RAW_SCHEMAS, RunContext, load, submission_set_sha256
from orchestration.resources import RefreshSession


@dg.multi_asset(
    specs=[
        dg.AssetSpec(["raw", table], deps=["landing"], group_name="raw", kinds={"duckdb"})
        for table in RAW_SCHEMAS
    ],
    name="raw_tables",
)
def raw_tables(session: dg.ResourceParam[RefreshSession]) -> Iterator[dg.MaterializeResult[None]]:
    """Every table exists, also an empty one."""
    context = RunContext(
        version_id=session.version_id,
        built_at=session.started_at,
        as_of=session.as_of,
        policy_pack=session.policy.name,
        policy_sha256=session.policy.sha256,
        submission_set_sha256=submission_set_sha256(session.submissions),
        code_version=code_version(),
    )
    session.progress("loading", 0, 0)
    with storing("构建文件", "the build file", where=session.warehouse):
        make_folder(session.build_folder)
    counts = load(
        session.warehouse,
        session.submissions,
        timezone=session.policy.settings.timezone,
        context=context,
        similar=proposals(session.submissions, policy=session.policy, decisions=session.decisions),
    )
    for table, count in counts.items():
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"rows": count})
