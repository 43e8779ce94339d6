"""Every page on whole published warehouses: the simulated city, and the UK's year in English names with no map.

Belongs here: that nothing breaks on real sizes and another pack. Does not belong here: what pages show
(unit/dashboards).
"""

from pathlib import Path

import pytest

from dashboards.registry import pages
from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.settings import Settings
from orchestration.refresh import refresh
from tests.cities import City
from tests.unit.dashboards.test_pages import opened

PATHS = [entry.path for entry in pages()]


@pytest.fixture(scope="module")
def uk(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the UK's year, published."""
    source = shared / "real" / "uk_repd" / "2015"
    settings = Settings.from_env(
        {"SANKU_DATA": str(tmp_path_factory.mktemp("uk")), "SANKU_POLICY": str(source / "policy")}
    )
    receive_files([source / "inbox"], settings=settings, policy=load_policy(settings.policy_dir))
    assert refresh(settings).status == "published"
    return settings.data_dir


@pytest.fixture(scope="module")
def sample(city: City) -> Path:
    """The data folder of the simulated city, published."""
    assert refresh(city.settings).status == "published"
    return city.settings.data_dir


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("warehouse", ["sample", "uk"])
def test_every_page_draws(
    warehouse: str,
    path: str,
    language: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANKU_DATA", str(request.getfixturevalue(warehouse)))
    page = opened(path, lang=language)
    assert not page.exception, page.exception
    assert not page.error
