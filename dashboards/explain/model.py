"""What an explanation is: a figure, its key, its value, and what it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import polars as pl

Value = str | int | float | bool | date | datetime | Decimal | None
# Runs one SELECT, `$name` standing for a parameter.
Query = Callable[[str, Mapping[str, str]], pl.DataFrame]
Kind = Literal["count", "sum", "field", "formula", "rank", "change", "units", "policy"]
Refusal = Literal["not_a_figure", "unknown_table", "missing_key", "unknown_key", "no_row", "several_rows"]
MEMBER_COLUMNS = (
    "project_id",
    "project_name",
    "amount",
    "row_month",
    "file_name",
    "sheet",
    "row_number",
    "cell",
    "findings",
    "submission_id",
)


class ExplainError(Exception):
    """What was asked for is no figure; `detail` names what there is instead."""

    def __init__(self, refusal: Refusal, *, name: str = "", detail: str = "") -> None:
        super().__init__(f"{refusal}: {name} {detail}".strip())
        self.refusal: Refusal = refusal
        self.name = name
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How a column's figures come about: a row of `meta_figure`, or a part of one that has no column of its own."""

    table: str
    column: str
    kind: Kind
    expression: str
    condition: str | None = None
    within: tuple[str, ...] = ()
    direction: str = "desc"
    cell_field: str | None = None
    # What a part that is counted shows of each row; a sum shows what it sums.
    amount: str | None = None
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def member_view(self) -> str:
        """The rows that the report groups."""
        return f"intermediate.{self.table}_member"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One figure and what it is made of.

    `value` is as published, `recomputed` what the rows or parts below give. `members` has MEMBER_COLUMNS, one row
    per row of the member view; `ranked` the localities a rank was given among, best first; `parts` the figures of
    which a formula is made, those of other reports with their own key.
    """

    figure: Figure
    key: Mapping[str, str]
    value: Value
    recomputed: Value
    members: pl.DataFrame
    ranked: pl.DataFrame | None = None
    parts: tuple["Explanation", ...] = ()


def nobody() -> pl.DataFrame:
    """No member rows, with their columns."""
    return pl.DataFrame(
        schema={
            "project_id": pl.String,
            "project_name": pl.String,
            "amount": pl.Decimal(18, 4),
            "row_month": pl.Date,
            "file_name": pl.String,
            "sheet": pl.String,
            "row_number": pl.Int32,
            "cell": pl.String,
            "findings": pl.String,
            "submission_id": pl.String,
        }
    )
