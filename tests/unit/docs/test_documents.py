"""The documents say only what is there: paths, commands, options, settings and published tables."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from orchestration.cli import app

ROOT = Path(__file__).resolve().parents[3]
README, README_ZH = ROOT / "README.md", ROOT / "README.zh-CN.md"
DOCUMENTS = [README, README_ZH, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PUBLISHED = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").rglob("*.sql")}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def top_level() -> set[str]:
    """What the repository holds at its top, tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.split("/", maxsplit=1)[0] for line in listed.stdout.splitlines()}


def code(document: Path) -> list[str]:
    """Everything set as code: spans, and the lines of blocks."""
    text = document.read_text("utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return spans + [line for block in blocks for line in block.splitlines()]


def paths(document: Path) -> Iterator[str]:
    """Code that names a file or folder of the repository: begins with something at its top."""
    at_top = sorted(top_level() - {"data"}, key=len, reverse=True)
    folders = "|".join(re.escape(name) for name in at_top if (ROOT / name).is_dir())
    files = "|".join(re.escape(name) for name in at_top if not (ROOT / name).is_dir())
    for piece in code(document):
        yield from re.findall(rf"(?<![\w./$-])(?:(?:{folders})/[\w./*-]*|(?:{files})(?![\w.-]))", piece)
        # A file named as such, though nothing at the top is called so, must be a slip.
        if re.fullmatch(
            r"[\w.-]+(/[\w.*-]+)*\.(md|toml|lock|py|sql|yml|csv|cfg)|[\w.-]+(/[\w.*-]+)*/", piece
        ):
            yield piece


def options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


def subcommands() -> dict[str, Any]:
    """Each command of `sanku` by its words: `policy check`."""

    def walk(prefix: str, command: Any) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", {})
        if not inner:
            yield prefix, command
        for name, below in inner.items():
            yield from walk(f"{prefix} {name}".strip(), below)

    return dict(walk("", typer.main.get_command(app)))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z0-9-]*):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M))


@each_document
def test_every_path_exists(document: Path) -> None:
    missing = []
    for path in paths(document):
        name = path.rstrip("./")
        if path.startswith("data/") or name == "data":
            continue
        # A bare file name may stand for a file anywhere, such as one of the policy pack.
        if not any(
            True for _ in ROOT.glob(name if "/" in name or name in top_level() else f"[a-z]*/**/{name}")
        ):
            missing.append(path)
    assert not missing


@each_document
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (document.parent / link).exists()]


@each_document
def test_every_make_target_exists(document: Path) -> None:
    named = {target for piece in code(document) for target in re.findall(r"\bmake ([a-z][a-z0-9-]*)", piece)}
    assert named <= make_targets()


@each_document
def test_every_sanku_command_and_option_exists(document: Path) -> None:
    known = subcommands()
    wrong = []
    for piece in code(document):
        for call in re.findall(r"(?:^|[\s/])sanku ((?:[a-z\d]|--)[^|#;&]*)", piece):
            words = call.split()
            command = next((known[name] for n in (2, 1) if (name := " ".join(words[:n])) in known), None)
            if command is None:
                wrong.append(call)
            else:
                wrong += [
                    f"{call}: {word}"
                    for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", call)
                    if word not in options(command)
                ]
    assert not wrong


@each_document
def test_every_published_table_exists(document: Path) -> None:
    named = {
        name for piece in code(document) for name in re.findall(r"\b(?:dim|fct|rpt|meta)_[a-z_]+\b", piece)
    }
    models = {path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.sql")}
    columns = {"meta_version"}
    assert named <= models | columns


@each_document
def test_every_setting_is_read_somewhere(document: Path) -> None:
    named = {name for piece in code(document) for name in re.findall(r"\bSANKU_[A-Z_]+\b", piece)}
    sources = [*(ROOT / "ingestion").rglob("*.py"), *(ROOT / "orchestration").rglob("*.py")]
    source = "".join(path.read_text("utf-8") for path in sources)
    assert not [name for name in named if name not in source]


# What a newcomer looks for is there.


@pytest.mark.parametrize("readme", [README, README_ZH], ids=lambda path: path.name)
def test_the_first_screen_says_how_to_run_and_to_test(readme: Path) -> None:
    first_screen = "\n".join(readme.read_text("utf-8").splitlines()[:30])
    assert "make run" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("readme", [README, README_ZH], ids=lambda path: path.name)
def test_the_readme_tells_every_folder_command_and_published_table(readme: Path) -> None:
    text = readme.read_text("utf-8")
    folders = {name for name in top_level() if (ROOT / name).is_dir() and not name.startswith(".")} | {"data"}
    assert not [folder for folder in folders if f"`{folder}/`" not in text]
    assert not [name for name in subcommands() if f"sanku {name}" not in text]
    assert not [target for target in make_targets() if f"make {target}" not in text]
    assert not [table for table in PUBLISHED if f"`{table}`" not in text]


def test_both_readmes_name_the_same_things() -> None:
    def named(document: Path) -> set[str]:
        words = r"\bmake [a-z0-9]+|\bsanku [a-z]+|\bSANKU_[A-Z]+|\b(?:dim|fct|rpt)_[a-z_]+"
        return {found for piece in code(document) for found in re.findall(words, piece)} | set(
            paths(document)
        )

    assert named(README) == named(README_ZH)


def test_the_workplace_of_its_authors_is_not_named() -> None:
    """A path that only one machine has helps nobody; tests may look for real data beside the checkout."""
    product = [
        path
        for folder in ("ingestion", "orchestration", "dashboards")
        for path in (ROOT / folder).rglob("*.py")
    ]
    product += (ROOT / "dbt_project").rglob("*.sql")
    product += [*DOCUMENTS, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    assert not [path for path in product if re.search(r"\.\./shared|/work/", path.read_text("utf-8"))]
