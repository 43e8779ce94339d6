"""The oracle agrees with every cell of every mart, on portfolios that Hypothesis makes."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ingestion.policy import Policy, load_policy
from tests import warehouse
from tests.compare import compare
from tests.factories import raw_frames, write_policy
from tests.oracle.compute import compute
from tests.oracle.model import World
from tests.strategies import worlds

# What the oracle leaves to others: wording is the catalogue's, hashes and times are the build's.
NOT_COMPARED = {"finding_id", "message", "advice", "message_en", "advice_en"}


def load_world_policy(world: World) -> Policy:
    with TemporaryDirectory() as folder:
        return load_policy(write_policy(world.policy, Path(folder) / "pack"))


def differences(world: World) -> Iterator[str]:
    """Where the warehouse and the oracle part over a world."""
    expected = compute(world)
    with warehouse.built(raw_frames(world), load_world_policy(world)) as connection:
        for table, key in warehouse.marts().items():
            if table == "meta_version":
                continue
            actual = warehouse.rows(connection, f"marts.{table}")
            yield from (f"{table} {line}" for line in _compared(actual, expected[table], key))
        for table in ("rpt_conversion_member",):
            published = "report_month IN (SELECT report_month FROM marts.rpt_conversion)"
            actual = warehouse.rows(connection, f"intermediate.{table} WHERE {published}")
            key = ("report_month", "locality_code", "scope", "basis", "project_id")
            yield from (f"{table} {line}" for line in _compared(actual, expected[table], key))


def _compared(actual: list[dict[str, Any]], expected: list[dict[str, Any]], key: tuple[str, ...]) -> list[str]:
    if key == ("finding_id",):
        key = ("rule_id", "submission_id", "report_month", "project_id", "sheet", "row_number", "field")
    columns = [name for name in (actual or expected or [{}])[0] if name not in NOT_COMPARED]
    return compare(actual, expected, key, columns=columns)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_cell_of_every_mart(world: World) -> None:
    found = list(differences(world))
    assert not found, "\n".join(found[:30])


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_cell_of_every_mart_on_many_portfolios(world: World) -> None:
    found = list(differences(world))
    assert not found, "\n".join(found[:30])
