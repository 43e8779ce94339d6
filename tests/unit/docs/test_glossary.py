"""The glossary ties each 中文 term to an identifier that exists, and leaves no published figure out."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
GLOSSARY = ROOT / "docs" / "glossary.md"
READINGS = ROOT / "docs" / "readings.md"
MODELS = ROOT / "dbt_project" / "models"

# A change against another time is a ratio that may be negative; every other rate is a part of a whole.
UNIT_OF_SUFFIX = {
    "_wan": ("万元",),
    "_rate": ("0–1", "ratio"),
    "_share": ("0–1",),
    "_count": ("count",),
    "_pp": ("percentage points",),
    "rank": ("place",),
}


@dataclass(frozen=True, kw_only=True)
class Term:
    chinese: str
    identifiers: tuple[str, ...]
    definition: str
    unit: str
    clause: str
    # Every other word set as code: values of the identifier, tables.
    mentioned: frozenset[str]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def terms() -> list[Term]:
    """Every row of every table of the glossary."""
    rows = []
    for line in GLOSSARY.read_text("utf-8").splitlines():
        if line.startswith("|") and "`" in line:
            chinese, identifier, definition, unit, clause = cells(line)
            rows.append(
                Term(
                    chinese=chinese,
                    identifiers=tuple(re.findall(r"`([^`]+)`", identifier)),
                    definition=definition,
                    unit=unit,
                    clause=clause,
                    mentioned=frozenset(re.findall(r"`([^`]+)`", definition)),
                )
            )
    return rows


def scalars(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for key, value in node.items() for text in [str(key), *scalars(value)]]
    if isinstance(node, list):
        return [text for item in node for text in scalars(item)]
    return [str(node)]


def described() -> dict[str, set[str]]:
    """Published tables and their columns, as dbt describes them."""
    tables: dict[str, set[str]] = {}
    for path in sorted((MODELS / "marts").rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            tables[model["name"]] = {column["name"] for column in model["columns"]}
    return tables


def known_words() -> set[str]:
    """Names and values that the warehouse, the contract and the policy pack know."""
    words: set[str] = set()
    for path in MODELS.rglob("*.yml"):
        words.update(
            word
            for text in scalars(yaml.safe_load(path.read_text("utf-8")))
            for word in re.findall(r"\w+", text)
        )
    for path in MODELS.rglob("*.sql"):
        words.update(re.findall(r"'(\w+)'", path.read_text("utf-8")))
        words.add(path.stem)
    data = [*(ROOT / "ingestion").rglob("*.csv"), *(ROOT / "ingestion" / "contract").rglob("*.toml")]
    for path in data:
        words.update(re.findall(r"\w+", path.read_text("utf-8")))
    return words


def test_every_identifier_exists() -> None:
    known = known_words()
    assert terms()
    assert not [
        word for term in terms() for word in {*term.identifiers, *term.mentioned} if word not in known
    ]


def test_every_reading_cited_is_written_down() -> None:
    readings = set(re.findall(r"\*\*(R\d+) ", READINGS.read_text("utf-8")))
    assert readings
    assert {number for term in terms() for number in re.findall(r"\bR\d+\b", term.clause)} <= readings


def test_every_term_is_complete() -> None:
    def is_complete(term: Term) -> bool:
        has_chinese = re.search(r"[\u4e00-\u9fff]", term.chinese)
        return bool(has_chinese and term.identifiers and term.definition and term.unit and term.clause)

    assert not [term for term in terms() if not is_complete(term)]


def test_every_column_of_a_report_has_a_term() -> None:
    told = {identifier for term in terms() for identifier in term.identifiers}
    missing = {
        f"{table}.{column}"
        for table, columns in described().items()
        if table.startswith("rpt_")
        for column in columns - told
    }
    assert not missing


def test_no_identifier_has_two_meanings() -> None:
    seen = [identifier for term in terms() for identifier in term.identifiers]
    assert not {identifier for identifier in seen if seen.count(identifier) > 1}


@pytest.mark.parametrize(("suffix", "units"), UNIT_OF_SUFFIX.items())
def test_the_unit_is_the_one_in_the_name(suffix: str, units: tuple[str, ...]) -> None:
    wrong = [
        identifier
        for term in terms()
        for identifier in term.identifiers
        if identifier.endswith(suffix) and not term.unit.startswith(units)
    ]
    assert not wrong


def test_every_word_of_the_rulebook_has_a_term(shared: Path) -> None:
    rulebook = (shared / "rulebook.md").read_text("utf-8")
    words = rulebook.split("## 0. Words", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    asked = [
        cells(line)[0] for line in words.splitlines() if line.startswith("|") and not line.startswith("|---")
    ]
    told = " ".join(term.chinese for term in terms())
    assert [word for word in asked[1:] if word not in told] == []
