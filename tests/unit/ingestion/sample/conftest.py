"""Simulated cities for the sample's tests: whole ones in memory, a small one on disk.

Belongs here: cities. Does not belong here: what is expected of them.
"""

from datetime import date
from pathlib import Path

import pytest

from ingestion.sample import CitySummary, simulate_city, write_city
from ingestion.sample.model import City, CityConfig
from ingestion.sample.truth import Truth, find_truth


@pytest.fixture(scope="session", params=[2020, 7], ids=["seed 2020", "seed 7"])
def city(request: pytest.FixtureRequest) -> City:
    """A city of the default size, not written."""
    return simulate_city(CityConfig(request.param, 1500, date(2019, 1, 1), date(2020, 12, 1)))


@pytest.fixture(scope="session")
def truth(city: City) -> Truth:
    """Its ground truth."""
    return find_truth(city)


def write_small_city(folder: Path, *, seed: int = 1) -> CitySummary:
    """Six months of a small city round the turn of a year."""
    return write_city(
        folder, seed=seed, projects=200, first_month=date(2019, 10, 1), last_month=date(2020, 3, 1)
    )


@pytest.fixture(scope="session")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> CitySummary:
    """The small city on disk."""
    return write_small_city(tmp_path_factory.mktemp("city"))
