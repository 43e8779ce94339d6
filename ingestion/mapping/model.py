"""What a mapping file may say, as closed types.

Belongs here: its keys, what a rule and a condition are, which of them exclude each other. Does not belong here: YAML
and lines (`loader`), and whether fields and columns are there (`loader`, `apply`).

Everything is text, as it is typed: 2025-01 is a month, No is a word.
"""

import re
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ingestion.contract import Content

_NAMED = re.compile(r"\{([^{}]+)\}")


def _several(value: object) -> object:
    """One thing where several may stand."""
    return value if isinstance(value, list | tuple) else [value]


Words = Annotated[tuple[str, ...], BeforeValidator(_several)]
Rows = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_several)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(_Closed):
    """Whether a cell is blank, or one of some words."""

    column: str
    is_: Literal["blank", "not_blank"] | None = Field(default=None, alias="is")
    in_: Words | None = Field(default=None, alias="in")
    equals: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(item is not None for item in (self.is_, self.in_, self.equals)) != 1:
            raise ValueError("写 is、in、equals 中的恰好一个 / exactly one of is, in, equals")
        return self


class Rule(_Closed):
    """Where a field comes from: a column, a value, a template of columns, or the first branch that holds."""

    column: str | None = None
    value: str | None = None
    template: str | None = None
    first_of: tuple["Branch", ...] | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    multiply: Decimal | None = None
    format: Words | None = None

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        if sum(item is not None for item in (self.column, self.value, self.template, self.first_of)) != 1:
            raise ValueError(
                "写 column、value、template、first_of 中的恰好一个 / exactly one of column, value, template, first_of"
            )
        if self.template is not None and not self.named_in_template:
            raise ValueError("template 中没有 {列名} / a template names a column in braces")
        return self

    @property
    def named_in_template(self) -> list[str]:
        """The columns that the template names."""
        return _NAMED.findall(self.template or "")

    @property
    def template_parts(self) -> list[str]:
        """The template cut up: texts at even places, columns at odd ones."""
        return _NAMED.split(self.template or "")


class Branch(Rule):
    """A rule that holds under a condition."""

    when: Condition


class Read(_Closed):
    """How the table is found and which of its rows are left out."""

    sheet: str | None = None
    encoding: str | None = None
    header_row: Rows | None = None
    transpose: bool = False
    skip_rows_where: Annotated[tuple[Condition, ...], BeforeValidator(_several)] = ()


class MappingFile(_Closed):
    """A mapping file, checked but for what its lines and its file's columns say."""

    name: str
    unit: Rule
    month: Rule
    fields: dict[str, Rule]
    read: Read = Read()
    kind: Rule = Rule(value="full")
    sheets: dict[Content, dict[str, Rule]] = {}
    on_missing_required: Literal["reject"] = "reject"

    @property
    def contents(self) -> dict[Content, dict[str, Rule]]:
        """The fields of each sheet, the ledger first."""
        return {"ledger": self.fields, **self.sheets}
