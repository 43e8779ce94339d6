"""The published warehouse: the finished build, sealed, moved to its place, made current.

Belongs here: the last step as Dagster sees it. Does not belong here: what a version holds (publish), folders
and the symlink (versions).
"""

import dagster as dg

from ingestion.durable import storing
from orchestration.publish import seal
from orchestration.resources import RefreshSession
from orchestration.versions import make_current, prune, put_in_place


def published(warehouse: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset, after every model of the warehouse."""

    @dg.asset(
        name="published",
        group_name="publishing",
        kinds={"duckdb", "parquet"},
        deps=list(warehouse.keys),
        description="已发布版本：不可变的文件夹，current 指向最新。"
        "The published version: an immutable folder that current points to.",
    )
    def published(session: dg.ResourceParam[RefreshSession]) -> dg.MaterializeResult[None]:
        if session.inputs is None:
            raise ValueError("the landing has not run in this session")
        session.progress("publishing", 0, 0)
        target = session.target_folder
        with storing("新版本", "the new version", where=target):
            version = seal(session.warehouse, inputs=session.inputs)
            put_in_place(session.build_folder, target)
            session.published_folder = target
            if session.as_of is None:
                make_current(target)
                prune(session.settings.published, keep=session.versions_kept)
        session.published = version
        return dg.MaterializeResult(
            metadata={
                "version_id": version.version_id,
                "content_sha256": version.content_sha256,
                "folder": dg.MetadataValue.path(str(target)),
            }
        )

    return published
