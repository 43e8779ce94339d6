"""The items of a table: its rows without titles and totals, and the column that stands for each field.

Belongs here: that one shape, which the steps of parsing share. Does not belong here: the steps themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ingestion.contract import Field, Sheet
from ingestion.parsing.cells import Context
from ingestion.parsing.layout import Column, Table


@dataclass(frozen=True, kw_only=True)
class Items:
    """What is read of one sheet."""

    sheet: str
    contract: Sheet
    context: Context
    table: Table
    cells: pl.DataFrame  # cleaned, a row per item
    as_typed: pl.DataFrame  # the same as the person typed them
    chosen: Mapping[str, Column]  # field -> its column

    def field(self, name: str) -> Field:
        """A field of the sheet."""
        return self.contract.by_name[name]

    def column(self, name: str) -> pl.Series:
        """The cleaned cells of a field's column."""
        return self.cells[self.chosen[name].letter]


def choose(columns: Sequence[Column]) -> dict[str, Column]:
    """The column of each field: the one with the preferred heading, of several the leftmost."""
    chosen: dict[str, Column] = {}
    for column in columns:
        if column.match is None:
            continue
        rival = chosen.get(column.match.field.name)
        if rival is None or rival.match is None or column.match.rank < rival.match.rank:
            chosen[column.match.field.name] = column
    return chosen
