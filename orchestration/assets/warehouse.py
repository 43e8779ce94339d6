"""The warehouse: every dbt model and test, built in the build file.

Belongs here: how dbt's results become Dagster's events. Does not belong here: running dbt (dbt), any formula.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.dbt import NodeResult, build, manifest_path, raise_failures
from orchestration.inputs import code_version
from orchestration.journal import CheckOutcome
from orchestration.progress import of_stage
from orchestration.resources import RefreshSession
from orchestration.versions import current_version

_UNIQUE_ID = "dagster_dbt/unique_id"


class Translator(DagsterDbtTranslator):
    """A model's group is its layer: staging, intermediate, marts."""

    def get_group_name(self, dbt_resource_props: Any) -> str | None:
        """The first folder below models/."""
        return str(dbt_resource_props["fqn"][1])


def warehouse_assets() -> dg.AssetsDefinition:
    """The assets of all models, from the manifest of the project as it is now."""

    @dbt_assets(manifest=manifest_path(), name="warehouse", dagster_dbt_translator=Translator())
    def warehouse(
        context: dg.AssetExecutionContext, session: dg.ResourceParam[RefreshSession]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        current = current_version(session.settings.published)
        results = build(
            session.warehouse,
            scratch=session.scratch,
            # They test the formulas, not the data: once for each code is enough.
            with_unit_tests=current is None or current.code_version != code_version(),
            progress=of_stage(session.progress, "building"),
        )
        session.checks += [
            CheckOutcome(
                name=result.name,
                asset="dbt",
                severity="warning" if result.status == "warned" else "error",
                message=result.message or "",
            )
            for result in results
            if result.kind != "model" and result.status in {"warned", "failed"}
        ]
        yield from _events(context.assets_def, results)
        raise_failures(results)

    return warehouse


def _events(
    definition: dg.AssetsDefinition, results: Sequence[NodeResult]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    assets = {spec.metadata[_UNIQUE_ID]: spec.key for spec in definition.specs}
    checks = {(spec.metadata or {}).get(_UNIQUE_ID): spec for spec in definition.check_specs}
    for result in results:
        if result.unique_id in assets and result.status == "passed":
            yield dg.MaterializeResult(
                asset_key=assets[result.unique_id], metadata={"seconds": result.seconds}
            )
        spec = checks.get(result.unique_id)
        if spec is not None and result.status != "skipped":
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=result.status == "passed",
                severity=dg.AssetCheckSeverity.WARN
                if result.status == "warned"
                else dg.AssetCheckSeverity.ERROR,
                metadata={"failures": result.failures or 0, "message": result.message or ""},
            )
