"""The command line `sanku`.

Belongs here: commands, their options, their exit codes: 0 done, 1 done but something was refused, 2 usage,
3 failed. Does not belong here: the work itself, and any wording (`texts.csv`: helps are keys of it).

Importing this loads nothing heavy; each command imports what it needs.
"""

import contextlib
import functools
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingestion.settings import Language, Settings, SettingsError
from orchestration.console import Console, size
from orchestration.errors import SankuError, WrongUsageError, told
from orchestration.progress import of_stage
from orchestration.telling import (
    FEW_FILES,
    local_time,
    not_yet_told,
    receipt_document,
    tell_first,
    tell_outcome,
    tell_passed_over,
    tell_standing,
    tell_submission,
    tell_table,
    tell_total,
    worth_telling,
)
from orchestration.texts import has_text, text

if TYPE_CHECKING:
    from ingestion.assemble import FirstLook
    from ingestion.landing import SubmissionRecord
    from ingestion.policy import Policy
    from ingestion.receive import CheckResult, Receipt
    from ingestion.template.rows import LastRows
    from orchestration.refresh import Outcome

DONE, REFUSED, USAGE, FAILED = 0, 1, 2, 3

# When the nightly refresh has left a file lying for more than a day, nobody is refreshing.
_WAITED_TOO_LONG_H = 26
_DISK_TOO_FULL = 2**30
_DEFAULT_PORT = 8501
_SCHEDULE_PORT = 3000

app = typer.Typer(help="app", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
policy_app = typer.Typer(help="policy", no_args_is_help=True)
app.add_typer(policy_app, name="policy")
mapping_app = typer.Typer(help="mapping", no_args_is_help=True)
app.add_typer(mapping_app, name="mapping")

AsJson = Annotated[bool, typer.Option("--json", help="option.json")]


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in arguments
    try:
        lang = Settings.from_env(os.environ).lang
    except SettingsError as error:
        console = Console(lang="en", as_json=as_json)
        console.trouble(SankuError("settings", reason=error).trouble("en"))
        return FAILED
    console = Console(lang=lang, as_json=as_json)
    command = typer.main.get_command(app)
    _speak(command, lang)
    try:
        code = command.main(arguments, prog_name="sanku", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except (typer.Abort, KeyboardInterrupt):
        console.trouble(SankuError("interrupted").trouble(lang))
        return FAILED
    except typer.TyperException as error:
        if not error.format_message():  # no arguments at all: the help has been shown
            return USAGE
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "sanku"
        console.trouble(SankuError("usage", reason=error.format_message(), command=path).trouble(lang))
        return USAGE
    except WrongUsageError as error:
        console.trouble(error.trouble(lang))
        return USAGE
    except BrokenPipeError:  # `sanku … | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001  # a person never gets a traceback; it goes to the log
        console.trouble(told(error, lang, data_dir=_settings().data_dir))
        return FAILED


@app.command(help="demo")
def demo(*, as_json: AsJson = False) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from ingestion.archive import Archive
    from ingestion.policy import load_policy
    from ingestion.receive import receive_files
    from ingestion.sample import UNITS, write_city

    folder = settings.data_dir / "demo"
    mark = folder / "complete"
    policy = load_policy(settings.policy_dir)
    if not folder.exists() and Archive(settings.archive).deliveries():
        raise SankuError("demo_over_real", where=settings.data_dir)
    if not {unit.code for unit in UNITS} <= set(policy.localities["locality_code"]):
        raise SankuError("demo_of_other_city", pack=policy.name)
    with console.progress() as progress:
        if not mark.is_file():
            write_city(folder, progress=of_stage(progress, "sample"))
            mark.touch()
        receipts = receive_files(
            [],
            settings=settings,
            policy=policy,
            manifest=folder / "manifest.csv",
            progress=of_stage(progress, "receiving"),
        )
    outcome = _refresh(console, settings)
    files = len({receipt.file_name for receipt in receipts})
    console.say("demo.simulated")
    console.say("demo.made", folder=folder, files=files)
    tell_outcome(console, outcome, extra={"sample": folder, "files": files})
    if outcome.trouble:
        raise typer.Exit(FAILED)
    # The sample is meant to have refused rows: the demo has done its work all the same.
    console.say("demo.next")


@app.command(help="receive")
def receive(
    files: Annotated[list[Path] | None, typer.Argument(help="option.files", metavar="FILE…")] = None,
    *,
    received_at: Annotated[str | None, typer.Option(help="option.received_at", metavar="TIME")] = None,
    manifest: Annotated[Path | None, typer.Option(help="option.manifest", metavar="CSV")] = None,
    mapping: Annotated[Path | None, typer.Option(help="option.mapping", metavar="MAP.yml")] = None,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    if not files and manifest is None:
        raise WrongUsageError("nothing_asked")
    from ingestion.policy import load_policy
    from ingestion.receive import receive_files

    policy = load_policy(settings.policy_dir)
    with console.progress() as progress:
        receipts = receive_files(
            files or [],
            settings=settings,
            policy=policy,
            received_at=_time(received_at, policy) if received_at else None,
            manifest=manifest,
            mapping=mapping,
            progress=of_stage(progress, "receiving"),
            tell_passed_over=functools.partial(tell_passed_over, console),
        )
    names = _locality_names(policy, console.lang)
    for receipt in receipts:
        tell_submission(
            console, receipt.file_name, receipt, receipt.findings, names=names, told=worth_telling(receipts)
        )
        tell_standing(console, receipt)
    tell_total(console, [receipt.outcome for receipt in receipts])
    console.say("received.next")
    console.document([receipt_document(receipt) for receipt in receipts])
    raise typer.Exit(_code_of(receipts))


@app.command(help="check")
def check(
    files: Annotated[list[Path], typer.Argument(help="option.files", metavar="FILE…")],
    *,
    annotate: Annotated[Path | None, typer.Option(help="option.annotate", metavar="OUT.xlsx")] = None,
    mapping: Annotated[Path | None, typer.Option(help="option.mapping", metavar="MAP.yml")] = None,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    if annotate is not None and (len(files) != 1 or files[0].is_dir()):
        raise WrongUsageError("annotate_one")
    from ingestion.readers import start_ahead

    start_ahead()  # a clerk waits: it loads what it needs while this process does
    from ingestion.policy import load_policy
    from ingestion.receive import check_files

    policy = load_policy(settings.policy_dir)
    names = _locality_names(policy, console.lang)
    looks: list[FirstLook] = []
    with contextlib.ExitStack() as bars:
        progress = bars.enter_context(console.progress())

        def tell_ahead(found: "Sequence[FirstLook]") -> None:
            if len(found) > FEW_FILES or looks:
                return
            bars.close()  # a line between two states of a bar would tear it
            looks.extend(found)
            for look in looks:
                tell_first(console, look, names=names)

        results = check_files(
            files,
            settings=settings,
            policy=policy,
            mapping=mapping,
            progress=of_stage(progress, "checking"),
            tell_passed_over=functools.partial(tell_passed_over, console),
            tell_first=tell_ahead,
        )
    told_first = {look.source.path: look.findings for look in looks}
    for result in results:
        tell_submission(
            console,
            str(result.path),
            result.record,
            not_yet_told(result.findings, told_first.get(result.path)),
            names=names,
            told=worth_telling(results),
            columns=result.record.source_column_frame(),
        )
    if annotate is not None:
        _annotate(console, annotate, results, names=_locality_names(policy, "zh"))
    tell_total(console, [result.record.outcome for result in results])
    console.document(
        [
            {"path": str(result.path), **asdict(result.record), "findings": result.findings.to_dicts()}
            for result in results
        ]
    )
    raise typer.Exit(_code_of([result.record for result in results]))


@app.command(help="refresh")
def refresh(
    *,
    as_of: Annotated[str | None, typer.Option(help="option.as_of", metavar="TIME")] = None,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    moment = None
    if as_of:
        from ingestion.policy import load_policy

        moment = _time(as_of, load_policy(settings.policy_dir), is_end_of_day=True)
    outcome = _refresh(console, settings, as_of=moment)
    tell_outcome(console, outcome)
    raise typer.Exit(FAILED if outcome.trouble else _code_of(outcome.receipts))


@app.command(help="status")
def status(*, as_json: AsJson = False) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from orchestration.inputs import current_inputs, inbox_files
    from orchestration.journal import read_journal
    from orchestration.lock import is_locked
    from orchestration.versions import current_folder, current_version, disk_free

    version, journal = current_version(settings.published), read_journal(settings)
    waiting = inbox_files(settings)
    oldest = min((path.stat().st_mtime for path in waiting), default=None)
    waited_h = 0.0 if oldest is None else (datetime.now(UTC).timestamp() - oldest) / 3600
    is_behind = version is not None and version.inputs != current_inputs(settings)
    free, total = disk_free(settings.data_dir)
    failed = journal is not None and journal.status == "failed"
    trouble = journal.trouble.get(console.lang) if journal else None
    checks = journal.checks if journal else ()
    running = is_locked(settings.data_dir)

    if version:
        console.say(
            "status.version",
            version=version.version_id,
            built_at=local_time(version.built_at),
            policy=version.policy_pack,
        )
    else:
        console.say("status.no_version")
    if journal:
        how = console.text(f"status.last.{journal.status}")
        console.say("status.last", time=local_time(journal.finished_at), status=how)
        if failed:
            console.line("  " + (trouble.message if trouble else console.text("status.last.unknown")))
            for place in console.details(trouble) if trouble else ():
                console.line(place)
    else:
        console.say("status.no_last")
    if running:
        console.say("status.running")
    console.say("status.waiting", count=len(waiting))
    if waiting:
        console.say("status.oldest", hours=f"{waited_h:.1f}")
    if is_behind:
        console.say("status.behind")
    console.say("status.disk", free=size(free), total=size(total))
    console.say("status.checks", count=len(checks))
    for item in checks:
        console.say(
            "status.check",
            severity=console.text(f"severity.{item.severity}"),
            name=item.name,
            asset=item.asset,
            message=item.message,
        )
    console.document(
        {
            "version": asdict(version) if version else None,
            "folder": current_folder(settings.published),
            "last_refresh": None
            if journal is None
            else {
                "started_at": journal.started_at,
                "finished_at": journal.finished_at,
                "status": journal.status,
                "trouble": asdict(trouble) if trouble else None,
            },
            "is_refreshing": running,
            "is_behind": is_behind,
            "waiting": [str(path.relative_to(settings.inbox)) for path in waiting],
            "oldest_waiting_hours": round(waited_h, 1) if waiting else None,
            "disk_free_bytes": free,
            "disk_total_bytes": total,
            "failed_checks": [asdict(item) for item in checks],
        }
    )
    if version is None or failed:
        raise typer.Exit(FAILED)
    is_bad = any(item.severity == "error" for item in checks)
    is_worrying = is_bad or waited_h > _WAITED_TOO_LONG_H or free < _DISK_TOO_FULL
    raise typer.Exit(REFUSED if is_worrying else DONE)


@app.command(help="template")
def template(
    out: Annotated[Path, typer.Argument(help="option.template_out", metavar="OUT.xlsx")],
    *,
    unit: Annotated[str | None, typer.Option(help="option.template_unit", metavar="U")] = None,
    month: Annotated[str | None, typer.Option(help="option.template_month", metavar="M")] = None,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    if (unit is None) != (month is None):
        raise WrongUsageError("template_both")
    from ingestion.durable import storing, write_atomic
    from ingestion.policy import load_policy
    from ingestion.template.workbook import template as workbook

    policy = load_policy(settings.policy_dir)
    code = _unit_code(unit, policy) if unit else None
    report_month = _month(month) if month else None
    last = _last_rows(settings, unit=code, month=report_month) if code and report_month else None
    content = workbook(policy=policy, unit=code, month=report_month, last=last)
    with storing("报送模板", "the template", where=out):
        write_atomic(out, content)
    rows = last.rows["ledger"].height if last else 0
    console.say(
        "template.filled" if last else "template.blank", path=out, rows=rows, month=last.month if last else ""
    )
    console.document(
        {"path": out, "reporting_unit_code": code, "report_month": report_month, "row_count": rows}
        | {"rows_of_month": last.month if last else None}
    )


@app.command(help="sql")
def sql(
    statement: Annotated[str, typer.Argument(help="option.sql", metavar="SELECT")],
    *,
    form: Annotated[Format, typer.Option("--format", help="option.format")] = Format.TABLE,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    form = Format.JSON if as_json else form
    if form is Format.PARQUET and sys.stdout.isatty():
        raise WrongUsageError("binary")
    from dashboards.query import Limits, QueryError, as_csv, run_query
    from orchestration.versions import WAREHOUSE_FILE, current_folder

    folder = current_folder(settings.published)
    if folder is None:
        raise SankuError("no_warehouse")
    limits = Limits()
    try:
        result = run_query(folder / WAREHOUSE_FILE, statement, limits=limits)
    except QueryError as error:
        code = "not_allowed_sql" if error.refusal == "not_allowed" else error.refusal
        raise SankuError(code, detail=error.detail, seconds=f"{limits.seconds:g}") from error
    frame = result.frame
    if form is Format.PARQUET:
        frame.write_parquet(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    elif form is Format.CSV:
        sys.stdout.write(as_csv(frame))
    elif form is Format.JSON:
        Console(lang=console.lang, as_json=True).document(
            {
                "version_id": folder.name,
                "columns": [{"name": name, "type": str(kind)} for name, kind in frame.schema.items()],
                "rows": frame.to_dicts(),
                "is_truncated": result.is_truncated,
            }
        )
    else:
        tell_table(frame)
        console.note("sql.rows", rows=frame.height)
    if result.is_truncated:
        console.note("sql.truncated", rows=frame.height)


@app.command(help="explain")
def explain(
    figure: Annotated[str, typer.Argument(help="option.figure", metavar="TABLE.COLUMN")],
    key: Annotated[list[str] | None, typer.Argument(help="option.key", metavar="KEY=VALUE…")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from orchestration.explained import document, explained, lines
    from orchestration.versions import WAREHOUSE_FILE, current_folder

    folder = current_folder(settings.published)
    if folder is None:
        raise SankuError("no_warehouse")
    found, description = explained(folder / WAREHOUSE_FILE, figure=figure, pairs=key or [])
    console.document({"version_id": folder.name, **document(found, description=description)})
    if console.as_json:
        return
    for line in lines(found, description=description, lang=console.lang, text=console.text):
        console.line(line)
    if found.ranked is not None:
        tell_table(found.ranked)
    if found.members.height:
        tell_table(found.members.drop("submission_id"))
    console.note("sql.rows", rows=found.members.height)


@app.command(help="serve")
def serve(
    *,
    port: Annotated[int, typer.Option(help="option.port", min=1, max=65_535)] = _DEFAULT_PORT,
    address: Annotated[str, typer.Option(help="option.address")] = "localhost",
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from orchestration.inputs import ROOT
    from orchestration.versions import current_folder

    if not _is_free(address, port):
        raise SankuError("port", port=port)
    if current_folder(settings.published) is None:
        console.note("serve.nothing")
    url = f"http://{address}:{port}"
    console.say("serve.address", address=url)
    console.document({"address": url})
    console.note("serve.stop")
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.serverAddress": address,
        "browser.gatherUsageStats": "false",
    }
    application = ROOT / "dashboards" / "app.py"
    command = [sys.executable, "-m", "streamlit", "run", str(application)]
    # In place of this process: a Ctrl-C or a service manager's signal is for Streamlit.
    os.execv(sys.executable, [*command, *(f"--{name}={value}" for name, value in options.items())])


@app.command(help="schedule")
def schedule(
    *,
    port: Annotated[int, typer.Option(help="option.port", min=1, max=65_535)] = _SCHEDULE_PORT,
    address: Annotated[str, typer.Option(help="option.address")] = "localhost",
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from orchestration.daemon import daemon_command, dagster_home

    if not _is_free(address, port):
        raise SankuError("port", port=port)
    os.environ["DAGSTER_HOME"] = str(dagster_home(settings.data_dir))
    url = f"http://{address}:{port}"
    console.say("schedule.address", address=url)
    console.document({"address": url})
    console.note("serve.stop")
    command = daemon_command(address=address, port=port)
    os.execv(command[0], command)


@mapping_app.command("draft", help="mapping.draft")
def mapping_draft(
    file: Annotated[Path, typer.Argument(help="option.mapping_of", metavar="FILE")],
    *,
    encoding: Annotated[str | None, typer.Option(help="option.encoding")] = None,
    as_json: AsJson = False,
) -> None:
    console = _console(as_json=as_json)
    from ingestion.mapping import draft_of

    draft, refusal = draft_of(file, encoding=encoding, month=datetime.now(UTC).date().replace(day=1))
    suffix = "" if console.lang == "zh" else "_en"
    if refusal is not None:
        message, advice = refusal[f"message{suffix}"], refusal[f"advice{suffix}"]
        raise SankuError("draft_refused", reason=message, advice=advice)
    console.line(draft.rstrip())
    console.document({"path": file, "mapping": draft})


@app.command(help="schema")
def schema() -> None:
    from ingestion.json_schema import submission_schema
    from ingestion.policy import load_policy

    _console(as_json=True).document(submission_schema(load_policy(_settings().policy_dir)))


@policy_app.command("check", help="policy.check")
def policy_check(
    directory: Annotated[Path | None, typer.Argument(help="option.policy_dir", metavar="DIR")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    console, settings = _console(as_json=as_json), _settings()
    from ingestion.policy import PolicyError, load_policy

    folder = directory or settings.policy_dir
    try:
        policy = load_policy(folder)
    except PolicyError as error:
        trouble = told(error, console.lang, data_dir=settings.data_dir)
        console.document({"directory": folder, "problems": trouble.details})
        if not as_json:
            console.trouble(trouble)
        raise typer.Exit(REFUSED) from None
    console.say("policy.right", name=policy.name, files=len(policy.files), sha256=policy.sha256[:12])
    console.document(
        {
            "directory": folder,
            "name": policy.name,
            "sha256": policy.sha256,
            "files": policy.files,
            "problems": [],
        }
    )


# Shared by the commands


def _settings() -> Settings:
    return Settings.from_env(os.environ)


def _console(*, as_json: bool) -> Console:
    return Console(lang=_settings().lang, as_json=as_json)


def _refresh(console: Console, settings: Settings, *, as_of: datetime | None = None) -> "Outcome":
    from orchestration.interrupt import interruptible
    from orchestration.refresh import refresh as run

    try:
        with console.progress() as progress:
            return interruptible(lambda: run(settings, as_of=as_of, progress=progress))
    except KeyboardInterrupt:
        console.trouble(SankuError("interrupted").trouble(console.lang))
        sys.stdout.flush()
        sys.stderr.flush()
        # The work goes on in its thread, and ends like this alone. What it leaves the next refresh sweeps.
        os._exit(FAILED)


def _annotate(
    console: Console, out: Path, results: "Sequence[CheckResult]", *, names: Mapping[str, str]
) -> None:
    """Write the return file of the one file that was checked."""
    import polars as pl

    from ingestion.durable import storing, write_atomic
    from ingestion.feedback.return_file import return_file

    record = results[0].record if len(results) == 1 else None
    content = return_file(
        results[0].path,
        pl.concat(result.findings for result in results),
        record=record,
        unit_name=names.get(record.reporting_unit_code or "") if record else None,
        lang=console.lang,
    )
    with storing("校验结果", "the return file", where=out):
        write_atomic(out, content)
    console.say("check.annotated", path=out)


def _code_of(submissions: "Sequence[Receipt | SubmissionRecord]") -> int:
    """Whether a file or a row was refused."""
    is_refused = any(item.outcome == "rejected" or item.rejected_row_count for item in submissions)
    return REFUSED if is_refused else DONE


def _locality_names(policy: "Policy", lang: Language) -> dict[str, str]:
    name = "locality_name" if lang == "zh" else "locality_name_en"
    return {row["locality_code"]: row[name] or row["locality_code"] for row in policy.localities.to_dicts()}


def _unit_code(value: str, policy: "Policy") -> str:
    from ingestion.parsing.cells import spelled
    from ingestion.policy import locality_lookup

    units = {spelled(text): code for text, code in locality_lookup(policy, reporting_units_only=True).items()}
    if spelled(value) not in units:
        known = "、".join(policy.localities.filter("is_reporting_unit")["locality_name"])
        raise WrongUsageError("unit", value=value, known=known)
    return units[spelled(value)]


def _month(value: str) -> date:
    from ingestion.months import parse_month

    month = parse_month(value)
    if month is None:
        raise WrongUsageError("month", value=value)
    return month


def _last_rows(settings: Settings, *, unit: str, month: date) -> "LastRows | None":
    """What a unit said last in the published warehouse; None where nothing is published."""
    import duckdb

    from ingestion.template.rows import last_rows
    from orchestration.versions import WAREHOUSE_FILE, current_folder

    folder = current_folder(settings.published)
    if folder is None:
        return None
    with duckdb.connect(str(folder / WAREHOUSE_FILE), read_only=True) as connection:
        return last_rows(connection, unit=unit, month=month)


def _time(value: str, policy: "Policy", *, is_end_of_day: bool = False) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise WrongUsageError("time", value=value) from None
    if is_end_of_day and len(value) <= len("2020-08-05"):
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=policy.settings.timezone)


def _is_free(address: str, port: int) -> bool:
    import socket

    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((address, port))
        except OSError:
            return False
    return True


def _speak(command: Any, lang: Language) -> None:
    """Put wordings in place of keys, in every help text below a command."""
    for part in (command, *command.params):
        key = getattr(part, "help", None)
        if key and has_text(key):
            part.help = text(key, lang)
    for below in getattr(command, "commands", {}).values():
        _speak(below, lang)
