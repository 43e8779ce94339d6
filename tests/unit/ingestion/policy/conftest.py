import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.policy import PolicyError, Problem, load_policy
from ingestion.settings import DEFAULT_POLICY_DIR

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the bundled pack that a test may spoil."""
    return shutil.copytree(DEFAULT_POLICY_DIR, tmp_path / DEFAULT_POLICY_DIR.name)


@pytest.fixture
def edit(pack: Path) -> Edit:
    """Replaces the one occurrence of a text in a file of the pack."""

    def replace(file: str, old: str, new: str) -> Path:
        text = (pack / file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (pack / file).write_text(text.replace(old, new), "utf-8")
        return pack

    return replace


@pytest.fixture
def problems_of() -> Callable[[Path], list[Problem]]:
    def load(directory: Path) -> list[Problem]:
        with pytest.raises(PolicyError) as caught:
            load_policy(directory)
        return caught.value.problems

    return load
