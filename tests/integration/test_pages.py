"""Every page on whole published warehouses: the simulated city, a county under a pack of its own, and the UK's year.

Belongs here: that nothing breaks on real sizes, other names and other rules, without a map or without deadlines. Does
not belong here: what pages show (unit/dashboards).
"""

from pathlib import Path

import pytest
import streamlit as st

from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.settings import Settings
from orchestration.refresh import refresh
from tests.cities import City
from tests.other_pack import publish_county
from tests.unit.dashboards.test_matrix import VIEWS
from tests.unit.dashboards.test_pages import opened


@pytest.fixture(scope="module")
def sample(city: City) -> Settings:
    """The simulated city, published."""
    assert refresh(city.settings).status == "published"
    return city.settings


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The county under the second pack, published."""
    return publish_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def uk(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The UK's year, published."""
    source = shared / "real" / "uk_repd" / "2015"
    settings = Settings.from_env(
        {"SANKU_DATA": str(tmp_path_factory.mktemp("uk")), "SANKU_POLICY": str(source / "policy")}
    )
    receive_files([source / "inbox"], settings=settings, policy=load_policy(settings.policy_dir))
    assert refresh(settings).status == "published"
    return settings


@pytest.mark.slow
@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("warehouse", ["sample", "county", "uk"])
def test_every_page_draws(
    warehouse: str,
    view: str,
    language: str,
    ground: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings: Settings = request.getfixturevalue(warehouse)
    monkeypatch.setenv("SANKU_DATA", str(settings.data_dir))
    monkeypatch.setenv("SANKU_POLICY", str(settings.policy_dir))
    monkeypatch.setattr(type(st.context.theme), "type", property(lambda _theme: ground), raising=False)
    path, choice = VIEWS[view]
    page = opened(path, lang=language, **choice)
    assert not page.exception, page.exception
    assert not page.error
    assert page.title[0].value
