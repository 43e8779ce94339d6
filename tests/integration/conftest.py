"""A simulated city, received and built once for every test that looks at it."""

import pytest

from tests.cities import City, make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The sample city as `make run` shows it."""
    return make_city(tmp_path_factory.mktemp("city"), seed=2020, projects=1500)


@pytest.fixture(scope="session")
def other_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A smaller city of another seed."""
    return make_city(tmp_path_factory.mktemp("other_city"), seed=7, projects=500)
