"""Another city is another folder of policy data: a made-up county with other tiers, names, lists and no deadlines."""

import duckdb
import pytest

from tests import warehouse
from tests.cities import City
from tests.differences import differences
from tests.oracle.compute import compute
from tests.oracle.load import from_build
from tests.other_pack import make_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_county(tmp_path_factory.mktemp("county"))


def test_every_cell_of_the_county_is_the_oracles(county: City) -> None:
    world = from_build(county.database, policy_dir=county.policy.directory)
    with duckdb.connect(county.database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = list(differences(connection, compute(world)))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:30])


def test_its_reports_speak_of_its_own_places_lists_and_scopes(county: City) -> None:
    with duckdb.connect(county.database, read_only=True) as connection:
        conversion = warehouse.rows(connection, "marts.rpt_conversion")
        lists = warehouse.rows(connection, "marts.rpt_list_rank")
        accepted = warehouse.rows(connection, "marts.fct_submission WHERE outcome <> 'rejected'")
    places = set(county.policy.localities["locality_code"]) | {"riverside", "upland", "990100"}
    assert {row["locality_code"] for row in conversion} == places
    assert {row["scope"] for row in conversion} == {"all", "half_yi"}
    assert {row["list_code"] for row in lists} == {"county_key", "five_yi", "all"}
    assert {row["reporting_unit_code"] for row in accepted} == set(county.policy.localities["locality_code"])
    assert any(row["converted_count"] for row in conversion)
