"""One read-only query of an analyst on a published warehouse, run where it can do no harm.

Belongs here: the sandbox (a child process with limits and a deadline), what it lets through, and making its
rows safe for a spreadsheet. Loads no Streamlit: the command line uses it too.
Does not belong here: queries of the pages themselves, and how rows are shown.
"""

import io
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import polars as pl

if TYPE_CHECKING:
    import duckdb

Refusal = Literal["not_one_select", "not_allowed", "wrong_sql", "too_slow", "too_large", "no_warehouse"]

# What a cell may not begin with, because a spreadsheet would run it.
_FORMULA_START = r"^[=+\-@\t\r]"
_PLAIN_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?%?$"
_ERROR_MARK = b"E"
_ROWS_MARK = b"R"
# Types that polars cannot take over; their text says the same.
_AS_TEXT = ("INTERVAL", "BIT", "VARIANT", "TIME WITH TIME ZONE", "UNION", "GEOMETRY")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one query may use."""

    max_rows: int = 10_000
    seconds: float = 30.0
    memory_mb: int = 1_024
    # What is handed back as a whole, so that one cell of a gigabyte does not fill the caller.
    result_mb: int = 256


@dataclass(frozen=True, kw_only=True)
class QueryResult:
    """The rows, cut at `Limits.max_rows`, and whether there were more."""

    frame: pl.DataFrame
    is_truncated: bool
    limits: Limits


class QueryError(Exception):
    """The query was refused or failed; `refusal` says which, `detail` what DuckDB said."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal}: {detail}" if detail else refusal)
        self.refusal: Refusal = refusal
        self.detail = detail


def run_query(warehouse: Path, sql: str, *, limits: Limits | None = None) -> QueryResult:
    """Run exactly one SELECT in a child that is killed at its deadline."""
    limits = limits or Limits()
    if not warehouse.is_file():
        raise QueryError("no_warehouse", str(warehouse))
    request = {"warehouse": str(warehouse.resolve()), "sql": sql, "limits": asdict(limits)}
    # -P and the module's own path: the child must not import what lies in the caller's working folder.
    command = [sys.executable, "-P", str(Path(__file__).resolve())]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Nothing of the caller's environment is for the query to see; the child needs none of it.
        env={"LANG": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"},
    )
    try:
        answer, complaint = child.communicate(json.dumps(request).encode(), timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise QueryError("too_slow") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    mark, body = answer[:1], answer[1:]
    if mark == _ERROR_MARK:
        failure = json.loads(body)
        raise QueryError(cast(Refusal, failure["refusal"]), failure["detail"])
    if child.returncode != 0 or mark != _ROWS_MARK:
        if child.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
            raise QueryError("too_slow")
        # The limit on memory ends a child in many ways, none of them orderly.
        raise QueryError("too_large", complaint.decode(errors="replace").strip().rpartition("\n")[2])
    frame = pl.read_ipc(io.BytesIO(body))
    return QueryResult(
        frame=frame.head(limits.max_rows), is_truncated=frame.height > limits.max_rows, limits=limits
    )


def spreadsheet_safe(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts and headings that a spreadsheet would take for a formula get a leading quote."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    is_unsafe = {
        name: pl.col(name).str.contains(_FORMULA_START) & ~pl.col(name).str.contains(_PLAIN_NUMBER)
        for name in texts
    }
    safe = frame.with_columns(
        pl.when(unsafe).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name, unsafe in is_unsafe.items()
    )
    headings = pl.Series(frame.columns, dtype=pl.String)
    quoted = headings.str.contains(_FORMULA_START)
    return safe.rename(
        {name: f"'{name}" for name, unsafe in zip(frame.columns, quoted, strict=True) if unsafe}
    )


def as_csv(frame: pl.DataFrame) -> str:
    """The rows as CSV that is safe to open in a spreadsheet; nested values as JSON text."""
    return spreadsheet_safe(flat(frame)).write_csv()


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with nested values as JSON text."""
    return frame.with_columns(
        _as_json(frame[name]) for name, dtype in frame.schema.items() if dtype.is_nested()
    )


def _as_json(values: pl.Series) -> pl.Series:
    texts = [None if value is None else json.dumps(_plain(value), ensure_ascii=False) for value in values]
    return pl.Series(values.name, texts, dtype=pl.String)


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, pl.Series):
        return [_plain(item) for item in value]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


# The child


def _main() -> None:
    # The caller decides when the child goes; a Ctrl-C is for the caller.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    request = json.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    _limit_process(limits)
    try:
        answer = _ROWS_MARK + _rows(request["warehouse"], request["sql"], limits)
    except QueryError as error:
        answer = _ERROR_MARK + json.dumps({"refusal": error.refusal, "detail": error.detail}).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _limit_process(limits: Limits) -> None:
    # DuckDB keeps to its own limit for tables, not for one value; addresses are also libraries and threads.
    addresses = (3 * limits.memory_mb + 2 * limits.result_mb) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
    processor = int(limits.seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _rows(warehouse: str, sql: str, limits: Limits) -> bytes:
    import duckdb

    try:
        with duckdb.connect(warehouse, read_only=True, config=_config(limits)) as connection:
            _refuse_all_but_one_select(connection, sql)
            rows = connection.sql(sql).limit(limits.max_rows + 1)
            projection = ", ".join(
                f"CAST({name} AS VARCHAR) AS {name}" if str(kind).startswith(_AS_TEXT) else name
                for name, kind in zip(map(_quoted, rows.columns), rows.types, strict=True)
            )
            frame = rows.project(projection).pl()
    except duckdb.PermissionException as error:
        raise QueryError("not_allowed", _first_line(error)) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise QueryError("too_large", _first_line(error)) from error
    except duckdb.Error as error:
        raise QueryError("wrong_sql", str(error).strip()) from error
    if frame.estimated_size("mb") > limits.result_mb:
        raise QueryError("too_large", f"{frame.estimated_size('mb'):.0f} MB > {limits.result_mb} MB")
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getvalue()


def _config(limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": f"{limits.memory_mb}MB",
        "temp_directory": "",
        "threads": "2",
        "lock_configuration": "true",
    }


def _refuse_all_but_one_select(connection: "duckdb.DuckDBPyConnection", sql: str) -> None:
    import duckdb

    statements = connection.extract_statements(sql)
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise QueryError("not_one_select")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


if __name__ == "__main__":
    _main()
