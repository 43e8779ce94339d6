"""The inbox: files that people dropped are taken in, archived and recorded.

Belongs here: the step from the inbox to the archive. Does not belong here: what is in the files (landing).
"""

import dagster as dg

from ingestion.receive import receive_inbox
from orchestration.progress import of_stage
from orchestration.resources import RefreshSession


@dg.asset(
    group_name="receiving",
    deps=["policy_pack"],
    kinds={"python"},
    description="收件箱：收取、归档、登记。Files that lie in the inbox are received, archived and recorded.",
)
def inbox(session: dg.ResourceParam[RefreshSession]) -> dg.MaterializeResult[None]:
    """A build as of an earlier time takes nothing new in."""
    if session.as_of is None:
        session.receipts += receive_inbox(
            session.settings, session.policy, of_stage(session.progress, "inbox")
        )
    outcomes = [receipt.outcome for receipt in session.receipts]
    return dg.MaterializeResult(
        metadata={outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
        | {"files": len(outcomes)}
    )
