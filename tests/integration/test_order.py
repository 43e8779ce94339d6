"""What is known does not depend on the order, or the number, of deliveries."""

import random
from pathlib import Path

import duckdb
import pytest

from ingestion.archive import Archive
from orchestration.publish import content_sha256, marts
from tests import warehouse
from tests.cities import City

SHUFFLES = 20


@pytest.fixture(scope="module")
def content(city: City) -> str:
    return content_of(city.database)


def content_of(database: Path) -> str:
    with duckdb.connect(database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return content_sha256(connection, marts(connection))


@pytest.mark.slow
def test_twenty_shuffled_orders_give_the_same_content(city: City, content: str, tmp_path: Path) -> None:
    deliveries = Archive(city.settings.archive).deliveries()
    for seed in range(SHUFFLES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        shuffled = random.Random(seed).sample(deliveries, len(deliveries))
        database = warehouse.build(folder, shuffled, settings=city.settings, policy=city.policy)
        assert content_of(database) == content
        database.unlink()


def test_the_same_deliveries_three_times_give_the_same_content(
    city: City, content: str, tmp_path: Path
) -> None:
    deliveries = Archive(city.settings.archive).deliveries() * 3
    random.Random(0).shuffle(deliveries)
    database = warehouse.build(tmp_path, deliveries, settings=city.settings, policy=city.policy)
    assert content_of(database) == content
