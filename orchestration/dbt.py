"""Running the dbt project: its manifest, its build, what failed in it.

Belongs here: everything that knows dbt's own interface. Does not belong here: any SQL, and Dagster.

dbt runs inside this process by its official `dbtRunner`. dagster-dbt's `DbtCliResource` would start two more
Python processes for each build (ten seconds on a small machine), and the first of them, `dbt --version`, asks
the package index over the network for the latest release.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.errors import SankuError, says_full_disk
from orchestration.inputs import DBT_PROJECT, files_sha256
from orchestration.progress import StageProgress
from orchestration.versions import WAREHOUSE_FILE

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_TARGET = DBT_PROJECT / "target"
_MANIFEST = "manifest.json"
_PARSED = "partial_parse.msgpack"
_PARSED_FROM = "sanku_source.sha256"
_OVERVIEW = "doc.sanku.__overview__"
_GOOD = {"success", "pass", "no-op"}

Kind = Literal["model", "test", "unit_test"]
Status = Literal["passed", "warned", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class NodeResult:
    """How one model or test fared."""

    unique_id: str
    name: str
    kind: str
    status: Status
    seconds: float
    failures: int | None
    message: str | None


def manifest_path() -> Path:
    """The manifest of the project as it is now; parses it first when it has changed."""
    _ensure_parsed()
    return _TARGET / _MANIFEST


def read_manifest() -> dict[str, Any]:
    """Its content."""
    manifest: dict[str, Any] = json.loads(manifest_path().read_bytes())
    return manifest


def build(
    warehouse: Path, *, scratch: Path, with_unit_tests: bool, progress: StageProgress
) -> list[NodeResult]:
    """Build and test every model in a build file. Failures are in the results, not raised."""
    _ensure_parsed()
    from dbt.artifacts.schemas.results import NodeStatus
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    total = done = 0

    def follow(event: EventMsg) -> None:
        nonlocal total, done
        if event.info.name == "LogStartLine":
            total = event.data.total
        if event.info.name == "NodeFinished":
            done += 1
            progress(done, total)

    arguments = [
        "build",
        *("--target-path", str(scratch)),
        *("--log-path", str(scratch)),
        *([] if with_unit_tests else ["--exclude-resource-type", "unit_test"]),
        "--no-write-json",
    ]
    with _dbt_environment(warehouse):
        outcome = dbtRunner(manifest=_parsed_manifest(), callbacks=[follow]).invoke([*arguments, *_QUIET])
    if outcome.exception is not None and outcome.result is None:
        raise _failed_whole(outcome.exception)
    statuses: dict[str, Status] = {
        NodeStatus.Warn: "warned",
        NodeStatus.Skipped: "skipped",
        NodeStatus.PartialSuccess: "failed",
    }
    return [
        NodeResult(
            unique_id=result.node.unique_id,
            name=result.node.name,
            kind=str(result.node.resource_type),
            status="passed" if result.status in _GOOD else statuses.get(result.status, "failed"),
            seconds=result.execution_time,
            failures=result.failures,
            message=result.message,
        )
        for result in outcome.result.results  # type: ignore[union-attr]  # `build` gives run results
    ]


def documentation(warehouse: Path, *, scratch: Path, first_page: str) -> bytes:
    """dbt's documentation of a built warehouse as one HTML page that needs nothing beside it.

    `first_page` is Markdown that follows the project's own overview. SankuError where dbt could not make it.
    """
    _ensure_parsed()
    from dbt.cli.main import dbtRunner

    manifest = _parsed_manifest()
    manifest.docs[_OVERVIEW].block_contents += f"\n\n{first_page}"
    arguments = ["docs", "generate", "--static", "--target-path", str(scratch), "--log-path", str(scratch)]
    with _dbt_environment(warehouse):
        outcome = dbtRunner(manifest=manifest).invoke([*arguments, *_QUIET])
    if not outcome.success:
        raise _failed_whole(outcome.exception)
    return (scratch / "static_index.html").read_bytes()


def raise_failures(results: Sequence[NodeResult]) -> None:
    """SankuError that names every failed model and test, if there is one."""
    failed = [result for result in results if result.status == "failed"]
    if not failed:
        return
    if any(says_full_disk(result.message or "") for result in failed):
        raise SankuError("disk_full", where=DBT_PROJECT)
    raise SankuError(
        "build",
        names=", ".join(result.name for result in failed),
        count=len(failed),
        details=[
            {"name": result.name, "kind": result.kind, "message": (result.message or "").strip()}
            for result in failed
        ],
    )


_QUIET = (
    *("--log-level", "none"),
    *("--log-level-file", "info"),
    *("--project-dir", str(DBT_PROJECT)),
    *("--profiles-dir", str(DBT_PROJECT)),
)


@cache
def _ensure_parsed() -> None:
    """Once per process: whoever edits the project starts a new one."""
    _TARGET.mkdir(exist_ok=True)
    # Two processes that parse at once would write into each other's files.
    with (_TARGET / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        source = files_sha256([DBT_PROJECT])
        mark = _TARGET / _PARSED_FROM
        files = [_TARGET / _MANIFEST, _TARGET / _PARSED]
        if mark.is_file() and mark.read_text() == source and all(map(Path.is_file, files)):
            return
        from dbt.cli.main import dbtRunner

        mark.unlink(missing_ok=True)
        with _dbt_environment(_TARGET / WAREHOUSE_FILE):
            # All of it: dbt, parsing what has changed alone, has lost the model that a unit test is of.
            outcome = dbtRunner().invoke(
                ["parse", "--no-partial-parse", "--target-path", str(_TARGET), *_QUIET]
            )
        if not outcome.success:
            raise _failed_whole(outcome.exception)
        mark.write_text(source)


@contextlib.contextmanager
def _dbt_environment(warehouse: Path) -> Iterator[None]:
    """The file dbt builds in; dbt also changes the working folder, which is given back."""
    name = "SANKU_BUILD_PATH"
    before = os.environ.get(name)
    os.environ[name] = str(warehouse)
    try:
        with contextlib.chdir(DBT_PROJECT):
            yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _parsed_manifest() -> "Manifest":
    """What the last parse made of the project. Given to dbt, it parses nothing again.

    Left to itself dbt would parse all anew in every build: it takes another build file for another profile.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    manifest: Manifest = Manifest.from_msgpack(
        (_TARGET / _PARSED).read_bytes(), decoder=extended_mashumuro_decoder
    )
    manifest.build_flat_graph()
    return manifest


def _failed_whole(cause: BaseException | None) -> SankuError:
    error = SankuError("dbt", reason=str(cause).strip())
    error.__cause__ = cause
    return error
