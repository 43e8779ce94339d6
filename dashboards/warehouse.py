"""The published warehouse as pages see it: one version for a whole page run, frames out.

Belongs here: which version is current, its connection, its cache. Pages bring their own queries.
Does not belong here: what analysts type (query.py), and how anything looks.

A version's folder never changes, so its path is the key of everything remembered. `current` is resolved once
per page run: a refresh that publishes meanwhile shows on the next run, whole, and never in between.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

Value = str | int | bool | date | None

WAREHOUSE_FILE = "warehouse.duckdb"
# What is read here belongs to nobody's session; a handful of versions may be open while a new one comes.
_OPEN_VERSIONS = 4
_REMEMBERED_RESULTS = 512


class WarehouseError(Exception):
    """The current version is there but cannot be opened; the text is DuckDB's."""


@dataclass(frozen=True)
class Published:
    """One published version."""

    folder: Path

    def query(self, sql: str, /, **parameters: Value) -> pl.DataFrame:
        """The rows of one SELECT, `$name` standing for a parameter."""
        return _rows(str(self.folder), sql, tuple(sorted(parameters.items())))

    def row(self, sql: str, /, **parameters: Value) -> dict[str, Any] | None:
        """The first row, None when there is none."""
        frame = self.query(sql, **parameters)
        return frame.row(0, named=True) if frame.height else None

    def has(self, table: str) -> bool:
        """Whether `schema.table` is in this version: one published by older code may lack it."""
        schema, _dot, name = table.partition(".")
        found = self.query(
            "select 1 as found from information_schema.tables where table_schema = $schema and table_name = $name",
            schema=schema,
            name=name,
        )
        return found.height > 0


def current(published: Path) -> Published | None:
    """The version that `current` points to now, None before the first publication."""
    folder = (published / "current").resolve()
    return Published(folder) if (folder / WAREHOUSE_FILE).is_file() else None


@st.cache_resource(max_entries=_OPEN_VERSIONS, show_spinner=False, on_release=lambda opened: opened.close())
def _connection(folder: str) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(
            str(Path(folder) / WAREHOUSE_FILE),
            read_only=True,
            config={"enable_external_access": "false", "lock_configuration": "true"},
        )
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error


# The resource cache hands out the frame itself, the data cache a copy each time. Frames are not changed in place.
@st.cache_resource(max_entries=_REMEMBERED_RESULTS, show_spinner=False)
def _rows(folder: str, sql: str, parameters: tuple[tuple[str, Value], ...]) -> pl.DataFrame:
    # A cursor of its own: threads that share a connection were seen to get each other's rows.
    cursor = _connection(folder).cursor()
    try:
        frame: pl.DataFrame = cursor.sql(sql, params=dict(parameters)).pl()
        return frame
    finally:
        cursor.close()
