"""What a submission workbook may contain, as closed types.

Belongs here: sheets, fields, cell types, and the typed columns a sheet lands in.
Does not belong here: the headings themselves (`workbook_v1.toml`), how cells are read (`parsing`), a city's
targets and names (the policy pack).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

# Money and every other decimal: exact, four places, up to 10^14 (万元).
DECIMAL = pl.Decimal(18, 4)

COVER_SHEET = "封面"
# What the cover states: the key of a JSON document, and the label on the sheet.
COVER_LABELS = {
    "unit": "报送单位",
    "month": "报送月份",
    "kind": "报送类型",
    "version": "模板版本",
    "reporter": "填报人",
    "phone": "联系电话",
}


class CellType(StrEnum):
    """The types a cell can be read as."""

    TEXT = "text"
    CODE = "code"
    LOCALITY = "locality"
    CHOICE = "choice"
    MONEY = "money"
    DECIMAL = "decimal"
    PERCENT = "percent"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"


Content = Literal[
    "ledger",
    "approvals",
    "factors",
    "evaluations",
    "funding",
    "promotions",
    "standard_land",
    "preliminary_funds",
]

_LANDED_AS: dict[CellType, pl.DataType] = {
    CellType.TEXT: pl.String(),
    CellType.CODE: pl.String(),
    CellType.LOCALITY: pl.String(),
    CellType.CHOICE: pl.String(),
    CellType.MONEY: DECIMAL,
    CellType.DECIMAL: DECIMAL,
    CellType.PERCENT: pl.Float64(),
    CellType.INTEGER: pl.Int32(),
    CellType.DATE: pl.Date(),
    CellType.BOOLEAN: pl.Boolean(),
}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Field(_Closed):
    """One column of a sheet: how it is headed, and what its cells are."""

    name: str
    heading: str
    type: CellType
    aliases: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}  # code -> the official word, then the words read as it
    unit: str | None = None
    is_required: bool = False
    # Planned dates may be written loosely (年底, 三季度); a bare month means its last day only where said.
    is_planned: bool = False
    month_means_last_day: bool = False
    blank_means: bool | None = None  # of a yes/no cell
    has_several: bool = False  # a choice cell may hold several words
    accepts_longer: bool = False  # a choice may be written as a longer name that contains its word
    is_year: bool = False  # an integer of four digits
    no_single_place: tuple[str, ...] = ()  # words of a locality that mean none in particular

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.type is CellType.CHOICE) != bool(self.choices):
            raise ValueError(f"{self.name}: choices belong to a choice, and a choice has some")
        words = [word for words in self.choices.values() for word in words]
        if len(words) != len(set(words)) or any(not words for words in self.choices.values()):
            raise ValueError(f"{self.name}: each choice needs a word, and a word belongs to one choice")
        if self.month_means_last_day and not self.is_planned:
            raise ValueError(f"{self.name}: only a planned date takes a month as its last day")
        if self.is_planned and self.type is not CellType.DATE:
            raise ValueError(f"{self.name}: only a date can be planned")
        if (self.unit is not None) and self.type not in (CellType.MONEY, CellType.DECIMAL):
            raise ValueError(f"{self.name}: only money and decimals have a unit")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """The official heading, then the accepted others, in the order in which they are preferred."""
        return (self.heading, *self.aliases)

    def words_for_people(self) -> str:
        """The official words of a choice, to print in an advice."""
        return "、".join(words[0] for words in self.choices.values())

    def in_words(self, own: Mapping[str, str]) -> Self:
        """The field with a city's own words (word → code) as the official ones; they mean what the city says."""
        choices = {
            code: (
                *(word for word, meant in own.items() if meant == code),
                *(word for word in words if word not in own),
            )
            for code, words in self.choices.items()
        }
        return self.model_copy(update={"choices": choices})


class Sheet(_Closed):
    """One sheet of the workbook."""

    title: str
    content: Content
    fields: tuple[Field, ...]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [field.name for field in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.title}: a field stands twice")
        official = [field.heading for field in self.fields]
        if len(official) != len(set(official)):
            raise ValueError(f"{self.title}: an official heading stands twice")
        return self

    def in_words(self, own: Mapping[str, Mapping[str, str]]) -> Self:
        """The sheet in a city's own words for choices: field → word → code."""
        fields = tuple(field.in_words(own.get(field.name, {})) for field in self.fields)
        return type(self)(title=self.title, content=self.content, fields=fields)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def landed_fields(self) -> tuple[Field, ...]:
        """The fields that are kept: all but the serial number."""
        return tuple(field for field in self.fields if field.name != "serial")

    @cached_property
    def required_fields(self) -> tuple[Field, ...]:
        """The fields whose column must be there."""
        return tuple(field for field in self.fields if field.is_required)

    @cached_property
    def row_schema(self) -> pl.Schema:
        """The columns a row of this sheet becomes (landing puts the submission before them)."""
        columns: dict[str, pl.DataType] = {
            "sheet": pl.String(),
            "row_number": pl.Int32(),
            "is_accepted": pl.Boolean(),
        }
        if "project_name" in self.by_name:
            columns["name_key"] = pl.String()
        for field in self.landed_fields:
            columns[field.name] = _LANDED_AS[field.type]
            if field.type is CellType.LOCALITY:
                columns[f"{field.name}_code"] = pl.String()
            if field.has_several:
                columns[f"{field.name}s"] = pl.String()
        columns["extra"] = pl.String()
        return pl.Schema(columns)


class Workbook(_Closed):
    """The whole submission workbook of one template version."""

    version: str
    sheets: tuple[Sheet, ...]

    @cached_property
    def by_content(self) -> dict[Content, Sheet]:
        """The sheets by what they hold."""
        return {sheet.content: sheet for sheet in self.sheets}

    def in_words(self, own: Mapping[str, Mapping[str, str]]) -> Self:
        """The workbook in a city's own words for choices: field → word → code."""
        return type(self)(version=self.version, sheets=tuple(sheet.in_words(own) for sheet in self.sheets))

    @cached_property
    def by_title(self) -> dict[str, Sheet]:
        """The sheets by their titles in the file."""
        return {sheet.title: sheet for sheet in self.sheets}
