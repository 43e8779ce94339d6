"""The landing: every delivery of the archive as typed rows and findings.

Belongs here: the step from the archive to landed submissions, and the list of those a build is made from.
Does not belong here: reading files (ingestion), loading rows (raw).
"""

import dagster as dg

from ingestion.archive import Archive
from ingestion.receive import land_deliveries
from orchestration.identity import keep_decisions
from orchestration.inputs import Inputs, code_version, deliveries_sha256, files_sha256
from orchestration.load import first_deliveries
from orchestration.progress import of_stage
from orchestration.resources import RefreshSession


@dg.asset(
    group_name="receiving",
    deps=["inbox"],
    kinds={"python", "parquet"},
    description="落地：每份报送的类型化数据与问题。Typed rows and findings of every submission.",
)
def landing(session: dg.ResourceParam[RefreshSession]) -> dg.MaterializeResult[None]:
    """Lands what is not landed yet; the landing is a cache."""
    deliveries = Archive(session.settings.archive).deliveries(session.as_of)
    kept_sha256, session.decisions = keep_decisions(session.settings, as_of=session.as_of)
    session.inputs = Inputs(
        deliveries_sha256=deliveries_sha256(deliveries),
        policy_files_sha256=files_sha256([session.settings.policy_dir]),
        code_version=code_version(),
        decisions_sha256=kept_sha256,
    )
    landed = land_deliveries(
        deliveries,
        settings=session.settings,
        policy=session.policy,
        progress=of_stage(session.progress, "landing"),
    )
    session.submissions = first_deliveries(landed)
    return dg.MaterializeResult(
        metadata={"deliveries": len(deliveries), "submissions": len(session.submissions)}
    )
