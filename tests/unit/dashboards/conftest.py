"""The small city, published, and the app pointed at it."""

from pathlib import Path

import duckdb
import pytest

from dashboards.charts import drawing
from tests.unit.dashboards.city import Publisher
from tests.warehouse import DATABASE


@pytest.fixture(autouse=True)
def _charts_obey_their_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages draw unchecked; here every chart is held against Vega-Lite's schema."""
    monkeypatch.setattr(drawing, "IS_CHECKED", True)


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """Publish the city's first months: `publish(data_dir, version_id, months)`."""
    return Publisher(tmp_path_factory.mktemp("city"))


@pytest.fixture
def city(tmp_path: Path, publish: Publisher, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the city's four months published, and the app pointed at it."""
    data_dir = tmp_path / "data"
    publish(data_dir, "v1", 4)
    monkeypatch.setenv("SANKU_DATA", str(data_dir))
    return data_dir


@pytest.fixture
def marts(city: Path) -> duckdb.DuckDBPyConnection:
    """The published marts, read apart from the app."""
    # A copy: within one process DuckDB opens a file under one configuration only, and the app has its own.
    copy = city / f"{DATABASE}.duckdb"
    copy.write_bytes((city / "published" / "current" / f"{DATABASE}.duckdb").read_bytes())
    return duckdb.connect(str(copy), read_only=True)
