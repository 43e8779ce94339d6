"""The catalogue of findings, and how a finding gets its words.

Belongs here: typed access to `catalogue.csv`, the shape of a findings frame, and filling the placeholders.
Does not belong here: deciding what is wrong, and wording of anything that is not a finding.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Literal, get_args

import polars as pl

Severity = Literal["error", "warning", "info"]

# A submission's findings, without the submission's id and number, which landing puts before them.
FINDING_SCHEMA = pl.Schema(
    {
        "rule_id": pl.String(),
        "severity": pl.String(),
        "sheet": pl.String(),
        "row_number": pl.Int32(),
        "column_letter": pl.String(),
        "field": pl.String(),
        "raw_value": pl.String(),
        "message": pl.String(),
        "advice": pl.String(),
        "message_en": pl.String(),
        "advice_en": pl.String(),
    }
)
# What a text may name. `value` is the cell as typed, `other` the heading a rule compares with, `name` a project's.
PLACEHOLDERS = frozenset(
    (
        "value",
        "heading",
        "name",
        "month",
        "sheet",
        "row",
        "other",
        "other_value",
        "expected",
        "choices",
        "limit",
    )
)
_LONGEST_SHOWN = 60
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_CELL_COLUMNS = ("sheet", "row_number", "column_letter", "field", "raw_value")
_TEXTS = {
    "message": "message_zh",
    "advice": "advice_zh",
    "message_en": "message_en",
    "advice_en": "advice_en",
}


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue."""

    rule_id: str
    severity: Severity
    message_zh: str
    advice_zh: str
    message_en: str
    advice_en: str


class CatalogueError(Exception):
    """The catalogue itself is wrong: a fault of the program, never of a submission."""


@cache
def load_catalogue() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the file."""
    text = files("ingestion.feedback").joinpath("catalogue.csv").read_text(encoding="utf-8")
    rules = [_rule(row) for row in csv.DictReader(StringIO(text, newline=""))]
    catalogue = {rule.rule_id: rule for rule in rules}
    if len(catalogue) != len(rules):
        raise CatalogueError("a rule id stands twice in the catalogue")
    return catalogue


def _rule(row: Mapping[str, str]) -> Rule:
    if row["severity"] not in get_args(Severity) or not all(row[column] for column in _TEXTS.values()):
        raise CatalogueError(f"{row['rule_id']}: severity or wording is missing")
    severity: Severity = row["severity"]  # type: ignore[assignment]  # just checked
    return Rule(row["rule_id"], severity, *(row[column] for column in _TEXTS.values()))


def no_findings() -> pl.DataFrame:
    """A findings frame without rows."""
    return pl.DataFrame(schema=FINDING_SCHEMA)


def finding(
    rule_id: str,
    *,
    sheet: str | None = None,
    row_number: int | None = None,
    column_letter: str | None = None,
    field: str | None = None,
    raw_value: str | None = None,
    words: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """One finding as a frame of one row; `words` fill the placeholders."""
    row = {
        "sheet": sheet,
        "row_number": row_number,
        "column_letter": column_letter,
        "field": field,
        "raw_value": raw_value,
        **(words or {}),
    }
    return render_findings(rule_id, pl.DataFrame([row], schema=_input_schema(words or {})))


def render_findings(rule_id: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Findings of one rule with their words.

    `rows` has any of sheet, row_number, column_letter, field and raw_value, and text columns named like the
    placeholders. Without a column for it, {value} is the raw value, {row} the row number.
    """
    rule = load_catalogue().get(rule_id)
    if rule is None:
        raise CatalogueError(f"{rule_id} is not in the catalogue")
    missing = [
        pl.lit(None, dtype=FINDING_SCHEMA[name]).alias(name)
        for name in _CELL_COLUMNS
        if name not in rows.columns
    ]
    rows = rows.with_columns(*missing).with_columns(pl.col("row_number").cast(pl.Int32))
    defaults = {"value": pl.col("raw_value"), "row": pl.col("row_number").cast(pl.String)}
    rows = rows.with_columns(
        **{word: column for word, column in defaults.items() if word not in rows.columns},
    )
    return rows.select(
        pl.lit(rule_id).alias("rule_id"),
        pl.lit(rule.severity).alias("severity"),
        *(pl.col(name) for name in _CELL_COLUMNS),
        *(_fill(getattr(rule, column), rows.columns).alias(name) for name, column in _TEXTS.items()),
    ).cast(FINDING_SCHEMA)


def placeholders(text: str) -> set[str]:
    """The placeholders a text names."""
    return set(_PLACEHOLDER.findall(text))


def _input_schema(words: Mapping[str, str]) -> dict[str, pl.DataType]:
    return {name: FINDING_SCHEMA[name] for name in _CELL_COLUMNS} | {word: pl.String() for word in words}


def _fill(template: str, columns: list[str]) -> pl.Expr:
    parts = _PLACEHOLDER.split(template)
    # re.split puts the names at the odd places.
    return pl.concat_str(
        _shown(part) if is_name and part in columns else pl.lit("" if is_name else part)
        for part, is_name in zip(parts, (n % 2 for n in range(len(parts))), strict=True)
    )


def _shown(word: str) -> pl.Expr:
    """A word as it stands in a sentence: on one line, not longer than a line."""
    text = pl.col(word).fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()
    return (
        pl.when(text.str.len_chars() > _LONGEST_SHOWN)
        .then(text.str.slice(0, _LONGEST_SHOWN) + "…")
        .otherwise(text)
    )
