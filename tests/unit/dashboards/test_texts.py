import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards import texts

DASHBOARDS = Path(__file__).resolve().parents[3] / "dashboards"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


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


def test_a_catalogue_alone_makes_another_language() -> None:
    texts.use("en")
    try:
        assert texts.language() == "en"
        assert texts._("没有任何目录收录的文字") == "没有任何目录收录的文字"
    finally:
        texts.use("zh")
    assert texts.language() == "zh"


@pytest.mark.parametrize(
    "path", sorted((DASHBOARDS / "views").glob("*/__init__.py")), ids=lambda path: path.parent.name
)
def test_no_page_script_is_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150
