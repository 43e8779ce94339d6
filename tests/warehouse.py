"""The warehouse's own SQL, compiled once, to be run on any portfolio in a second.

Belongs here: compiling the dbt project and running its models, in order, in a database in memory. Does not
belong here: any formula (dbt_project), any expectation (tests/oracle).
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from ingestion.archive import Delivery
from ingestion.policy import Policy
from ingestion.receive import land_deliveries
from ingestion.settings import Settings
from orchestration.identity import proposals
from orchestration.load import (
    RunContext,
    first_deliveries,
    load,
    load_policy,
    load_policy_frames,
    load_raw_frames,
    submission_set_sha256,
)

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
# dbt names a DuckDB database by its file; the compiled SQL carries the name.
DATABASE = "warehouse"


@dataclass(frozen=True)
class Model:
    """A dbt model, compiled: where it goes, how and from what it is made, its contract (marts)."""

    schema: str
    name: str
    kind: str
    sql: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    parents: tuple[str, ...]


@cache
def models() -> tuple[Model, ...]:
    """Every model in the order in which it can be built."""
    manifest = _compile()
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    parents = {
        name: [parent for parent in node["depends_on"]["nodes"] if parent in nodes]
        for name, node in nodes.items()
    }
    return tuple(
        Model(
            schema=nodes[name]["schema"],
            name=nodes[name]["name"],
            kind=nodes[name]["config"]["materialized"],
            sql=nodes[name]["compiled_code"],
            key=tuple(nodes[name]["config"].get("meta", {}).get("key", ())),
            columns=tuple(nodes[name]["columns"]),
            parents=tuple(nodes[parent]["name"] for parent in parents[name]),
        )
        for name in TopologicalSorter(parents).static_order()
    )


def marts() -> dict[str, tuple[str, ...]]:
    """Published tables and their keys."""
    return {model.name: model.key for model in models() if model.schema == "marts"}


@cache
def models_of(*tables: str) -> tuple[Model, ...]:
    """These models and all they are made from, in the order in which they can be built."""
    needed = set(tables)
    for model in reversed(models()):
        if model.name in needed:
            needed.update(model.parents)
    return tuple(model for model in models() if model.name in needed)


@contextmanager
def built(
    frames: Mapping[str, pl.DataFrame], policy: Policy, *, tables: Iterable[str] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse over raw tables and a policy pack, in memory: the whole, or as much as `tables` need."""
    with duckdb.connect() as connection:
        # On a few rows planning is all the work: a second thread only costs.
        connection.execute("SET TimeZone = 'UTC'; SET threads = 1")
        connection.execute(f"ATTACH ':memory:' AS {DATABASE}; USE {DATABASE}")
        load_raw_frames(connection, frames)
        load_policy_frames(connection, policy)
        run(connection, models_of(*tables) if tables else None)
        yield connection


def build(folder: Path, deliveries: Iterable[Delivery], *, settings: Settings, policy: Policy) -> Path:
    """A build file in `folder` from deliveries as they were archived, as a refresh makes it but for Dagster."""
    path = folder / f"{DATABASE}.duckdb"
    submissions = first_deliveries(land_deliveries(deliveries, settings=settings, policy=policy))
    context = RunContext(
        version_id="test",
        built_at=datetime(2021, 1, 10, tzinfo=UTC),
        as_of=None,
        policy_pack=policy.name,
        policy_sha256=policy.sha256,
        submission_set_sha256=submission_set_sha256(submissions),
        code_version="test",
    )
    load(
        path,
        submissions,
        timezone=policy.settings.timezone,
        context=context,
        similar=proposals(submissions, policy=policy, decisions=()),
    )
    load_policy(path, policy)
    with duckdb.connect(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        run(connection)
    return path


def rebuild(database: Path, path: Path, *, policy: Policy) -> None:
    """The same submissions as in a build file, built under another policy pack at `path`."""
    with duckdb.connect(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{database}' AS source (READ_ONLY); CREATE SCHEMA raw")
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' AND schema_name = 'raw'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"CREATE TABLE raw.{table} AS FROM source.raw.{table}")
        connection.execute("DETACH source")
        load_policy_frames(connection, policy)
        run(connection)


def run(connection: duckdb.DuckDBPyConnection, chosen: Iterable[Model] | None = None) -> None:
    """Make the models, all unless told, in a database that has `raw` and `policy`."""
    connection.execute("CREATE SCHEMA staging; CREATE SCHEMA intermediate; CREATE SCHEMA marts")
    for model in models() if chosen is None else chosen:
        connection.execute(f"CREATE {model.kind} {model.schema}.{model.name} AS {model.sql}")


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """A table's rows as plain Python values."""
    cursor = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _compile() -> dict[str, Any]:
    from dbt.cli.main import dbtRunner  # seconds to import, and only here

    with TemporaryDirectory() as folder:
        os.environ["SANKU_BUILD_PATH"] = str(Path(folder) / f"{DATABASE}.duckdb")
        try:
            result = dbtRunner().invoke(
                [
                    *("compile", "--quiet", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                    *("--target-path", folder, "--log-path", folder, "--no-partial-parse"),
                ]
            )
            if not result.success:
                raise RuntimeError(f"dbt compile failed: {result.exception}")
            manifest: dict[str, Any] = json.loads((Path(folder) / "manifest.json").read_text("utf-8"))
        finally:
            del os.environ["SANKU_BUILD_PATH"]
    return manifest
