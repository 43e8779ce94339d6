"""Files become submissions: read, identified, parsed, checked by the rules; many at a time.

Belongs here: the steps in their order, the findings of all steps as one list, the outcome and the counts.
Does not belong here: any of the steps themselves, and where submissions are kept (`receive`, `landing`).
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from ingestion.contract import CellType, Content, load_workbook_contract
from ingestion.expectations.frame import with_derived
from ingestion.expectations.outcome import breaches, refused_rows, rule_summary
from ingestion.expectations.rules import all_rules
from ingestion.expectations.suite import failures
from ingestion.expectations.units import doubtful_columns
from ingestion.feedback.messages import FINDING_SCHEMA, finding, no_findings, render_findings
from ingestion.identify import Identification, Kind, identify, not_ahead
from ingestion.landing import (
    Outcome,
    RuleCheck,
    SheetCount,
    SourceColumn,
    Submission,
    SubmissionRecord,
    submission_id,
)
from ingestion.mapping import LoadedMapping, Part, mapped_parts, recoded, refused_part
from ingestion.parsing import SOURCE_COLUMN_SCHEMA, ParsedSheet, parse_sheet
from ingestion.parsing.sheets import assign_sheets
from ingestion.policy import Policy, choice_words, locality_lookup
from ingestion.readers import RawSheet, ReadResult, read_files
from ingestion.readers.model import ROW_NUMBER

# What is held in memory at once, and checked by one run of the rules.
_FILES_AT_ONCE = 500
_ROWS_AT_ONCE = 200_000
_LONGEST_SUFFIX = 16
_INPUT_COLUMNS = {
    "position": pl.Int32(),
    "submission_id": pl.String(),
    "rule_id": pl.String(),
    "sheet": pl.String(),
    "row_number": pl.Int32(),
    "column_letter": pl.String(),
    "field": pl.String(),
    "raw_value": pl.String(),
    "value": pl.String(),
    "heading": pl.String(),
    "name": pl.String(),
    "other": pl.String(),
    "other_value": pl.String(),
}


@dataclass(frozen=True, kw_only=True)
class UnfitMapping:
    """A mapping that was right once and is no more."""

    sha256: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file to read: where its bytes are, the name it came with, and the month in which it came."""

    path: Path
    sha256: str
    file_name: str
    mapping: LoadedMapping | UnfitMapping | None = None
    received_month: date | None = None

    @property
    def mapping_sha256(self) -> str:
        """The hash of the mapping it is read by; empty for a file of our own layout."""
        return self.mapping.sha256 if self.mapping else ""


@dataclass(frozen=True, kw_only=True)
class FirstLook:
    """What a file says before the rules have been checked, which takes many times as long as reading it."""

    source: Source
    reporting_unit_code: str | None
    report_month: date | None
    kind: str | None
    row_count: int
    findings: pl.DataFrame
    source_columns: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What one file says, before the rules."""

    source: Source
    identification: Identification
    sheets: tuple[tuple[RawSheet, ParsedSheet], ...]
    findings: pl.DataFrame  # of the file as a whole, then of its sheets
    is_rejected: bool

    @cached_property
    def submission_id(self) -> str:
        return submission_id(
            sha256=self.source.sha256,
            unit=self.identification.reporting_unit_code,
            month=self.identification.report_month,
            kind=self.identification.kind,
            mapping=self.source.mapping_sha256,
        )

    @property
    def row_count(self) -> int:
        return sum(parsed.rows.height for _, parsed in self.sheets)

    def first_look(self) -> FirstLook:
        columns = [parsed.source_columns for _, parsed in self.sheets]
        return FirstLook(
            source=self.source,
            reporting_unit_code=self.identification.reporting_unit_code,
            report_month=self.identification.report_month,
            kind=self.identification.kind,
            row_count=self.row_count,
            findings=self.findings,
            source_columns=pl.concat([pl.DataFrame(schema=SOURCE_COLUMN_SCHEMA), *columns]),
        )


def assemble(
    sources: Sequence[Source],
    *,
    policy: Policy,
    tell_read: Callable[[int], None] | None = None,
    tell_first: Callable[[Sequence[FirstLook]], None] | None = None,
) -> Iterator[tuple[Source, list[Submission]]]:
    """The submissions of each file, in the order of the files.

    `tell_read` hears how many files have been read, `tell_first` what reading has found, before the rules are checked.
    """
    drafts: list[_Draft] = []

    def judge() -> Iterator[tuple[Source, list[Submission]]]:
        if tell_first is not None:
            tell_first([draft.first_look() for draft in drafts])
        yield from _judge(drafts, policy=policy)

    for done, (source, result) in enumerate(read_sources(sources), start=1):
        drafts += _drafts(source, result, policy=policy)
        if tell_read is not None:
            tell_read(done)
        if len(drafts) >= _FILES_AT_ONCE or sum(draft.row_count for draft in drafts) >= _ROWS_AT_ONCE:
            yield from judge()
            drafts = []
    if drafts:  # judging loads Great Expectations, which takes longer than all else where nothing is new
        yield from judge()


# Reading


def read_sources(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult]]:
    """What each file holds. Bytes in the archive have no suffix, which readers go by: each gets a link that has."""
    with tempfile.TemporaryDirectory(prefix="sanku-read-") as folder:
        links, refusals = [], []
        for number, source in enumerate(sources):
            link = Path(folder) / f"{number}{PurePath(source.file_name).suffix[:_LONGEST_SUFFIX]}"
            encoding = (
                source.mapping.file.read.encoding if isinstance(source.mapping, LoadedMapping) else None
            )
            refusals.append(recoded(source.path, link, encoding=encoding) if encoding else None)
            if not link.exists():
                link.symlink_to(source.path.absolute())
            links.append(link)
        for source, result, refusal in zip(sources, read_files(links), refusals, strict=True):
            yield source, ReadResult(path=result.path, refusal=refusal) if refusal else result


def _drafts(source: Source, result: ReadResult, *, policy: Policy) -> list[_Draft]:
    """What one file says: of one unit and month, or by a mapping of several."""
    if source.mapping is None:
        return [_draft(source, result, policy=policy)]
    if result.refusal is not None:
        parts = [refused_part(result.findings)]
    elif isinstance(source.mapping, UnfitMapping):
        parts = [refused_part(finding("MAPPING_DOES_NOT_FIT", raw_value=source.mapping.reason))]
    else:
        parts = mapped_parts(source.mapping, result.sheets, policy=policy)
        if source.received_month is not None:
            parts = _come(parts, received_month=source.received_month)
    return [
        _Draft(
            source=source,
            identification=part.identification,
            sheets=part.sheets,
            findings=part.findings,
            is_rejected=part.is_rejected,
        )
        for part in parts
    ]


def _come(parts: Sequence[Part], *, received_month: date) -> list[Part]:
    """The parts whose months have come; a unit's others are one refused part, since refused they have no month."""
    come: list[Part] = []
    ahead: dict[str | None, Part] = {}
    for part in parts:
        judged = not_ahead(part.identification, received_month=received_month)
        if judged is part.identification:
            come.append(part)
            continue
        earlier = ahead.get(judged.reporting_unit_code)
        told = [earlier.findings, judged.findings] if earlier else [judged.findings]
        ahead[judged.reporting_unit_code] = Part(
            identification=judged, sheets=(), findings=pl.concat(told), is_rejected=True
        )
    return [*come, *ahead.values()]


def _draft(source: Source, result: ReadResult, *, policy: Policy) -> _Draft:
    units = locality_lookup(policy, reporting_units_only=True)
    identification = identify(result.sheets, file_name=source.file_name, unit_lookup=units)
    if source.received_month is not None:
        identification = not_ahead(identification, received_month=source.received_month)
    # Where nothing could be read, that the unit is not known either is no news.
    found = [result.findings] if result.refusal else [result.findings, identification.findings]
    sheets: list[tuple[RawSheet, ParsedSheet]] = []
    month = identification.report_month
    if result.refusal is None and month is not None:
        assigned, of_sheets = assign_sheets(result.sheets, month=month)
        found.append(of_sheets)
        if "ledger" not in assigned and identification.kind != "no_change":
            found.append(finding("LEDGER_MISSING"))
        places = locality_lookup(policy)
        for content, raw in assigned.items():
            parsed = parse_sheet(
                raw,
                content,
                month=month,
                locality_lookup=places,
                no_single_place=(policy.settings.city_name, policy.settings.city_name_en),
                choice_words=choice_words(policy),
            )
            sheets.append((raw, parsed))
            found.append(parsed.findings)
            if content == "ledger":
                found.append(_of_ledger(parsed, kind=identification.kind, policy=policy))
    findings = pl.concat(found)
    return _Draft(
        source=source,
        identification=identification,
        sheets=tuple(sheets),
        findings=findings,
        is_rejected=not findings.filter(
            (pl.col("severity") == "error") & pl.col("row_number").is_null()
        ).is_empty(),
    )


def _of_ledger(parsed: ParsedSheet, *, kind: Kind | None, policy: Policy) -> pl.DataFrame:
    """What is to be said of a ledger as a whole."""
    if kind == "no_change":
        if parsed.rows.is_empty():
            return no_findings()
        words = {"value": str(parsed.rows.height)}
        return finding("NO_CHANGE_WITH_ROWS", sheet=parsed.sheet, words=words)
    return doubtful_columns(
        parsed,
        ratio=_threshold(policy, "unit_suspect_ratio"),
        smallest_total=_threshold(policy, "smallest_total_wan"),
    )


# Judging


def _judge(drafts: Sequence[_Draft], *, policy: Policy) -> Iterator[tuple[Source, list[Submission]]]:
    """Run the rules once over the rows of all drafts, and split what they find."""
    # The same bytes under two names may be the same submission.
    distinct = {draft.submission_id: draft for draft in reversed(drafts)}
    rules = all_rules(unit_suspect_ratio=_threshold(policy, "unit_suspect_ratio"))
    frames = _frames(distinct.values(), policy=policy)
    unread = pl.concat(
        [
            draft.findings.filter(pl.col("severity") == "error", pl.col("row_number").is_not_null()).select(
                pl.lit(draft.submission_id).alias("submission_id"), "sheet", "row_number", "field"
            )
            for draft in distinct.values()
        ]
        or [pl.DataFrame(schema=_input_schema("submission_id", "sheet", "row_number", "field"))]
    )
    found = breaches(frames, failures(frames, rules), rules=rules, unread_cells=unread)
    refused = _by_submission(refused_rows(found))
    worded = _by_submission(_worded(found, distinct))
    checks = _by_submission(rule_summary(frames, found, rules=rules))
    # The drafts of one file stand together.
    for source, of_source in groupby(drafts, key=lambda draft: draft.source):
        yield (
            source,
            [
                _submission(
                    distinct[draft.submission_id],
                    refused=refused.get(draft.submission_id),
                    worded=worded.get(draft.submission_id),
                    checks=checks.get(draft.submission_id),
                )
                for draft in of_source
            ],
        )


def _frames(drafts: Iterable[_Draft], *, policy: Policy) -> dict[Content, pl.DataFrame]:
    regions = dict(policy.localities.select("locality_code", "gb2260_code").iter_rows())
    rows: dict[Content, list[pl.DataFrame]] = {}
    for draft in drafts:
        who = draft.identification
        for _, parsed in draft.sheets:
            rows.setdefault(parsed.content, []).append(
                parsed.rows.with_columns(
                    submission_id=pl.lit(draft.submission_id),
                    report_month=pl.lit(who.report_month, pl.Date),
                    unit_region=pl.lit(regions.get(who.reporting_unit_code or ""), pl.String),
                )
            )
    return {
        sheet.content: with_derived(sheet.content, pl.concat(rows[sheet.content]))
        for sheet in load_workbook_contract().sheets
        if sheet.content in rows
    }


def _worded(found: pl.DataFrame, drafts: Mapping[str, _Draft]) -> pl.DataFrame:
    """Breaches as findings: the cell as typed, the headings of the file, the words of the catalogue."""
    numbers = {
        (name, sheet): part["row_number"].unique()
        for (name, sheet), part in found.partition_by("submission_id", "sheet", as_dict=True).items()
    }
    sheets = {
        (name, parsed.sheet): _Cells(raw, parsed, rows=numbers[name, parsed.sheet])
        for name, draft in drafts.items()
        for raw, parsed in draft.sheets
        if (name, parsed.sheet) in numbers
    }
    rows = [
        sheets[breach["submission_id"], breach["sheet"]].words(breach) | {"position": position}
        for position, breach in enumerate(found.iter_rows(named=True))
    ]
    given = pl.DataFrame(rows, schema=_INPUT_COLUMNS, orient="row")
    worded = [
        pl.concat(
            [part.select("position", "submission_id"), render_findings(str(rule_id), part)], how="horizontal"
        )
        for (rule_id,), part in given.partition_by("rule_id", as_dict=True).items()
    ]
    empty = pl.DataFrame(schema={"position": pl.Int32(), "submission_id": pl.String(), **FINDING_SCHEMA})
    return pl.concat([empty, *worded]).sort("position").drop("position")


class _Cells:
    """The cells of some rows of one sheet, as typed and as read, by row and field."""

    def __init__(self, raw: RawSheet, parsed: ParsedSheet, *, rows: pl.Series) -> None:
        self._raw = raw.cells.filter(pl.col(ROW_NUMBER).is_in(rows.implode()))
        self._parsed = parsed.rows.filter(pl.col("row_number").is_in(rows.implode()))
        self._contract = load_workbook_contract().by_content[parsed.content]
        self._columns = {
            field: (letter, heading)
            for field, letter, heading in parsed.source_columns.select(
                "field", "column_letter", "heading"
            ).iter_rows()
        }

    @cached_property
    def _typed(self) -> dict[str, list[str | None]]:
        return self._raw.to_dict(as_series=False)

    @cached_property
    def _typed_at(self) -> dict[int, int]:
        return {number: index for index, number in enumerate(self._raw[ROW_NUMBER])}

    @cached_property
    def _row_at(self) -> dict[int, int]:
        return {number: index for index, number in enumerate(self._parsed["row_number"])}

    @cached_property
    def _read(self) -> dict[str, list[Any]]:
        return self._parsed.to_dict(as_series=False)

    def words(self, breach: Mapping[str, Any]) -> dict[str, Any]:
        """What a finding about a breach has to name."""
        field, other, number = breach["field"], breach["other_field"], breach["row_number"]
        letter, heading = self._columns.get(field, (None, self._contract.by_name[field].heading))
        other_value = self._shown(other, number)
        if breach["other_row_number"] is not None:
            other_value = str(breach["other_row_number"])
        return {
            "submission_id": breach["submission_id"],
            "rule_id": breach["rule_id"],
            "sheet": breach["sheet"],
            "row_number": number,
            "column_letter": letter,
            "field": field,
            "raw_value": self._as_typed(letter, number),
            "value": self._shown(field, number),
            "heading": heading,
            "name": self._name(number, field),
            "other": self._columns.get(other, (None, self._contract.by_name[other].heading))[1]
            if other
            else None,
            "other_value": other_value,
        }

    def _as_typed(self, letter: str | None, number: int) -> str | None:
        return self._typed[letter][self._typed_at[number]] if letter else None

    def _shown(self, field: str | None, number: int) -> str | None:
        """A value in a sentence: money in 万元 whatever the sheet's unit is, all else as typed."""
        if field is None:
            return None
        if self._contract.by_name[field].type is CellType.MONEY:
            amount = self._read[field][self._row_at[number]]
            return None if amount is None else f"{amount.normalize():f}"
        return self._as_typed(self._columns.get(field, (None, ""))[0], number)

    def _name(self, number: int, field: str) -> str | None:
        if "project_name" in self._read:
            return str(self._read["project_name"][self._row_at[number]] or "")
        return self._shown(field, number)


def _submission(
    draft: _Draft,
    *,
    refused: pl.DataFrame | None,
    worded: pl.DataFrame | None,
    checks: pl.DataFrame | None,
) -> Submission:
    name, who = draft.submission_id, draft.identification
    rows: dict[Content, pl.DataFrame] = {}
    counts: list[SheetCount] = []
    columns: list[SourceColumn] = []
    for _, parsed in draft.sheets:
        accepted = _accepted(parsed, refused=refused, is_rejected=draft.is_rejected)
        rows[parsed.content] = accepted.with_columns(submission_id=pl.lit(name))
        accepted_count = int(accepted["is_accepted"].sum())
        counts.append(
            SheetCount(
                sheet=parsed.sheet,
                content=parsed.content,
                row_count=parsed.row_count,
                accepted_row_count=accepted_count,
                rejected_row_count=accepted.height - accepted_count,
                skipped_row_count=parsed.row_count - accepted.height,
            )
        )
        columns += [SourceColumn(**column) for column in parsed.source_columns.iter_rows(named=True)]
    findings = _numbered(draft, worded)
    sums = Counter[str]()
    for count in counts:
        sums.update(
            rows=count.row_count,
            accepted=count.accepted_row_count,
            rejected=count.rejected_row_count,
            skipped=count.skipped_row_count,
        )
    record = SubmissionRecord(
        submission_id=name,
        sha256=draft.source.sha256,
        file_name=draft.source.file_name,
        reporting_unit_code=who.reporting_unit_code,
        report_month=who.report_month,
        kind=who.kind,
        outcome=_outcome(findings, is_rejected=draft.is_rejected),
        row_count=sums["rows"],
        accepted_row_count=sums["accepted"],
        rejected_row_count=sums["rejected"],
        skipped_row_count=sums["skipped"],
        template_version=who.template_version,
        reporter=who.reporter,
        phone=who.phone,
        sheets=tuple(counts),
        source_columns=tuple(columns),
        rule_checks=tuple(
            RuleCheck(**check) for check in (checks.iter_rows(named=True) if checks is not None else ())
        ),
    )
    return Submission(record=record, findings=findings, rows=rows)


def _accepted(parsed: ParsedSheet, *, refused: pl.DataFrame | None, is_rejected: bool) -> pl.DataFrame:
    """The rows of a sheet, each saying whether it counts."""
    if is_rejected:
        return parsed.rows.with_columns(is_accepted=pl.lit(value=False))
    if refused is None:
        return parsed.rows
    numbers = refused.filter(pl.col("sheet") == parsed.sheet)["row_number"]
    return parsed.rows.with_columns(
        is_accepted=pl.col("is_accepted") & ~pl.col("row_number").is_in(numbers.implode())
    )


def _numbered(draft: _Draft, worded: pl.DataFrame | None) -> pl.DataFrame:
    """All findings of a submission: of the file, then by sheet and row."""
    order = {parsed.sheet: place for place, (_, parsed) in enumerate(draft.sheets, start=1)}
    parts = [draft.findings] if worded is None else [draft.findings, worded]
    is_of_row = pl.col("row_number").is_not_null()
    return (
        pl.concat(parts)
        .with_columns(
            place=pl.when(is_of_row)
            .then(pl.col("sheet").replace_strict(order, default=0, return_dtype=pl.Int32))
            .otherwise(0)
        )
        .sort("place", "row_number", nulls_last=False, maintain_order=True)
        .drop("place")
        .with_row_index("finding_number", offset=1)
        .with_columns(submission_id=pl.lit(draft.submission_id))
    )


def _outcome(findings: pl.DataFrame, *, is_rejected: bool) -> Outcome:
    if is_rejected:
        return "rejected"
    return "accepted" if set(findings["severity"]) <= {"info"} else "accepted_with_findings"


def _by_submission(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        str(name): part
        for (name,), part in frame.partition_by(
            "submission_id", as_dict=True, include_key=False, maintain_order=True
        ).items()
    }


def _threshold(policy: Policy, key: str) -> float | None:
    values = policy.tables["thresholds"].filter(pl.col("key") == key)["value"]
    return float(values[0]) if len(values) else None


def _input_schema(*names: str) -> dict[str, pl.DataType]:
    return {name: _INPUT_COLUMNS[name] for name in names}
