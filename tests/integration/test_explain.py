"""Every figure opens to the rows it is made of, and they reproduce it (rulebook 22)."""

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
import pytest

from dashboards.explain import MEMBER_COLUMNS, ExplainError, Query, explain
from tests import warehouse
from tests.cities import City
from tests.other_pack import make_county

# What a figure is, by its name; flags, dates and words of a report are none.
A_FIGURE = re.compile(
    r"so_far|year_end|low|high|\w*(_count|_wan|_area_mu|_rate|_share|_pp|_rate_by_investment|_rate_same_projects|rank|score|_rank_in_tier)"
)
# A list of pairs for people to decide: what it says of each project is read off that project's own row.
LISTS = {"rpt_similar_name"}
KEYS_EACH = 10


# The bundled pack has no roster of leaders, so it is another pack's report that is explained.
OF_ANOTHER_PACK = {"rpt_promotion"}


@contextmanager
def asking(database: Path) -> Iterator[Query]:
    with duckdb.connect(database, read_only=True) as connection:

        def run(sql: str, parameters: Mapping[str, str]) -> pl.DataFrame:
            frame: pl.DataFrame = connection.sql(sql, params=dict(parameters)).pl()
            return frame

        yield run


@pytest.fixture(scope="module")
def query(city: City) -> Iterator[Query]:
    with asking(city.database) as run:
        yield run


@pytest.fixture(scope="module")
def county_query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    with asking(make_county(tmp_path_factory.mktemp("county")).database) as run:
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
    if one is None or other is None:
        return one is other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    return isclose(float(one), float(other), rel_tol=1e-12, abs_tol=1e-12)


def test_every_figure_says_how_it_is_made(query: Query) -> None:
    told = set(query("select table_name, column_name from marts.meta_figure", {}).iter_rows())
    assert not [figure for figure in figures() if figure not in told]


@pytest.mark.parametrize(("table", "column"), figures(), ids=map(".".join, figures()))
def test_the_rows_behind_a_figure_reproduce_it(
    request: pytest.FixtureRequest, table: str, column: str
) -> None:
    query: Query = request.getfixturevalue("county_query" if table in OF_ANOTHER_PACK else "query")
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


def test_a_rank_opens_to_the_localities_it_was_ranked_among(query: Query) -> None:
    key = {"report_month": "2020-06", "locality_code": "嘉鱼县", "scope": "all", "basis": "year_to_date"}
    everywhere = explain(query, table="rpt_conversion", column="rank", key=key)
    in_tier = explain(query, table="rpt_conversion", column="rank_in_tier", key=key)
    assert everywhere.ranked is not None
    assert in_tier.ranked is not None
    assert everywhere.ranked.height == 8
    assert set(in_tier.ranked["locality_code"]) == {"421202", "421221", "421281"}


@pytest.mark.parametrize(
    ("figure", "where"),
    [
        ("rpt_to_target.needed_count", "rule_id like 'conversion%'"),
        ("rpt_to_target.needed_count", "rule_id like 'readiness%'"),
        ("rpt_to_target.needed_count", "rule_id = 'planning'"),
        ("rpt_to_target.gap_to_next_count", "gap_to_next_count is not null"),
        ("rpt_to_target.candidate_count", "candidate_count > 0"),
        ("rpt_outlook.so_far", "measure = 'conversion'"),
        ("rpt_outlook.year_end", "measure = 'plan_completion' and year_end is not null"),
        ("rpt_outlook.high", "measure = 'catch_up' and high is not null"),
    ],
)
def test_a_figure_made_of_other_reports_opens_to_their_projects(
    query: Query, figure: str, where: str
) -> None:
    table, _, column = figure.partition(".")
    key = next(model.key for model in warehouse.models() if model.name == table)
    names = ", ".join(f"cast({name} as varchar) as {name}" for name in key)
    last = query(f"select {names} from marts.{table} where {where} order by all desc limit 1", {})
    found = explain(query, table=table, column=column, key=last.row(0, named=True))
    assert same(found.recomputed, found.value)
    of_projects = found.members.filter(pl.col("project_id").is_not_null())
    assert of_projects.height
    assert not of_projects.filter(pl.col("cell").is_null()).height


def test_a_row_names_its_file_and_its_cell(query: Query, city: City) -> None:
    import openpyxl

    key = {"report_month": "2020-06", "locality_code": "421221", "list_code": "ten_yi"}
    found = explain(query, table="rpt_list_rank", column="total_investment_wan", key=key)
    assert found.members.height
    row = found.members.row(0, named=True)
    file = next(Path(city.files / "submissions").rglob(row["file_name"]))
    cell = openpyxl.load_workbook(file, data_only=True)[row["sheet"]][row["cell"]]
    assert Decimal(str(cell.value)) == row["amount"]


@pytest.mark.parametrize(
    ("table", "column", "key", "refusal"),
    [
        ("rpt_nothing", "rate", {}, "unknown_table"),
        (
            "rpt_conversion",
            "locality_code",
            {"locality_code": "421221", "scope": "all", "basis": "x"},
            "not_a_figure",
        ),
        ("rpt_conversion", "reserve_count", {"scope": "all"}, "missing_key"),
        ("rpt_conversion", "reserve_count", {"colour": "red"}, "unknown_key"),
        (
            "rpt_conversion",
            "reserve_count",
            {"report_month": "1999-01", "locality_code": "421221", "scope": "all", "basis": "year_to_date"},
            "no_row",
        ),
    ],
)
def test_what_is_no_figure_is_told(
    query: Query, table: str, column: str, key: dict[str, str], refusal: str
) -> None:
    with pytest.raises(ExplainError) as told:
        explain(query, table=table, column=column, key=key)
    assert told.value.refusal == refusal
