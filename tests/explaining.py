"""That the rows behind a figure reproduce it, for any figure of any warehouse (rulebook 22)."""

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from dashboards.explain import MEMBER_COLUMNS, Query, explain
from tests import warehouse

# What a figure is, by its name; flags, dates and words of a report are none.
A_FIGURE = re.compile(
    r"so_far|year_end|low|high|\w*(_count|_wan|_area_mu|_rate|_share|_pp|_rate_by_investment|_rate_same_projects|rank|score|_rank_in_tier)"
)
# A list of pairs for people to decide: what it says of each project is read off that project's own row.
LISTS = {"rpt_similar_name"}
KEYS_EACH = 10


@contextmanager
def asking(database: Path) -> Iterator[Query]:
    """Queries of one warehouse, as explaining wants them."""
    with duckdb.connect(database, read_only=True) as connection:

        def run(sql: str, parameters: Mapping[str, str]) -> pl.DataFrame:
            frame: pl.DataFrame = connection.sql(sql, params=dict(parameters)).pl()
            return frame

        yield run


def figures() -> list[tuple[str, str]]:
    """Every count, sum, rate and rank of every report that is published."""
    return sorted(
        (model.name, column)
        for model in warehouse.models()
        if model.schema == "marts" and model.name.startswith("rpt_") and model.name not in LISTS
        for column in model.columns
        if A_FIGURE.fullmatch(column)
    )


def same(one: Any, other: Any) -> bool:
    """Decimals exactly, rates to the last digits of a double."""
    if one is None or other is None:
        return one is other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    return isclose(float(one), float(other), rel_tol=1e-12, abs_tol=1e-12)


def assert_reproduced(query: Query, table: str, column: str) -> None:
    """Of ten keys drawn at random, those with a figure where there are any."""
    key = next(model.key for model in warehouse.models() if model.name == table)
    names = ", ".join(f"cast({name} as varchar) as {name}" for name in key)
    rows = query(f"select {names} from marts.{table} where {column} is not null order by all", {})
    if rows.is_empty():
        rows = query(f"select {names} from marts.{table} order by all", {})
    assert rows.height
    chosen = random.Random(f"{table}.{column}").sample(range(rows.height), min(KEYS_EACH, rows.height))
    for place in chosen:
        found = explain(query, table=table, column=column, key=rows.row(place, named=True))
        if found.value is not None:
            assert same(found.recomputed, found.value), (found.key, found.value, found.recomputed)
        assert tuple(found.members.columns) == MEMBER_COLUMNS
