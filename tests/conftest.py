"""What every test stands on: a clean environment, and the shared folder of real data where there is one.

Belongs here: what the whole suite needs. Does not belong here: fixtures of one subject (a conftest.py beside
its tests) and makers of input (factories).
"""

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

# The same examples every time: a change is judged by what it does. `make slow` looks for new ones.
settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Take the project's settings out of the environment: no test reads or writes a developer's own data."""
    for name in [name for name in os.environ if name.startswith("SANKU_")]:
        del os.environ[name]


class _ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types, so its class is Any
    """A file's tests share a process, and so do all that look at the simulated city: it is made once for them."""

    def _split_scope(self, nodeid: str) -> str:
        return _share_of(nodeid.split("::", maxsplit=1)[0])


@cache
def _share_of(file: str) -> str:
    return "the city" if "city: City" in (ROOT / file).read_text("utf-8") else file


@pytest.hookimpl(optionalhook=True)  # of xdist's, and of nobody's where tests run in one process
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    return _ByFile(config, log)


@pytest.fixture(autouse=True)
def _own_main_module() -> Iterator[None]:
    """Streamlit's AppTest leaves its script behind as `__main__`, which a later test's child process would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with the rulebook, the contract and real data; not everybody has it."""
    folder = ROOT.parent / "shared"
    if not (folder / "rulebook.md").is_file():
        pytest.skip(f"{folder} is not there: the rulebook and real data are kept outside this repository")
    return folder
