"""`make docs`: one page with every published table, its words, and its lineage from the rows of the files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dashboards.views.sql.examples import examples
from orchestration.handbook import write_handbook
from tests import warehouse

# They tell of the build and of the project itself; no row of a file is in them.
NOT_OF_FILES = {"meta_version", "meta_figure", "dim_locality"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("docs") / "page.html"
    write_handbook(path)
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def told(page: str) -> list[dict[str, Any]]:
    """The documents that dbt lays in the page: its manifest, then its catalog."""
    decoder = json.JSONDecoder()
    found, place = [], 0
    while (place := page.find('{"metadata": {', place)) >= 0:
        document, place = decoder.raw_decode(page, place)
        found.append(document)
    return found


def ancestors(manifest: Mapping[str, Any], node: str) -> set[str]:
    above: set[str] = set()
    waiting = [node]
    while waiting:
        parents = set(manifest["parent_map"].get(waiting.pop(), ())) - above
        above |= parents
        waiting += parents
    return above


@pytest.mark.slow
def test_the_page_has_every_mart_with_its_words_and_columns(told: list[dict[str, Any]]) -> None:
    manifest, catalog = told
    for table in warehouse.marts():
        node = manifest["nodes"][f"model.sanku.{table}"]
        assert node["description"], table
        columns = catalog["nodes"][f"model.sanku.{table}"]["columns"]
        assert set(columns) == set(node["columns"]), table
        assert all(column["description"] for column in node["columns"].values()), table


@pytest.mark.slow
def test_every_figure_is_followed_to_the_rows_of_the_files(told: list[dict[str, Any]]) -> None:
    manifest = told[0]
    for table in warehouse.marts().keys() - NOT_OF_FILES:
        sources = {name for name in ancestors(manifest, f"model.sanku.{table}") if name.startswith("source.")}
        assert any(name.startswith("source.sanku.raw.") for name in sources), table


@pytest.mark.slow
def test_the_first_page_has_the_glossary_and_the_queries(told: list[dict[str, Any]]) -> None:
    first = told[0]["docs"]["doc.sanku.__overview__"]["block_contents"]
    glossary = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
    rows = [line for line in glossary.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows
    assert not [row for row in rows if row not in first]
    assert not [example.code for example in examples().values() if example.sql not in first]
