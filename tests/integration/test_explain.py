"""Every figure opens to the rows it is made of, and they reproduce it (rulebook 22)."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboards.explain import ExplainError, Query, explain
from tests import warehouse
from tests.cities import City
from tests.explaining import asking, assert_reproduced, figures, same

# The bundled pack has no roster of leaders: test_other_pack explains that report.
FIGURES = [figure for figure in figures() if figure[0] != "rpt_promotion"]


@pytest.fixture(scope="module")
def query(city: City) -> Iterator[Query]:
    with asking(city.database) as run:
        yield run


def test_every_figure_says_how_it_is_made(query: Query) -> None:
    told = set(query("select table_name, column_name from marts.meta_figure", {}).iter_rows())
    assert not [figure for figure in figures() if figure not in told]


@pytest.mark.parametrize(("table", "column"), FIGURES, ids=map(".".join, FIGURES))
def test_the_rows_behind_a_figure_reproduce_it(query: Query, table: str, column: str) -> None:
    assert_reproduced(query, table, column)


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
