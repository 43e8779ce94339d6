"""A sheet of text becomes typed rows and findings.

Belongs here: the steps of parsing in their order, the rows they end in, and the counts.
Does not belong here: rules about whole rows or several fields (`expectations`), other months (the warehouse).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ingestion.contract import CellType, Content, load_workbook_contract
from ingestion.feedback.messages import finding, no_findings
from ingestion.names import NAME_MARKS, name_key
from ingestion.parsing import ledger
from ingestion.parsing.cells import Context, Reading, locality_codes, read_column, read_several, spelled
from ingestion.parsing.items import Items, choose
from ingestion.parsing.layout import Column, find_table, skipped_rows
from ingestion.parsing.problems import cell_findings, column_findings, findings_at, table_findings
from ingestion.parsing.totals import total_findings
from ingestion.readers.model import ROW_NUMBER, RawSheet

SOURCE_COLUMN_SCHEMA = pl.Schema(
    {
        "sheet": pl.String(),
        "content": pl.String(),
        "field": pl.String(),
        "column_letter": pl.String(),
        "heading": pl.String(),
    }
)


@dataclass(frozen=True, kw_only=True)
class ParsedSheet:
    """What a sheet says: rows in the contract's `row_schema`, findings, and the columns they were read from."""

    content: Content
    sheet: str
    rows: pl.DataFrame
    findings: pl.DataFrame
    source_columns: pl.DataFrame
    row_count: int

    @property
    def is_rejected(self) -> bool:
        """Whether the sheet, and so its file, cannot be used: it has an error that is of no row."""
        return _is_rejected(self.findings)

    @property
    def accepted_row_count(self) -> int:
        """Rows that count."""
        return int(self.rows["is_accepted"].sum())

    @property
    def rejected_row_count(self) -> int:
        """Rows that are kept and do not count."""
        return self.rows.height - self.accepted_row_count

    @property
    def skipped_row_count(self) -> int:
        """Rows that are no items: titles, headings, blanks, totals, groups, notes."""
        return self.row_count - self.rows.height


def parse_sheet(
    sheet: RawSheet,
    content: Content,
    *,
    month: date,
    locality_lookup: Mapping[str, str],
    no_single_place: Collection[str] = (),
    choice_words: Mapping[str, Mapping[str, str]] | None = None,
) -> ParsedSheet:
    """Reads a sheet as one of the contract's.

    `locality_lookup` maps spellings to locality codes; `no_single_place` adds words for none in particular (the city's
    own name), `choice_words` a city's own words for a choice: field -> word -> code.
    """
    contract = load_workbook_contract().by_content[content]
    context = Context(
        month=month,
        localities={spelled(text): code for text, code in locality_lookup.items()},
        no_single_place=frozenset(map(spelled, no_single_place)),
        choice_words=choice_words or {},
    )
    table = find_table(sheet, content=content, month=month)
    if table is None:
        return ParsedSheet(
            content=content,
            sheet=sheet.name,
            rows=pl.DataFrame(schema=contract.row_schema),
            findings=finding("HEADING_NOT_FOUND", sheet=sheet.name, words={"sheet": sheet.name}),
            source_columns=pl.DataFrame(schema=SOURCE_COLUMN_SCHEMA),
            row_count=sheet.cells.height,
        )
    reasons = skipped_rows(table, content=content, month=month)
    is_item = reasons.is_null()
    cells = table.body.filter(is_item)
    if content == "ledger":
        table = replace(table, columns=tuple(ledger.by_values(table.columns, cells, context=context)))
    items = Items(
        sheet=sheet.name,
        contract=contract,
        context=context,
        table=table,
        cells=cells,
        as_typed=sheet.cells.filter(pl.col(ROW_NUMBER) > table.heading_row).filter(is_item),
        chosen=choose(table.columns),
    )
    return _parse_items(items, reasons=reasons, row_count=sheet.cells.height)


def _parse_items(items: Items, *, reasons: pl.Series, row_count: int) -> ParsedSheet:
    readings = _read(items)
    values = {name: reading.values for name, reading in readings.items()}
    found = [*column_findings(items), *table_findings(items, reasons)]
    sources = dict(items.chosen)
    if items.contract.content == "ledger":
        found += ledger.derive(items, readings, values, sources)
    found += [*cell_findings(items, readings)]
    found += _with_locality_codes(items, values)
    found += total_findings(items, reasons, readings)
    findings = pl.concat([no_findings(), *found]).sort("row_number", nulls_last=False, maintain_order=True)
    return ParsedSheet(
        content=items.contract.content,
        sheet=items.sheet,
        rows=_rows(items, values, findings),
        findings=findings,
        source_columns=_source_columns(items, sources),
        row_count=row_count,
    )


def _read(items: Items) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    for name, column in items.chosen.items():
        if column.match is None or name == "serial":
            continue
        field = items.field(name)
        if field.has_several:
            several = read_several(items.column(name), field, context=items.context)
            readings[name] = Reading(several.values.str.split("|").list.first(), several.problems)
            readings[f"{name}s"] = Reading(
                several.values, pl.Series([None] * items.cells.height, dtype=pl.String)
            )
            continue
        unit = column.match.unit or items.table.money_unit
        readings[name] = read_column(items.column(name), field, context=items.context, unit=unit)
    return readings


def _with_locality_codes(items: Items, values: dict[str, pl.Series]) -> list[pl.DataFrame]:
    """Adds the code of each locality; a spelling that is none of this city's is worth a remark, no more."""
    found = []
    for field in items.contract.fields:
        if field.type is CellType.LOCALITY and field.name in items.chosen:
            codes, is_unknown = locality_codes(items.column(field.name), field, context=items.context)
            values[f"{field.name}_code"] = codes
            if is_unknown.any():
                found.append(findings_at(items, field.name, is_unknown, rule_id="UNKNOWN_LOCALITY"))
    return found


def _rows(items: Items, values: dict[str, pl.Series], findings: pl.DataFrame) -> pl.DataFrame:
    row_numbers = items.cells[ROW_NUMBER]
    rejected = findings.filter(pl.col("severity") == "error")["row_number"].drop_nulls()
    columns = {
        "sheet": pl.Series([items.sheet] * items.cells.height, dtype=pl.String),
        "row_number": row_numbers,
        "is_accepted": ~row_numbers.is_in(rejected.implode()) & (not _is_rejected(findings)),
        "extra": _extra(items),
        **values,
    }
    if "project_name" in values:
        columns["name_key"] = _of_names(values["project_name"], name_key(pl.col("name")))
        columns["project_name"] = _of_names(values["project_name"], _shown_name(pl.col("name")))
    schema = items.contract.row_schema
    # A yes/no column that is not there is blank in every row.
    absent = {field.name: field.blank_means for field in items.contract.fields}
    return pl.DataFrame(
        {
            name: columns[name].cast(dtype)
            if name in columns
            else pl.Series([absent.get(name)] * items.cells.height, dtype=dtype)
            for name, dtype in schema.items()
        },
        schema=schema,
    )


def _of_names(names: pl.Series, expression: pl.Expr) -> pl.Series:
    return names.alias("name").to_frame().select(expression).to_series()


def _shown_name(name: pl.Expr) -> pl.Expr:
    """A project's name without line breaks, and without the marks at its ends."""
    marks = f" {NAME_MARKS}"
    return name.str.replace_all(r"\s*[\r\n\t]+\s*", "").str.strip_chars(marks)


def _extra(items: Items) -> pl.Series:
    """The columns that stand for no field, as a JSON object of heading and text; null where all are blank."""
    used = {column.letter for column in items.chosen.values()}
    names: dict[str, str] = {}
    for column in items.table.columns:
        if column.letter not in used and items.cells[column.letter].null_count() < items.cells.height:
            name = column.heading or column.letter
            names[name if name not in names else f"{name} ({column.letter})"] = column.letter
    if not names:
        return pl.Series([None] * items.cells.height, dtype=pl.String)
    # One object per column, without its braces, so that blank cells leave no key behind.
    pairs = [
        pl.when(pl.col(letter).is_not_null()).then(
            pl.struct(pl.col(letter).alias(name)).struct.json_encode().str.slice(1).str.head(-1)
        )
        for name, letter in names.items()
    ]
    inside = pl.concat_str(pairs, separator=",", ignore_nulls=True)
    return items.cells.select(
        pl.when(pl.any_horizontal(pl.col(letter).is_not_null() for letter in names.values())).then(
            pl.concat_str(pl.lit("{"), inside, pl.lit("}"))
        )
    ).to_series()


def _source_columns(items: Items, sources: Mapping[str, Column]) -> pl.DataFrame:
    rows = [
        (items.sheet, items.contract.content, name, column.letter, column.heading)
        for name, column in sources.items()
        if name != "serial"
    ]
    return pl.DataFrame(rows, schema=SOURCE_COLUMN_SCHEMA, orient="row")


def _is_rejected(findings: pl.DataFrame) -> bool:
    return not findings.filter((pl.col("severity") == "error") & pl.col("row_number").is_null()).is_empty()
