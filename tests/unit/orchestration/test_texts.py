import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import typer.main

from orchestration.cli import app
from orchestration.texts import has_text, keys, text

SOURCES = [
    path
    for path in (Path(__file__).parents[3] / "orchestration").rglob("*.py")
    if path.name in {"cli.py", "console.py", "errors.py", "lock.py", "dbt.py", "refresh.py"}
]


def placeholders(wording: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(wording) if name}


def test_both_languages_name_the_same_values() -> None:
    wrong = [key for key in keys() if placeholders(text(key, "zh")) != placeholders(text(key, "en"))]
    assert not wrong


def test_every_error_says_what_to_do() -> None:
    errors = {key for key in keys() if re.fullmatch(r"error\.[a-z_]+", key)} - {"error.advice"}
    assert errors
    assert not [key for key in errors if not has_text(f"{key}.advice")]


def test_every_help_has_a_wording() -> None:
    def helps(command: object) -> Iterator[str]:
        for part in (command, *getattr(command, "params", ())):
            if said := getattr(part, "help", None):
                yield said
        for below in getattr(command, "commands", {}).values():
            yield from helps(below)

    assert not [said for said in helps(typer.main.get_command(app)) if not has_text(said)]


def test_every_wording_that_code_names_exists() -> None:
    named: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            if function in {"say", "note", "text"}:
                named.add(first.value)
            elif function in {"SankuError", "WrongUsageError"}:
                named.add(f"error.{first.value}")
    assert len(named) > 20
    assert not [key for key in named if not has_text(key)]
