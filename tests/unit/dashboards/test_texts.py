import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dashboards import formats, labels, texts
from dashboards.wording import in_words

DASHBOARDS = Path(__file__).resolve().parents[3] / "dashboards"
CATALOGUE = DASHBOARDS / "texts" / "en.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def _spoken(tree: ast.Module) -> Iterator[ast.Constant]:
    """Chinese strings that are not given to `_` and are no docstring."""
    excused = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            excused |= {id(part) for argument in node.args for part in ast.walk(argument)}
        elif isinstance(node, ast.Expr):
            excused.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in excused:
            yield node


@pytest.mark.parametrize("path", sorted(DASHBOARDS.rglob("*.py")), ids=lambda path: path.stem)
def test_every_text_a_person_reads_passes_through_the_catalogue(path: Path) -> None:
    wrong = [
        f"{path.name}:{node.lineno}: {node.value!r}"
        for node in _spoken(ast.parse(path.read_text("utf-8")))
        if CHINESE.search(str(node.value)) and "raw.submission" not in str(node.value)
    ]
    assert not wrong


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """What the code gives to `_`, as `make texts` finds it."""
    found = extract_from_dir(str(DASHBOARDS), [("**.py", "python")], keywords={"_": None})
    return {str(text) for _file, _line, text, _comments, _context in found}


def test_every_text_has_its_english_and_no_english_is_left_over(english: Catalog, spoken: set[str]) -> None:
    translated = {str(message.id) for message in english if message.id and message.string}
    assert spoken - translated == set(), "make texts, then translate"
    assert translated - spoken == set(), "make texts"


def test_english_says_nothing_in_chinese_and_keeps_every_placeholder(english: Catalog) -> None:
    messages = [(str(message.id), str(message.string)) for message in english if message.id]
    assert messages
    assert not [text for _key, text in messages if CHINESE.search(text)]
    assert not [
        key for key, text in messages if sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(text))
    ]


def _headings(tree: ast.Module) -> Iterator[list[str]]:
    """The texts that each `select` gives its columns as names."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "select":
            yield [
                str(text.args[0].value)
                for named in ast.walk(call)
                if isinstance(named, ast.Call)
                and isinstance(named.func, ast.Attribute)
                and named.func.attr == "alias"
                for text in named.args
                if isinstance(text, ast.Call) and isinstance(text.args[0], ast.Constant)
            ]


def test_no_table_has_one_english_heading_twice(english: Catalog) -> None:
    words = {str(message.id): str(message.string) for message in english if message.id}
    tables = [
        headings
        for path in DASHBOARDS.rglob("*.py")
        for headings in _headings(ast.parse(path.read_text("utf-8")))
        if len(headings) > 1
    ]
    assert len(tables) > 9
    assert not [table for table in tables if len({words[text] for text in table}) < len(set(table))]


@pytest.fixture
def in_english() -> Iterator[None]:
    texts.use("en")
    yield
    texts.use("zh")


@pytest.mark.usefixtures("in_english")
def test_the_catalogue_makes_the_other_language() -> None:
    assert texts.language() == "en"
    assert texts._("未报送") == "not reported"
    assert texts._("没有任何目录收录的文字") == "没有任何目录收录的文字"


def test_chinese_is_the_language_of_who_asked_for_none() -> None:
    assert texts.language() == "zh"
    assert formats.not_reported() == "未报送"
    assert texts.NAMES == {"zh": "中文", "en": "English"}


def test_frames_speak_the_language_of_the_page() -> None:
    """polars runs Python in its own threads, which know no page; so one place alone lets it."""
    wrong = [path.name for path in DASHBOARDS.rglob("*.py") if "map_elements" in path.read_text("utf-8")]
    assert wrong == ["wording.py"]
    frame = pl.DataFrame({"stage": ["reserve", "exited"]})
    texts.use("en")
    try:
        assert frame.select(in_words("stage", labels.stage))["stage"].to_list() == ["Reserve", "Exited"]
    finally:
        texts.use("zh")
    assert frame.select(in_words("stage", labels.stage))["stage"].to_list() == ["储备", "已出库"]


@pytest.mark.parametrize(
    "path", sorted((DASHBOARDS / "views").glob("*/__init__.py")), ids=lambda path: path.parent.name
)
def test_no_page_script_is_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150
