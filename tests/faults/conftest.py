"""One small installation with a published version, copied for each fault."""

import shutil
from pathlib import Path

import pytest

from tests.faults.installation import Installation, ledger


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one version of two units' submissions."""
    installation = Installation(tmp_path_factory.mktemp("published") / "data")
    installation.drop("嘉鱼县_2020-07_全量.csv", ledger("甲", "乙"))
    installation.drop("通城县_2020-07_全量.csv", ledger("丙"))
    done = installation.run("refresh")
    assert done.returncode == 0, done.stderr
    installation.assert_whole()
    return installation.data


@pytest.fixture
def installation(published: Path, tmp_path: Path) -> Installation:
    shutil.copytree(published, tmp_path / "data", symlinks=True)
    return Installation(tmp_path / "data")
