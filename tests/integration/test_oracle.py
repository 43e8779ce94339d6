"""The oracle agrees with every cell of every mart, on portfolios that Hypothesis makes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from ingestion.policy import Policy, load_policy
from tests import warehouse
from tests.differences import differences
from tests.factories import NORTH, SOUTH, ledger_row, monthly, raw_frames, write_policy
from tests.factories import world as world_of
from tests.oracle import members
from tests.oracle.compute import compute
from tests.oracle.model import World
from tests.strategies import worlds


def load_world_policy(world: World) -> Policy:
    with TemporaryDirectory() as folder:
        return load_policy(write_policy(world.policy, Path(folder) / "pack"))


# The first report and what it stands on: planning all models takes a second, however few the rows.
CONVERSION = (
    *("rpt_conversion", "rpt_conversion_member", "dim_project", "dim_project_key"),
    *("fct_project_month", "fct_stage_event"),
)


def check(world: World, *tables: str) -> None:
    with warehouse.built(raw_frames(world), load_world_policy(world), tables=tables) as connection:
        found = list(differences(connection, world, tables=tables))
    assert not found, "\n".join(found[:30])


def test_the_oracle_makes_every_member_view() -> None:
    named = (model.name for model in warehouse.models() if model.name.startswith(("rpt_", "report_")))
    assert {name for name in named if name.endswith("_member")} == set(members.VIEWS) == set(members.KEYS)


def test_a_later_ledger_without_a_standing_row_leaves_open_what_two_units_report() -> None:
    row = ledger_row(name="甲", code="2020-421221-50-03-000001")
    refused = ledger_row(name="甲", code="2020-421221-50-03-000001", is_accepted=False)
    world = world_of([*monthly(NORTH, "2020-01", [row], [row]), *monthly(SOUTH, "2020-01", [row], [refused])])
    assert [pair["pair_kind"] for pair in compute(world)["rpt_similar_name"]] == ["cross_unit"]
    check(world)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_cell_of_the_conversion_rate_on_sixty_portfolios(world: World) -> None:
    check(world, *CONVERSION)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_cell_of_every_mart(world: World) -> None:
    check(world)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_cell_of_every_mart_on_many_portfolios(world: World) -> None:
    check(world)
