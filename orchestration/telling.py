"""What the command line says of files, findings and refreshes, for people and for machines.

Belongs here: which facts an answer has, and how much of it a person can read through. Does not belong here: any
wording (`texts.csv`), where output goes (`console`), and commands (`cli`).
"""

import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from orchestration.console import Console, plain

if TYPE_CHECKING:
    import polars as pl

    from ingestion.arrivals import PassedOver
    from ingestion.assemble import FirstLook
    from ingestion.landing import SubmissionRecord
    from ingestion.receive import Receipt
    from orchestration.refresh import Outcome

# Many files at once get receipts that a person can read through: what was refused, and counts.
FEW_FILES = 5
# Problems of one file; the rest is counted, and the return file and --json list it.
_FINDINGS_SHOWN = 12
_WIDEST_TABLE = 100_000


def tell_outcome(console: Console, outcome: "Outcome", *, extra: Mapping[str, object] | None = None) -> None:
    """Say how a refresh ended."""
    version = outcome.version.version_id if outcome.version else None
    trouble = outcome.trouble.get(console.lang)
    if trouble is None:
        as_of = outcome.version.as_of if outcome.version and outcome.status == "published" else None
        key = "refresh.asof" if as_of else f"refresh.{outcome.status}"
        values = {"version": version, "seconds": outcome.seconds, "folder": outcome.folder}
        console.say(key, **values, as_of=local_time(as_of) if as_of else "")
        if outcome.receipts:
            tell_total(console, [receipt.outcome for receipt in outcome.receipts])
        if outcome.checks:
            console.say("refresh.checks", count=len(outcome.checks))
        if not as_of:
            console.say("refresh.folder", folder=outcome.folder)
    elif not console.as_json:
        console.trouble(trouble)
        console.note("refresh.kept" if version else "refresh.none_kept", version=version)
    console.document(
        {
            "status": outcome.status,
            "seconds": outcome.seconds,
            "version": asdict(outcome.version) if outcome.version else None,
            "folder": outcome.folder,
            "receipts": [receipt_document(receipt) for receipt in outcome.receipts],
            "failed_checks": [asdict(item) for item in outcome.checks],
            "error": asdict(trouble) if trouble else None,
            **(extra or {}),
        }
    )


def tell_submission(
    console: Console,
    name: str,
    what: "Receipt | SubmissionRecord",
    findings: "pl.DataFrame",
    *,
    names: Mapping[str, str],
    told: Collection[str],
    columns: "pl.DataFrame | None" = None,
) -> None:
    """One file: what it was taken for, its rows, and the findings of the severities in `told`."""
    console.say(
        "receipt",
        file=name,
        outcome=console.text(f"outcome.{what.outcome}"),
        **_about(console, what, names=names),
        accepted=what.accepted_row_count,
        rejected=what.rejected_row_count,
        skipped=what.skipped_row_count,
    )
    _tell_findings(console, findings, told=told, columns=columns)


def tell_first(console: Console, look: "FirstLook", *, names: Mapping[str, str]) -> None:
    """What reading has found: the rules take many times as long, and a clerk should not wait for them."""
    console.say(
        "check.first",
        file=look.source.path,
        rows=look.row_count,
        **_about(console, look, names=names),
    )
    _tell_findings(console, look.findings, told=worth_telling([look]), columns=look.source_columns)


def _about(
    console: Console, what: "Receipt | SubmissionRecord | FirstLook", *, names: Mapping[str, str]
) -> dict[str, str]:
    unit = what.reporting_unit_code
    return {
        "unit": names.get(unit, unit) if unit else console.text("unit.unknown"),
        "month": f"{what.report_month:%Y-%m}" if what.report_month else console.text("month.unknown"),
        "kind": console.text(f"kind.{what.kind or 'unknown'}"),
    }


def not_yet_told(findings: "pl.DataFrame", told: "pl.DataFrame | None") -> "pl.DataFrame":
    """The findings that have not been told yet."""
    if told is None:
        return findings
    cell = ["rule_id", "sheet", "row_number", "column_letter", "field", "raw_value"]
    return findings.join(told, on=cell, how="anti", nulls_equal=True)


def _tell_findings(
    console: Console, findings: "pl.DataFrame", *, told: Collection[str], columns: "pl.DataFrame | None"
) -> None:
    from ingestion.feedback.groups import SEVERITIES, group_findings

    groups = group_findings(findings, columns=columns).to_dicts()
    shown = [group for group in groups if group["severity"] in told][:_FINDINGS_SHOWN]
    suffix = "" if console.lang == "zh" else "_en"
    for group in shown:
        console.say(
            "receipt.finding",
            severity=console.text(f"severity.{group['severity']}"),
            place=group[f"place{suffix}"],
            message=group[f"message{suffix}"],
            advice=group[f"advice{suffix}"],
            others=_others(console, group),
        )
    left = Counter(dict.fromkeys(SEVERITIES, 0))
    for group in groups:
        if group not in shown:
            left[group["severity"]] += group["finding_count"]
    if left.total():
        console.say("receipt.more", **{f"{severity}s": count for severity, count in left.items()})


def _others(console: Console, group: Mapping[str, Any]) -> str:
    """How many cells a problem has, and what else was typed in them."""
    if group["finding_count"] == 1:
        return ""
    values = [str(value) for value in group["values"][1:]]
    key = "receipt.values" if values else "receipt.count"
    return console.text(key, count=group["finding_count"], values="、".join(values))


def worth_telling(files: Sequence[object]) -> Collection[str]:
    """The severities of findings that are told of so many files."""
    from ingestion.feedback.groups import SEVERITIES

    return SEVERITIES if len(files) <= FEW_FILES else SEVERITIES[:1]


def tell_standing(console: Console, receipt: "Receipt") -> None:
    """Whether a file was here before, and whether it counts."""
    if not receipt.is_new:
        console.say("receipt.again", time=local_time(receipt.first_received_at), file=receipt.first_file_name)
    if receipt.superseded_by:
        console.say("receipt.superseded", file=receipt.superseded_by.file_name)
    elif not receipt.is_effective and receipt.outcome != "rejected":
        console.say("receipt.not_effective")


def tell_total(console: Console, outcomes: Sequence[str]) -> None:
    """How many files were accepted, and how."""
    console.say(
        "received.total",
        files=len(outcomes),
        accepted=outcomes.count("accepted"),
        with_findings=outcomes.count("accepted_with_findings"),
        rejected=outcomes.count("rejected"),
    )


def tell_passed_over(console: Console, other: "PassedOver") -> None:
    """A file beside the others that is none to receive, and why."""
    console.note("received.passed_over", path=other.path, reason=console.text(f"reason.{other.reason}"))


def receipt_document(receipt: "Receipt") -> dict[str, object]:
    """A receipt as JSON has it."""
    fields = {
        name: value for name, value in vars(receipt).items() if name not in {"findings", "superseded_by"}
    }
    by = receipt.superseded_by
    return fields | {
        "superseded_by": by and {"submission_id": by.submission_id, "file_name": by.file_name},
        "findings": receipt.findings.to_dicts(),
    }


def local_time(moment: str | datetime) -> str:
    """In the time zone of this machine, as people write it."""
    value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{value.astimezone():%Y-%m-%d %H:%M:%S %z}"


def tell_table(frame: "pl.DataFrame") -> None:
    """All columns and rows; wide tables are wide, so that they can be piped on."""
    import rich.box
    import rich.console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=rich.box.SIMPLE_HEAD, pad_edge=False)
    for name, kind in frame.schema.items():
        table.add_column(Text(name), justify="right" if kind.is_numeric() else "left", no_wrap=True)
    for row in frame.iter_rows():
        table.add_row(*("" if cell is None else Text(str(_plain_cell(cell))) for cell in row))
    # Measured on a screen without end, printed as wide as it is.
    endless = rich.console.Console(file=sys.stdout, width=_WIDEST_TABLE)
    rich.console.Console(file=sys.stdout, width=endless.measure(table).maximum).print(table)


def _plain_cell(cell: object) -> object:
    """A cell as it is read: times in ISO 8601, yes and no as in SQL, everything else as it is."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return plain(cell) if isinstance(cell, datetime) else cell
