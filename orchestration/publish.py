"""Making a finished build a published version: its hash, its Parquet files, its `version.json`.

Belongs here: what a version holds and how its content is hashed. Does not belong here: folders and the
symlink (`versions`), and any figure.

`content_sha256` says whether two versions show the same. It covers every table of the schema `marts` but
`meta_version` (which tells of the build itself) and `rpt_restatement` (which compares with issues):
a row is the JSON array of its cells as text, null as null, times in UTC; a table is the SHA-256 of its rows'
SHA-256 in the order of all columns (a key comes first in every mart, so that is the order by key); the whole
is the SHA-256 of one line for each table, by name: name, columns with types, number of rows, hash.

A build whose content equals the current version's is published all the same: a version records which
submissions, policy and code a figure rests on, and these did change.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.inputs import Inputs
from orchestration.versions import Version

NOT_CONTENT = ("meta_version", "rpt_restatement")
_SCHEMA = "marts"
_BATCH = 10_000


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a mart, with DuckDB's name of its type."""

    name: str
    type_name: str


def seal(warehouse: Path, *, inputs: Inputs) -> Version:
    """Finish a build: note the hash of its content in the file, export its marts, describe the whole.

    Afterwards the folder of `warehouse` holds all that is to be published.
    """
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = marts(connection)
        content = content_sha256(connection, tables)
        connection.execute(f"UPDATE {_SCHEMA}.meta_version SET content_sha256 = ?", [content])
        folder = warehouse.parent / _SCHEMA
        folder.mkdir()
        for table in tables:
            target = str(folder / f"{table}.parquet").replace("'", "''")
            connection.execute(
                f"COPY (FROM {_SCHEMA}.{_quoted(table)} ORDER BY ALL) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
        version = _describe(connection, tables, inputs=inputs)
        # Into the file itself: a reader must find no log beside it.
        connection.execute("CHECKPOINT")
    version.write(warehouse.parent)
    return version


def marts(connection: duckdb.DuckDBPyConnection) -> Mapping[str, list[Column]]:
    """Every published table with its columns, by name."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = ? ORDER BY table_name, ordinal_position",
        [_SCHEMA],
    ).fetchall()
    tables: dict[str, list[Column]] = {}
    for table, name, type_name in rows:
        tables.setdefault(table, []).append(Column(name=name, type_name=type_name))
    return tables


def content_sha256(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, list[Column]]) -> str:
    """The hash that the module describes. The connection's time zone must be UTC."""
    digest = hashlib.sha256()
    for table, columns in tables.items():
        if table in NOT_CONTENT:
            continue
        cells = ", ".join(f"CAST({_quoted(column.name)} AS VARCHAR)" for column in columns)
        order = ", ".join(_quoted(column.name) for column in columns)
        rows = connection.execute(
            f"SELECT sha256(to_json([{cells}])) FROM {_SCHEMA}.{_quoted(table)} ORDER BY {order}"
        )
        count, table_digest = 0, hashlib.sha256()
        while batch := rows.fetchmany(_BATCH):
            count += len(batch)
            table_digest.update("".join(row_sha256 for (row_sha256,) in batch).encode())
        shape = ",".join(f"{column.name}:{column.type_name}" for column in columns)
        digest.update(f"{table}\t{shape}\t{count}\t{table_digest.hexdigest()}\n".encode())
    return digest.hexdigest()


def _describe(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, list[Column]], *, inputs: Inputs
) -> Version:
    names = (
        "version_id",
        "built_at",
        "as_of",
        "policy_pack",
        "policy_sha256",
        "submission_set_sha256",
        "code_version",
        "content_sha256",
    )
    built = dict(
        zip(names, _one(connection, f"SELECT {', '.join(names)} FROM {_SCHEMA}.meta_version"), strict=True)
    )
    counts = {
        table: int(_one(connection, f"SELECT count(*) FROM {_SCHEMA}.{_quoted(table)}")[0])
        for table in tables
    }
    as_of = built["as_of"]
    return Version(
        **built
        | {
            "built_at": built["built_at"].isoformat(),
            "as_of": as_of.isoformat() if as_of else None,
            "inputs": inputs,
            "tables": counts,
        }
    )


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    if row is None:
        raise ValueError(f"no row: {sql}")
    return row


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
