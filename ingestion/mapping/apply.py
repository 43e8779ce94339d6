"""A foreign table becomes sheets of ours, one set for each unit and month it holds.

Belongs here: finding the table, evaluating rules over whole columns, parting rows by unit and month, and leading what
is found back to the cells of the file. Does not belong here: what a mapping may say (`model`, `loader`), reading cells
of our forms (`parsing`): a mapped column is read as if it had been typed into the official workbook.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

import polars as pl

from ingestion.arrivals import Problem
from ingestion.contract import CellType, Content, Field, load_workbook_contract
from ingestion.feedback.messages import FINDING_SCHEMA, finding, no_findings, render_findings
from ingestion.identify import KIND_WORDS, Identification, Kind, parse_cover_month
from ingestion.mapping.loader import LoadedMapping
from ingestion.mapping.model import Condition, Rule
from ingestion.months import first_day
from ingestion.parsing import ParsedSheet, parse_sheet
from ingestion.parsing.cells import FIRST_YEAR, cleaned, spelled
from ingestion.policy import Policy, locality_lookup
from ingestion.readers.guard import OLE_MAGIC, ZIP_MAGIC
from ingestion.readers.model import ROW_NUMBER, Limits, Notice, RawSheet, column_index, column_letter

_ROWS_SEARCHED = 30
_BETWEEN_HEADINGS = "/"
# Invisible; within a text it keeps a cell that its own format refuses from being read in another.
_UNREADABLE = "\u2060"
_UNIT, _MONTH, _REASON = "_unit", "_month", "_reason"
# Who the rows of a project are about, which alone is no row of another sheet.
_OF_THE_PROJECT = ("project_code", "project_name")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a file says of one unit and month."""

    identification: Identification
    sheets: tuple[tuple[RawSheet, ParsedSheet], ...]
    findings: pl.DataFrame
    is_rejected: bool


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A table found in a file: its cells below the headings, as typed, and the letter of each named column."""

    sheet: RawSheet
    letters: Mapping[str, str]
    headings: Mapping[str, str]  # letter -> as typed
    body: pl.DataFrame

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The same without blanks around, null where nothing is set."""
        return cleaned(self.body)


def missing_columns(mapping: LoadedMapping, sheets: Sequence[RawSheet]) -> list[Problem]:
    """The columns a mapping names that a file has not, each with its line; also a sheet that is not there."""
    table = _find_table(mapping, sheets)
    if table is None:
        wanted = mapping.file.read.sheet or ""
        return [
            mapping.problem(
                ("read", "sheet"), f"文件中没有工作表“{wanted}”", f"the file has no sheet “{wanted}”"
            )
        ]
    return [
        mapping.problem(place, f"文件中没有“{name}”这一列", f"the file has no column “{name}”")
        for place, name in mapping.columns()
        if _key(name) not in table.letters
    ]


def mapped_parts(mapping: LoadedMapping, sheets: Sequence[RawSheet], *, policy: Policy) -> list[Part]:
    """The submissions in a file: one for each unit and month, and one for rows of which that cannot be told."""
    problems = missing_columns(mapping, sheets)
    if problems:
        value = "；".join(problem.message for problem in problems)
        return [refused_part(finding("MAPPING_DOES_NOT_FIT", raw_value=value))]
    table = _find_table(mapping, sheets)
    if table is None or table.body.is_empty():
        return [refused_part(finding("MAPPING_WITHOUT_ROWS", raw_value=mapping.file.name))]
    return _Reader(mapping, table, policy).parts()


def refused_part(findings: pl.DataFrame) -> Part:
    """A file of which nothing could be read."""
    return Part(identification=_identified(None, None, None), sheets=(), findings=findings, is_rejected=True)


def recoded(path: Path, target: Path, *, encoding: str) -> Notice | None:
    """Write a text in UTF-8 where the reader finds it; a notice where it is not in that encoding."""
    with path.open("rb") as file:
        content = file.read(Limits().max_text_bytes + 1)
    if content.startswith((ZIP_MAGIC, OLE_MAGIC)) or len(content) > Limits().max_text_bytes:
        return None  # a workbook has no encoding, and what is too large is refused by the reader
    try:
        target.write_text(content.decode(encoding), encoding="utf-8", newline="")
    except (UnicodeDecodeError, LookupError):
        return Notice(rule_id="ENCODING_DIFFERS", words={"value": encoding})
    return None


def _identified(unit: str | None, month: date | None, kind: Kind | None) -> Identification:
    return Identification(
        reporting_unit_code=unit,
        report_month=month,
        kind=kind,
        template_version=None,
        reporter=None,
        phone=None,
        findings=no_findings(),
    )


# The table


def _key(heading: str) -> str:
    """The form in which column names are compared."""
    return " ".join(heading.split())


def _find_table(mapping: LoadedMapping, sheets: Sequence[RawSheet]) -> _Table | None:
    """The sheet that is asked for, else the one with most of the columns that the mapping names."""
    read = mapping.file.read
    names = {_key(name) for _, name in mapping.columns()}
    if read.sheet is not None:
        by_number = {str(number): sheet for number, sheet in enumerate(sheets, start=1)}
        sheets = [sheet for sheet in sheets if sheet.name == read.sheet] or [
            sheet for number, sheet in by_number.items() if number == read.sheet
        ]
    tables = [
        _table(_transposed(sheet) if read.transpose else sheet, rows=read.header_row, names=names)
        for sheet in sheets
        if sheet.cells.height
    ]
    return max(tables, key=lambda table: len(names & set(table.letters)), default=None)


def _table(sheet: RawSheet, *, rows: tuple[int, ...] | None, names: set[str]) -> _Table:
    if rows is None:
        top = sheet.cells.head(_ROWS_SEARCHED).rows()
        rows = (max(top, key=lambda row: len(names & {_key(cell or "") for cell in row[1:]}))[0],)
    headings = _headings(sheet, rows)
    letters: dict[str, str] = {}
    for letter, heading in headings.items():
        letters.setdefault(_key(heading), letter)
    letters.pop("", None)
    return _Table(
        sheet=sheet,
        letters=letters,
        headings=headings,
        body=sheet.cells.filter(pl.col(ROW_NUMBER) > max(rows)),
    )


def _headings(sheet: RawSheet, rows: tuple[int, ...]) -> dict[str, str]:
    """The heading of each column; of several rows the texts joined, an upper one reaching over blanks to its right."""
    bands = []
    for number in rows:
        texts = sheet.cells.filter(pl.col(ROW_NUMBER) == number).select(sheet.letters).rows()
        band = [" ".join((text or "").split()) for text in texts[0]] if texts else [""] * len(sheet.letters)
        if number != max(rows):
            for place in range(1, len(band)):
                band[place] = band[place] or band[place - 1]
        bands.append(band)
    return {
        letter: _BETWEEN_HEADINGS.join(dict.fromkeys(text for text in texts if text))
        for letter, texts in zip(sheet.letters, zip(*bands, strict=True), strict=True)
    }


def _transposed(sheet: RawSheet) -> RawSheet:
    """The sheet with its columns as rows: row 3 is column C, column C is row 3."""
    rows = sheet.cells.drop(ROW_NUMBER)
    turned = rows.transpose(column_names=[column_letter(number) for number in range(rows.height)])
    numbers = pl.Series(ROW_NUMBER, [column_index(letter) + 1 for letter in rows.columns], dtype=pl.Int32)
    return RawSheet(name=sheet.name, cells=turned.insert_column(0, numbers))


# The rows


class _Reader:
    """Reads one table by one mapping."""

    def __init__(self, mapping: LoadedMapping, table: _Table, policy: Policy) -> None:
        self._mapping = mapping.file
        self._table = table
        self._policy = policy
        self._contract = load_workbook_contract()

    def parts(self) -> list[Part]:
        """A part for each unit and month, in the order of their first rows; what has none is refused, and last."""
        rows = self._table.cells.select(ROW_NUMBER).with_columns(
            self._units().alias(_UNIT), self._months().alias(_MONTH), self._reasons().alias(_REASON)
        )
        is_known = pl.col(_UNIT).is_not_null() & pl.col(_MONTH).is_not_null()
        known = rows.filter(is_known)
        rest = rows.filter(~is_known)
        if not known.is_empty():
            # A row that is left out needs no unit: it is counted with the first part.
            first = known.row(0, named=True)
            unneeded = rest.filter(pl.col(_REASON).is_not_null()).with_columns(
                pl.lit(first[_UNIT]).alias(_UNIT), pl.lit(first[_MONTH]).alias(_MONTH)
            )
            known = pl.concat([known, unneeded.cast(known.schema)])
            rest = rest.filter(pl.col(_REASON).is_null())
        parts = [
            self._part(group, unit=str(unit), month=month)
            for (unit, month), group in known.partition_by(
                _UNIT, _MONTH, as_dict=True, maintain_order=True
            ).items()
        ]
        return [*parts, *([self._part(rest, unit=None, month=None)] if not rest.is_empty() else [])]

    def _part(self, rows: pl.DataFrame, *, unit: str | None, month: date | None) -> Part:
        kinds: Mapping[str, Kind] = {**KIND_WORDS, **{kind: kind for kind in KIND_WORDS.values()}}
        items = rows.filter(pl.col(_REASON).is_null())
        sheets = [
            self._sheet(content, rules, rows, items, month=month)
            for content, rules in self._mapping.contents.items()
        ]
        found = [no_findings(), *self._left_out(rows), *(sheet.findings for sheet in sheets)]
        if unit is None:
            found += self._unknown(rows)
        return Part(
            identification=_identified(unit, month, kinds[self._mapping.kind.value or ""]),
            sheets=tuple((self._table.sheet, sheet) for sheet in sheets),
            findings=pl.concat(found),
            is_rejected=unit is None,
        )

    def _units(self) -> pl.Series:
        codes = {
            spelled(text): code
            for text, code in locality_lookup(self._policy, reporting_units_only=True).items()
        }
        said = self._evaluated(self._mapping.unit, None)
        return _by_distinct(said, lambda text: codes.get(spelled(text)), dtype=pl.String())

    def _months(self) -> pl.Series:
        rule = self._mapping.month
        said = self._evaluated(rule, None)

        def month(text: str) -> date | None:
            day = _day(text, rule.format) if rule.format else parse_cover_month(text)
            return first_day(day) if day else None

        return _by_distinct(said, month, dtype=pl.Date())

    def _reasons(self) -> pl.Series:
        """Which condition leaves a row out, by its place in the mapping; null where none does."""
        conditions = self._mapping.read.skip_rows_where
        reason = pl.coalesce(
            [pl.lit(None, dtype=pl.Int32)]
            + [
                pl.when(self._holds(item)).then(pl.lit(n, dtype=pl.Int32))
                for n, item in enumerate(conditions)
            ]
        )
        return self._table.cells.with_columns(reason.alias(_REASON))[_REASON]

    def _left_out(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        for number, condition in enumerate(self._mapping.read.skip_rows_where):
            count = int((rows[_REASON] == number).sum())
            if count:
                letter = self._letter(condition.column)
                words = {"heading": condition.column, "other": _said(condition), "value": str(count)}
                yield finding(
                    "ROWS_LEFT_OUT", sheet=self._table.sheet.name, column_letter=letter, words=words
                )

    def _unknown(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """A finding for each row whose unit or month cannot be told."""
        for rule_id, column, rule in (
            ("ROW_UNIT_UNKNOWN", _UNIT, self._mapping.unit),
            ("ROW_MONTH_UNKNOWN", _MONTH, self._mapping.month),
        ):
            letter = self._letter(rule.column) if rule.column else None
            unknown = rows.filter(pl.col(column).is_null())
            typed = self._table.body.filter(pl.col(ROW_NUMBER).is_in(unknown[ROW_NUMBER].implode()))
            yield render_findings(
                rule_id,
                typed.select(
                    pl.col(ROW_NUMBER).alias("row_number"),
                    pl.lit(self._table.sheet.name).alias("sheet"),
                    pl.lit(letter, dtype=pl.String).alias("column_letter"),
                    (pl.col(letter) if letter else pl.lit(rule.value)).alias("raw_value"),
                    pl.lit(rule.column or "", dtype=pl.String).alias("heading"),
                ),
            )

    # One sheet of ours

    def _sheet(
        self,
        content: Content,
        rules: Mapping[str, Rule],
        rows: pl.DataFrame,
        items: pl.DataFrame,
        *,
        month: date | None,
    ) -> ParsedSheet:
        """The rows of a part, read as if they stood on the official sheet; what is found leads to the file's cells."""
        described = self._contract.by_content[content]
        ours = self._columns[content].filter(pl.col(ROW_NUMBER).is_in(items[ROW_NUMBER].implode()))
        names = [name for name in rules if name != "serial"]
        headings = [_heading(described.by_name[name]) for name in names]
        sheet = RawSheet(
            name=described.title,
            cells=pl.concat(
                [
                    pl.DataFrame([headings], schema=dict.fromkeys(names, pl.String()), orient="row"),
                    ours.select(names),
                ]
            )
            .rename({name: column_letter(place) for place, name in enumerate(names)})
            .with_row_index(ROW_NUMBER, offset=1)
            .cast({ROW_NUMBER: pl.Int32()}),
        )
        parsed = parse_sheet(
            sheet,
            content,
            month=month or date(FIRST_YEAR, 1, 1),
            locality_lookup=locality_lookup(self._policy),
            no_single_place=(self._policy.settings.city_name, self._policy.settings.city_name_en),
        )
        return self._led_back(parsed, rules, row_numbers=ours[ROW_NUMBER], row_count=rows.height)

    @cached_property
    def _columns(self) -> dict[Content, pl.DataFrame]:
        """Every field of every sheet over all rows of the table, as the official workbook would have it typed."""
        found: dict[Content, pl.DataFrame] = {}
        for content, rules in self._mapping.contents.items():
            described = self._contract.by_content[content]
            frame = self._table.cells.select(ROW_NUMBER).with_columns(
                _as_word(self._evaluated(rule, described.by_name[name]), described.by_name[name]).alias(name)
                for name, rule in rules.items()
                if name != "serial"
            )
            own = [
                pl.col(name)
                for name, rule in rules.items()
                if rule.value is None and name not in (*_OF_THE_PROJECT, "serial")
            ]
            if content != "ledger" and own:
                # A project without this sheet's matters is no row of it.
                frame = frame.filter(pl.any_horizontal(column.is_not_null() for column in own))
            found[content] = frame
        return found

    def _led_back(
        self, parsed: ParsedSheet, rules: Mapping[str, Rule], *, row_numbers: pl.Series, row_count: int
    ) -> ParsedSheet:
        """The parsed sheet with the rows, columns and texts of the file in place of ours."""
        name = self._table.sheet.name
        if parsed.content != "ledger":
            # Two sheets of ours may stand in one of theirs; rows are told apart by sheet and number.
            name = f"{name}（{self._contract.by_content[parsed.content].title}）"
        theirs = dict(enumerate(row_numbers, start=2))
        letters = {field: letter for field, rule in rules.items() if (letter := self._source(rule))}
        number = pl.col("row_number").replace_strict(theirs, default=None, return_dtype=pl.Int32)
        rows = parsed.rows.with_columns(pl.lit(name).alias("sheet"), number.alias("row_number"))
        sources = [
            (name, parsed.content, field, letter, self._table.headings[letter])
            for field, letter in letters.items()
        ]
        return replace(
            parsed,
            sheet=name,
            rows=rows.with_columns(self._extra(rows["row_number"])),
            findings=self._findings_led_back(parsed.findings, letters, name=name, number=number),
            source_columns=pl.DataFrame(sources, schema=parsed.source_columns.schema, orient="row"),
            row_count=row_count,
        )

    def _findings_led_back(
        self, findings: pl.DataFrame, letters: Mapping[str, str], *, name: str, number: pl.Expr
    ) -> pl.DataFrame:
        texts = [column for column in findings.columns if column.startswith(("message", "advice", "raw_"))]
        told = findings.with_columns(
            pl.when(pl.col("sheet").is_not_null()).then(pl.lit(name)).alias("sheet"),
            number.alias("row_number"),
            pl.col("field")
            .replace_strict(letters, default=None, return_dtype=pl.String)
            .alias("column_letter"),
            pl.col(texts).str.replace_all(_UNREADABLE, "", literal=True),
        )
        typed = self._table.body.unpivot(index=ROW_NUMBER, variable_name="letter", value_name="typed").filter(
            pl.col("letter").is_in(sorted(set(letters.values())))
        )
        found = told.join(
            typed,
            left_on=["row_number", "column_letter"],
            right_on=[ROW_NUMBER, "letter"],
            how="left",
            maintain_order="left",
        )
        return found.with_columns(
            *(_as_typed(found, name) for name in ("message", "message_en")),
            raw_value=pl.coalesce("typed", "raw_value"),
        ).select(FINDING_SCHEMA.names())

    def _extra(self, row_numbers: pl.Series) -> pl.Series:
        """The columns that no rule names, as a JSON object of heading and text."""
        used = {self._letter(name) for name in self._named}
        names: dict[str, str] = {}
        for letter, heading in self._table.headings.items():
            if letter not in used:
                name = heading or letter
                names[name if name not in names else f"{name} ({letter})"] = letter
        cells = row_numbers.to_frame().join(
            self._table.cells, left_on="row_number", right_on=ROW_NUMBER, how="left", maintain_order="left"
        )
        if not names:
            return pl.Series("extra", [None] * cells.height, dtype=pl.String)
        # One object per column, without its braces, so that blank cells leave no key behind.
        pairs = [
            pl.when(pl.col(letter).is_not_null()).then(
                pl.struct(pl.col(letter).alias(name)).struct.json_encode().str.slice(1).str.head(-1)
            )
            for name, letter in names.items()
        ]
        inside = pl.concat_str(pairs, separator=",", ignore_nulls=True)
        is_any = pl.any_horizontal(pl.col(letter).is_not_null() for letter in names.values())
        whole = pl.concat_str(pl.lit("{"), inside, pl.lit("}"))
        return cells.select(pl.when(is_any).then(whole).alias("extra")).to_series()

    @cached_property
    def _named(self) -> set[str]:
        """The columns that rules for fields name."""
        return {
            name
            for rules in self._mapping.contents.values()
            for rule in rules.values()
            for name in _columns_of(rule)
        }

    def _source(self, rule: Rule) -> str | None:
        """The column a field's cells stand in; of a template the first."""
        names = [rule.column] if rule.column else rule.named_in_template
        return self._letter(names[0]) if names else None

    def _letter(self, name: str) -> str:
        return self._table.letters[_key(name)]

    # Rules

    def _evaluated(self, rule: Rule, described: Field | None) -> pl.Series:
        """What a rule says in every row, as text."""
        said = self._table.cells.with_columns(said=self._said(rule).cast(pl.String))["said"]
        if rule.multiply is not None:
            factor = rule.multiply
            said = _by_distinct(said, lambda text: _multiplied(text, factor), dtype=pl.String())
        if rule.format is not None and described is not None:
            formats = rule.format
            said = _by_distinct(said, lambda text: _dated(text, formats), dtype=pl.String())
        return said

    def _said(self, rule: Rule) -> pl.Expr:
        text = self._from(rule)
        if rule.values:
            spellings = {_key(key): value or None for key, value in rule.values.items()}
            default = text if rule.otherwise is None else pl.lit(rule.otherwise or None, dtype=pl.String)
            key = text.str.replace_all(r"\s+", " ").str.strip_chars()
            return key.replace_strict(spellings, default=default, return_dtype=pl.String)
        return (
            text
            if rule.otherwise is None
            else text.fill_null(pl.lit(rule.otherwise or None, dtype=pl.String))
        )

    def _from(self, rule: Rule) -> pl.Expr:
        if rule.column is not None:
            return pl.col(self._letter(rule.column))
        if rule.value is not None:
            return pl.lit(rule.value or None, dtype=pl.String)
        if rule.template is not None:
            columns = [pl.col(self._letter(name)) for name in rule.named_in_template]
            filled = pl.concat_str(
                pl.col(self._letter(part)).fill_null("") if place % 2 else pl.lit(part)
                for place, part in enumerate(rule.template_parts)
            )
            return pl.when(pl.any_horizontal(column.is_not_null() for column in columns)).then(
                filled.str.strip_chars()
            )
        chosen = pl.lit(None, dtype=pl.String)
        for branch in reversed(rule.first_of or ()):
            chosen = pl.when(self._holds(branch.when)).then(self._said(branch)).otherwise(chosen)
        return chosen

    def _holds(self, condition: Condition) -> pl.Expr:
        cell = pl.col(self._letter(condition.column))
        if condition.is_ is not None:
            return cell.is_null() if condition.is_ == "blank" else cell.is_not_null()
        words = condition.in_ if condition.in_ is not None else (condition.equals or "",)
        return cell.is_in([word.strip() for word in words]).fill_null(value=False)


def _columns_of(rule: Rule) -> Iterator[str]:
    if rule.column is not None:
        yield rule.column
    yield from rule.named_in_template
    for branch in rule.first_of or ():
        yield branch.when.column
        yield from _columns_of(branch)


def _said(condition: Condition) -> str:
    """A condition as a person reads it."""
    return condition.is_ or "、".join(condition.in_ or (condition.equals or "",))


def _heading(described: Field) -> str:
    return f"{described.heading}（{described.unit}）" if described.unit else described.heading


def _as_word(said: pl.Series, described: Field) -> pl.Series:
    """Codes of a choice as the words that stand for them in the workbook."""
    words = {code: words[0] for code, words in described.choices.items()}
    return said.replace(words) if described.type is CellType.CHOICE else said


def _as_typed(findings: pl.DataFrame, name: str) -> pl.Series:
    """A message that quotes a cell as it is typed in the file, and not as the mapping made it."""
    quoted = zip(findings[name], findings["raw_value"], findings["typed"], strict=True)
    return pl.Series(
        name,
        [text.replace(f"“{ours}”", f"“{typed}”") if ours and typed else text for text, ours, typed in quoted],
        dtype=pl.String,
    )


def _by_distinct(said: pl.Series, read: Callable[[str], object], *, dtype: pl.DataType) -> pl.Series:
    """Reads each distinct text once."""
    known: Iterable[str] = said.drop_nulls().unique()
    return said.replace_strict({text: read(text) for text in known}, default=None, return_dtype=dtype)


def _multiplied(text: str, factor: Decimal) -> str:
    """A number times the factor, exactly; any other text as it is, so that it is refused as typed."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return text
    return f"{(number * factor).normalize():f}" if number.is_finite() else text


def _dated(text: str, formats: Sequence[str]) -> str:
    """A date in one of the formats as 2020-07-15; any other text so that no other format reads it."""
    day = _day(text, formats)
    return day.isoformat() if day else f"{text[:1]}{_UNREADABLE}{text[1:]}"


def _day(text: str, formats: Sequence[str]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
