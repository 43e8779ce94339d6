"""The published warehouse as pages see it: one version and one reader for a whole page run, frames out.

Belongs here: which version is current, its connection, its cache. Pages bring their own queries.
Does not belong here: what a reader may see (scoping.py), what analysts type (query.py), and how anything looks.

A version's folder never changes, so its path, with the reader, is the key of everything remembered. `current` is
resolved once per page run: a refresh that publishes meanwhile shows on the next run, whole, and never in between.
"""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from dashboards.scoping import SCHEMAS, Reader, Tables, literal, views

Value = str | int | bool | date | None

WAREHOUSE_FILE = "warehouse.duckdb"
# What is read here belongs to nobody's session; a handful of versions may be open while a new one comes.
_OPEN_VERSIONS = 4
_REMEMBERED_RESULTS = 512


class WarehouseError(Exception):
    """The current version is there but cannot be opened; the text is DuckDB's."""


@dataclass(frozen=True)
class Published:
    """One published version as one reader sees it."""

    folder: Path
    reader: Reader = field(default_factory=Reader)

    def query(self, sql: str, /, **parameters: Value) -> pl.DataFrame:
        """The rows of one SELECT, `$name` standing for a parameter."""
        return _rows(str(self.folder), self.reader, sql, tuple(sorted(parameters.items())))

    def row(self, sql: str, /, **parameters: Value) -> dict[str, Any] | None:
        """The first row, None when there is none."""
        frame = self.query(sql, **parameters)
        return frame.row(0, named=True) if frame.height else None

    def rows(self, sql: str, /, **parameters: Value) -> "Rows":
        """The rows of one SELECT that ends in its order, however many: counted, and read a part at a time."""
        return Rows(published=self, sql=sql, parameters=parameters)

    def columns(self, table: str) -> list[str]:
        """The columns of `schema.table`, none where this version has no such table: older code made fewer."""
        schema, _dot, name = table.partition(".")
        found = self.query(
            "select column_name from information_schema.columns where table_catalog = current_database()"
            " and table_schema = $schema and table_name = $name order by ordinal_position",
            schema=schema,
            name=name,
        )
        return found["column_name"].to_list()

    def has(self, table: str) -> bool:
        """Whether `schema.table` is in this version."""
        return bool(self.columns(table))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection with the reader's views, for who asks DuckDB itself."""
        return _version(str(self.folder)).cursor(self.reader)

    @property
    def data_dir(self) -> Path:
        """The data folder that this version was published in."""
        return self.folder.parents[1]

    def read_by(self, reader: Reader) -> "Published":
        """The same version as somebody else sees it."""
        return replace(self, reader=reader)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows that may be more than a page should hold: nothing is read before it is asked for."""

    published: Published
    # One SELECT that ends in its ORDER BY, which must be total: parts are cut from it.
    sql: str
    parameters: Mapping[str, Value]

    @property
    def height(self) -> int:
        """How many there are."""
        return int(self.published.query(f"select count(*) from ({self.sql})", **self.parameters).item())

    def part(self, begin: int, end: int) -> pl.DataFrame:
        """Those from `begin` to before `end`."""
        sql = f"{self.sql} limit {end - begin} offset {begin}"
        return self.published.query(sql, **self.parameters)

    def whole(self) -> pl.DataFrame:
        """All of them, not remembered: for who takes them away."""
        parameters = tuple(sorted(self.parameters.items()))
        return _read(str(self.published.folder), self.published.reader, self.sql, parameters)


def current(published: Path) -> Published | None:
    """The version that `current` points to now, None before the first publication."""
    folder = (published / "current").resolve()
    return Published(folder) if (folder / WAREHOUSE_FILE).is_file() else None


class _Version:
    """One opened version: its connection, and a catalog of views for each reader who came."""

    def __init__(self, file: Path) -> None:
        self._connection = duckdb.connect(":memory:")
        # A name that no page can write, so that none reads past its reader's views.
        self._source = f"file_{secrets.token_hex(8)}"
        try:
            self._connection.execute(f"ATTACH {literal(str(file))} AS {self._source} (READ_ONLY)")
            self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")
            self._tables = _tables(self._connection, self._source)
        except duckdb.Error:
            self.close()
            raise
        self._readers: set[Reader] = set()
        self._entering = threading.Lock()

    def cursor(self, reader: Reader) -> duckdb.DuckDBPyConnection:
        """A cursor in the reader's catalog: threads that share one were seen to get each other's rows."""
        with self._entering:
            if reader not in self._readers:
                for statement in views(self._tables, reader, source=self._source):
                    self._connection.execute(statement)
                self._readers.add(reader)
        cursor = self._connection.cursor()
        cursor.execute(f"USE {reader.catalog}")
        return cursor

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()


def _tables(connection: duckdb.DuckDBPyConnection, source: str) -> Tables:
    rows = connection.execute(
        "SELECT table_schema, table_name, list(column_name ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_catalog = ? AND list_contains(?, table_schema)"
        " GROUP BY ALL ORDER BY ALL",
        [source, list(SCHEMAS)],
    ).fetchall()
    return {(schema, table): columns for schema, table, columns in rows}


@st.cache_resource(max_entries=_OPEN_VERSIONS, show_spinner=False, on_release=lambda version: version.close())
def _version(folder: str) -> _Version:
    try:
        return _Version(Path(folder) / WAREHOUSE_FILE)
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error


# The resource cache hands out the frame itself, the data cache a copy each time. Frames are not changed in place.
@st.cache_resource(
    max_entries=_REMEMBERED_RESULTS, show_spinner=False, hash_funcs={Reader: lambda reader: reader.catalog}
)
def _rows(folder: str, reader: Reader, sql: str, parameters: tuple[tuple[str, Value], ...]) -> pl.DataFrame:
    return _read(folder, reader, sql, parameters)


def _read(folder: str, reader: Reader, sql: str, parameters: tuple[tuple[str, Value], ...]) -> pl.DataFrame:
    cursor = _version(folder).cursor(reader)
    try:
        _refuse_all_but_one_select(cursor, sql)
        frame: pl.DataFrame = cursor.sql(sql, params=dict(parameters)).pl()
        return frame
    finally:
        cursor.close()


def _refuse_all_but_one_select(cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    """A page reads, and its views are for reading too."""
    kinds = [statement.type for statement in cursor.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise WarehouseError(f"not one SELECT: {sql}")
