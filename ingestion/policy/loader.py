"""Reads a policy pack, checks it whole, and hands it on as typed tables; all problems are told at once.

Reading, the checks between rows and files, and the pack's hash belong here; what a file may hold stands in
`model`, the wording of every problem in `problems.csv`.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_args

import polars as pl
from pydantic import ValidationError

from ingestion.names import is_code, normalise_code, normalise_name
from ingestion.policy.model import (
    FILLED,
    REASONS,
    REQUIRED,
    SEPARATOR,
    TABLES,
    Category,
    Library,
    PolicySettings,
    Row,
    cells_of,
)

_PROBLEMS = Path(__file__).with_name("problems.csv")
# Left by editors and file managers, no part of a pack.
_IGNORED_PREFIXES = (".", "~$")
_DOCUMENTS = re.compile(r"(README|LICENSE|NOTE).*|.*\.geojson")
_CODES_AND_NAMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "project_alias": {
        "alias": ("alias_code", "alias_name_key"),
        "project_code_or_name": ("target_code", "target_name_key"),
    },
    "list_members": {"project_code_or_name": ("project_code", "name_key")},
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with a pack. `row` counts as a spreadsheet does: the heading is row 1."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    message: str
    advice: str
    message_en: str
    advice_en: str

    def __str__(self) -> str:
        place = "".join(
            [self.file, f" 第 {self.row} 行" if self.row else "", f" {self.column} 列" if self.column else ""]
        )
        return f"{place}：{self.message}。{self.advice}。"


class PolicyError(ValueError):
    """A pack that may not be used, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A checked pack. `tables` has a frame for every file of `model.TABLES`, empty where it is absent."""

    name: str
    directory: Path
    sha256: str
    files: tuple[str, ...]
    tables: Mapping[str, pl.DataFrame]
    settings: PolicySettings

    @property
    def localities(self) -> pl.DataFrame:
        return self.tables["localities"]


@dataclass(frozen=True)
class _Line:
    """A row as typed, by heading; `row` is its typed form, None where a cell is wrong."""

    file: str
    number: int
    cells: Mapping[str, str]
    row: Row | None = None

    def items(self, column: str) -> list[str]:
        return [item for item in map(str.strip, self.cells[column].split(SEPARATOR)) if item]

    def problem(self, code: str, column: str, **wording: Any) -> Problem:
        return _problem(
            code,
            self.file,
            row=self.number or None,
            column=column,
            **({"value": self.cells[column]} | wording),
        )


_Lines = Mapping[str, list[_Line]]


def load_policy(directory: Path) -> Policy:
    """The pack in a folder, or PolicyError with all its problems."""
    directory = Path(directory).resolve()
    if not directory.is_dir():
        raise PolicyError([_problem("PACK_MISSING", directory.name, value=str(directory))])
    problems: list[Problem] = []
    files = _read_files(directory, problems)
    lines = {stem: _read_table(stem, files.get(f"{stem}.csv"), problems) for stem in TABLES}
    settings = _settings(lines["settings"], problems)
    problems += _check_files(files, lines["settings"])
    checks = (_check_keys, _check_periods, _check_references, _check_places, _check_libraries, _check_meaning)
    for check in checks:
        problems += check(lines)
    if problems or settings is None:
        order = [f"{stem}.csv" for stem in TABLES]
        problems.sort(key=lambda p: (order.index(p.file) if p.file in order else len(order), p.row or 0))
        raise PolicyError(problems)
    return Policy(
        name=directory.name,
        directory=directory,
        sha256=_sha256(files),
        files=tuple(files),
        tables={stem: _frame(stem, lines[stem]) for stem in TABLES},
        settings=settings,
    )


def with_rows(policy: Policy, stem: str, rows: Sequence[Row]) -> Policy:
    """The policy with more rows of one table than its pack has; name and hash stay those of the pack."""
    given = _frame(stem, [_Line(f"{stem}.csv", 0, {}, row) for row in rows])
    return replace(policy, tables={**policy.tables, stem: pl.concat([policy.tables[stem], given])})


def spelling(text: str) -> str:
    """The form in which spellings of a locality are compared: NFKC, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def locality_lookup(policy: Policy, *, reporting_units_only: bool = False) -> dict[str, str]:
    """Every accepted `spelling` (code, names, aliases) → locality code; all for sites, some for units."""
    return {
        text: row["locality_code"]
        for row in policy.localities.iter_rows(named=True)
        if row["is_reporting_unit"] or not reporting_units_only
        for text in _spellings(row)
    }


def choice_words(policy: Policy) -> dict[str, dict[str, str]]:
    """The pack's own names for what the workbook lets people choose, the preferred first: field → word → code."""
    libraries = policy.tables["libraries"]
    named = ("library_name", "library_name_en")
    return {
        "library": {row[name]: row["library"] for name in named for row in libraries.iter_rows(named=True)},
        "plan_theme": dict(policy.tables["themes"].select("name", "code").iter_rows()),
        "planning_type": dict(policy.tables["planning_types"].select("name", "code").iter_rows()),
    }


def _spellings(row: Mapping[str, Any]) -> dict[str, str]:
    """Each accepted spelling of a locality, and the column it comes from."""
    columns = ("aliases", "locality_name_en", "locality_name", "locality_code")
    found = {spelling(text): column for column in columns for text in (row[column] or "").split(SEPARATOR)}
    return {text: column for text, column in found.items() if text}


# Reading


def _read_files(directory: Path, problems: list[Problem]) -> dict[str, bytes]:
    """Every file by its name in the pack, read once: what is checked is what is hashed."""
    files: dict[str, bytes] = {}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory)
        if not path.is_file() or any(part.startswith(_IGNORED_PREFIXES) for part in name.parts):
            continue
        try:
            files[name.as_posix()] = path.read_bytes()
        except OSError as error:
            problems.append(_problem("FILE_UNREADABLE", name.as_posix(), value=error.strerror))
    return files


def _sha256(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def _read_table(stem: str, content: bytes | None, problems: list[Problem]) -> list[_Line]:
    file, model = f"{stem}.csv", TABLES[stem]
    if content is None:
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(_problem("NOT_UTF8", file, row=content.count(b"\n", 0, error.start) + 1))
        return []
    records: list[list[str]] = []
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        records.extend([cell.strip() for cell in record] for record in rows)
    except csv.Error as error:
        problems.append(_problem("NOT_CSV", file, row=len(records) + 1, value=str(error)))
        return []
    header = records[0] if records else []
    if faults := list(_check_header(file, header, list(model.model_fields))):
        problems += faults
        return []
    lines: list[_Line] = []
    for number, record in enumerate(records[1:], start=2):
        if not any(record):
            continue
        line = _Line(file, number, dict(zip_longest(header, record[: len(header)], fillvalue="")))
        if len(record) == len(header):
            line = replace(line, row=_typed(line, model, problems))
        else:
            found, expected = str(len(record)), str(len(header))
            problems.append(_problem("CELL_COUNT", file, row=number, value=found, expected=expected))
        lines.append(line)
    if stem in FILLED and not lines:
        problems.append(_problem("FILE_EMPTY", file))
    return lines


def _check_header(file: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    for column in dict.fromkeys(header):
        if column not in columns:
            known = "、".join(columns)
            yield _problem("COLUMN_UNKNOWN", file, row=1, column=column, value=column, expected=known)
        elif header.count(column) > 1:
            yield _problem("COLUMN_TWICE", file, row=1, column=column, value=column)
    for column in columns:
        if column not in header:
            yield _problem("COLUMN_MISSING", file, row=1, column=column)


def _typed(line: _Line, model: type[Row], problems: list[Problem]) -> Row | None:
    try:
        return model.model_validate({column: cell for column, cell in line.cells.items() if cell})
    except ValidationError as error:
        for column, code in _faults(error):
            cell = cells_of(model)[column]
            expected, expected_en = cell.expected, cell.expected_en
            if code == "REASON_UNKNOWN":
                expected = expected_en = "、".join(REASONS[line.cells["supervision_code"]])
            problems.append(line.problem(code, column, expected=expected, expected_en=expected_en))
        return None


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Column and problem code of each fault that pydantic found; those of a whole row carry both."""
    for fault in error.errors():
        if fault["loc"]:
            yield str(fault["loc"][0]), "CELL_BLANK" if fault["type"] == "missing" else "CELL_WRONG"
        else:
            yield fault["ctx"]["column"], fault["type"]


def _settings(lines: list[_Line], problems: list[Problem]) -> PolicySettings | None:
    cells = cells_of(PolicySettings)
    by_key = {line.cells["key"]: line for line in lines}
    unknown = [line for key, line in by_key.items() if key and key not in cells]
    problems += [line.problem("SETTING_UNKNOWN", "key", expected="、".join(cells)) for line in unknown]
    values = {
        key: by_key[key].cells["value"] for key in cells if key in by_key and by_key[key].cells["value"]
    }
    try:
        return PolicySettings.model_validate(values)
    except ValidationError as error:
        for key, code in _faults(error):
            line = by_key.get(key, _Line("settings.csv", 0, {"key": key, "value": key}))
            shown = code if key in by_key else "SETTING_MISSING"
            expected, expected_en = cells[key].expected, cells[key].expected_en
            if lines:
                problems.append(line.problem(shown, "value", expected=expected, expected_en=expected_en))
        return None


# Checks between rows and files


def _check_files(files: Mapping[str, bytes], settings: list[_Line]) -> Iterator[Problem]:
    maps = [line for line in settings if line.cells["key"] == "map_file" and line.cells["value"]]
    yield from (line.problem("MAP_MISSING", "value") for line in maps if line.cells["value"] not in files)
    yield from (_problem("FILE_MISSING", f"{stem}.csv") for stem in REQUIRED if f"{stem}.csv" not in files)
    known = {f"{stem}.csv" for stem in TABLES} | {line.cells["value"] for line in maps}
    for name, content in files.items():
        if name.startswith("texts/"):
            try:
                content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                yield _problem("NOT_UTF8", name, row=content.count(b"\n", 0, error.start) + 1)
        elif name not in known and not _DOCUMENTS.fullmatch(name):
            yield _problem("FILE_UNKNOWN", name)


def _key(line: _Line, columns: tuple[str, ...]) -> tuple[object, ...]:
    values = [getattr(line.row, column) for column in columns]
    return tuple(normalise_name(value) if isinstance(value, str) else value for value in values)


def _check_keys(lines: _Lines) -> Iterator[Problem]:
    for stem, model in TABLES.items():
        first: dict[tuple[object, ...], int] = {}
        for line in lines[stem] if model.lasts is None else ():
            if line.row is None:
                continue
            other = first.setdefault(_key(line, model.unique_by), line.number)
            if other != line.number:
                shown = SEPARATOR.join(line.cells[column] for column in model.unique_by)
                columns = "、".join(model.unique_by)
                yield line.problem(
                    "KEY_TWICE", model.unique_by[-1], value=shown, other=other, expected=columns
                )


def _check_periods(lines: _Lines) -> Iterator[Problem]:
    """Rows of one key may stand side by side only for periods that share no day."""
    for stem, model in TABLES.items():
        if model.lasts is None:
            continue
        starts, ends = model.lasts
        seen: list[tuple[tuple[object, ...], date, date, int]] = []
        for line in lines[stem]:
            if line.row is None:
                continue
            first, last = getattr(line.row, starts) or date.min, getattr(line.row, ends) or date.max
            if first > last:
                yield line.problem("PERIOD_REVERSED", ends)
            key = _key(line, model.unique_by)
            for other_key, other_first, other_last, other in seen:
                if key == other_key and first <= other_last and other_first <= last:
                    yield line.problem("PERIODS_OVERLAP", starts, other=other)
            seen.append((key, first, last, line.number))


def _check_references(lines: _Lines) -> Iterator[Problem]:
    # The cells as typed, and nothing where a file gave no rows: a fault told already makes nothing dangle.
    def typed(stem: str, column: str) -> list[str]:
        return [line.cells[column] for line in lines[stem]]

    city = [line.cells["value"] for line in lines["settings"] if line.cells["key"] == "city_code"]
    tiers, localities = typed("tiers", "tier"), typed("localities", "locality_code")
    domains = {
        "tier": ("tiers.csv", tiers),
        "locality": ("localities.csv", localities),
        "place": ("localities.csv", localities and localities + tiers + city),
        "list": ("lists.csv", typed("lists", "list_code")),
        "category": ("model", list(get_args(Category))),
    }
    for stem, model in TABLES.items():
        for column, domain in model.refers_to.items():
            source, known = domains[domain]
            for line in lines[stem]:
                for value in line.items(column):
                    if known and value not in known:
                        expected = "、".join(known)
                        yield line.problem("DANGLING", column, value=value, other=source, expected=expected)


def _check_places(lines: _Lines) -> Iterator[Problem]:
    """City, tiers and localities share one column of codes; a spelling names one locality."""
    taken = {line.cells["value"]: line for line in lines["settings"] if line.cells["key"] == "city_code"}
    for stem, column in (("tiers", "tier"), ("localities", "locality_code")):
        for line in lines[stem]:
            other = taken.setdefault(line.cells[column], line)
            if other.file != line.file:
                yield line.problem("CODE_TAKEN", column, other=other.file)
    owners: dict[str, _Line] = {}
    for line in lines["localities"]:
        for text, column in _spellings(line.cells).items():
            owner = owners.setdefault(text, line)
            if owner.cells["locality_code"] != line.cells["locality_code"]:
                yield line.problem("SPELLING_TAKEN", column, value=text, other=owner.number)


def _check_libraries(lines: _Lines) -> Iterator[Problem]:
    known = {line.cells["library"] for line in lines["libraries"]}
    for library in get_args(Library.model_fields["library"].annotation) if known else ():
        if library not in known:
            yield _problem("LIBRARY_MISSING", "libraries.csv", column="library", value=library)


def _check_meaning(lines: _Lines) -> Iterator[Problem]:
    """What approval items wait for, what aliases point to, whom registered names belong to."""
    items = {(line.cells["approval_route"], line.cells["item"]): line for line in lines["approval_items"]}
    for line in lines["approval_items"]:
        for item in line.items("waits_for"):
            before = items.get((line.cells["approval_route"], item))
            if before is None or _order(before) >= _order(line):  # so no circle of waiting can arise
                yield line.problem("WAITS_FOR_LATER", "waits_for", value=item)
    aliases = {
        (line.cells["reporting_unit_code"], normalise_name(line.cells["alias"])): line
        for line in lines["project_alias"]
    }
    for line in lines["project_alias"]:
        target = normalise_name(line.cells["project_code_or_name"])
        if other := aliases.get((line.cells["reporting_unit_code"], target)):
            yield line.problem("ALIAS_CHAIN", "project_code_or_name", other=other.number)
    for line in lines["list_members"]:
        if not line.cells["reporting_unit_code"] and not is_code(line.cells["project_code_or_name"]):
            yield line.problem("UNIT_NEEDED", "reporting_unit_code")


def _order(line: _Line) -> int:
    order = line.cells["item_order"]
    return int(order) if order.isdecimal() else 0


# Handing on


def _frame(stem: str, lines: list[_Line]) -> pl.DataFrame:
    schema = {column: cell.dtype for column, cell in cells_of(TABLES[stem]).items()}
    frame = pl.DataFrame([line.row.model_dump() for line in lines if line.row], schema=schema, orient="row")
    for column, (code, name) in _CODES_AND_NAMES.get(stem, {}).items():
        values = frame[column].to_list()
        codes = [normalise_code(value) if is_code(value) else None for value in values]
        names = [None if is_code(value) else normalise_name(value) for value in values]
        frame = frame.with_columns(
            pl.Series(code, codes, dtype=pl.String), pl.Series(name, names, dtype=pl.String)
        )
    return frame


@cache
def _wordings() -> dict[str, dict[str, str]]:
    with _PROBLEMS.open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): row for row in csv.DictReader(file)}


def _problem(
    code: str,
    file: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    other: object = "",
    expected: str = "",
    expected_en: str = "",
) -> Problem:
    words = {"column": column, "value": value, "other": other, "expected": expected}
    words["expected_en"] = expected_en or expected
    texts = {key: text.format_map(words) for key, text in _wordings()[code].items()}
    return Problem(code=code, file=file, row=row, column=column, value=value, **texts)
