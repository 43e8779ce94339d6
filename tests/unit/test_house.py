"""The house rules of docs/architecture.md, held against the tree itself.

Belongs here: who may import whom, what an import may load, where the city's numbers and names may stand.
Does not belong here: what any code computes, and whether documents tell the truth (unit/docs/).
"""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingestion", "orchestration", "dashboards")
MODELS = sorted((ROOT / "dbt_project" / "models").rglob("*.sql"))
PACK = ROOT / "ingestion" / "policy" / "packs" / "xianning_2020"

# The simulated city is the bundled pack's own, so its maker may say what that pack says.
SAMPLE = ROOT / "ingestion" / "sample"

MAY_IMPORT = {"ingestion": set[str](), "orchestration": {"ingestion"}, "dashboards": {"ingestion"}}
COMMAND_LINE = {"orchestration.cli", "orchestration.explained"}
COMMAND_LINE_MAY_IMPORT = {"dashboards.bulletin", "dashboards.explain", "dashboards.query"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imported(path: Path) -> Iterator[str]:
    """Every name of ours that a module imports, as `package.module[.name]`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(importer: Path, name: str) -> bool:
    own, package = importer.relative_to(ROOT).parts[0], name.split(".", maxsplit=1)[0]
    if package not in PACKAGES or package == own or package in MAY_IMPORT[own]:
        return True
    return module_name(importer) in COMMAND_LINE and any(
        f"{name}.".startswith(f"{may}.") for may in COMMAND_LINE_MAY_IMPORT
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_imports_only_what_the_architecture_allows(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imported(path)
        if not is_allowed(path, name)
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_uses_the_private_names_of_another_module(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imported(path)
        if name.split(".", maxsplit=1)[0] in PACKAGES
        and any(re.match(r"_[^_]", part) for part in name.split("."))
    ]
    assert not wrong


def pages() -> list[str]:
    """All that a page may load; app.py is left out, since importing it draws one."""
    return [name for path in modules("dashboards") if (name := module_name(path)) != "dashboards.app"]


@pytest.mark.parametrize(
    ("imports", "unwanted"),
    [
        (["orchestration.definitions"], "great_expectations"),
        (["orchestration.cli"], "great_expectations"),
        (pages(), "great_expectations"),
        (["dashboards.query", "dashboards.explain"], "streamlit"),
    ],
    ids=["definitions", "command line", "pages", "query"],
)
def test_importing_stays_light(imports: list[str], unwanted: str) -> None:
    program = (
        "import importlib, sys\n"
        f"for name in {imports!r}: importlib.import_module(name)\n"
        f"sys.exit({unwanted!r} in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr or f"{imports} load {unwanted}"


# Where the plan's numbers and names may stand: the policy pack alone.


def pack_cells(*columns: str) -> set[str]:
    cells: set[str] = set()
    for path in PACK.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cells |= {row[column] for column in columns if row.get(column)}
    return cells


def is_telling(number: Decimal) -> bool:
    """Not one that any arithmetic may need: small whole numbers, 100 of percent, 0.5 of a half."""
    return number not in (100, Decimal("0.5")) and (number != number.to_integral() or number > 31)


def pack_numbers() -> set[Decimal]:
    columns = (
        "target",
        "target_share",
        "min_investment_wan",
        "target_investment_wan",
        "quota_count",
        "tolerance",
    )
    numbers = {Decimal(cell) for cell in pack_cells(*columns, "yellow_from", "red_from", "threshold")}
    with (PACK / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                numbers.add(Decimal(row["value"]))
            except InvalidOperation:  # a threshold may be a word
                continue
    return {abs(number) for number in numbers if is_telling(abs(number))}


def city_names() -> set[str]:
    """Names and codes that mean this city and no other."""
    names = {part for cell in pack_cells("locality_name", "aliases") for part in cell.split("|")}
    return names | {
        code for code in pack_cells("locality_code", "gb2260_code") if len(code) > 4 and "|" not in code
    }


def sql_without_comments(path: Path) -> str:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    return re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def drawn_with(call: ast.Call) -> list[ast.expr]:
    """Arguments that say how a chart looks: `opacity=0.3`, `alt.value(0.3)`."""
    is_look = isinstance(call.func, ast.Attribute) and call.func.attr == "value"
    return [keyword.value for keyword in call.keywords] + (call.args if is_look else [])


def python_numbers(path: Path) -> Iterator[Decimal]:
    tree = ast.parse(path.read_text("utf-8"))
    looks: set[int] = set()
    if path.is_relative_to(ROOT / "dashboards"):
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        looks = {id(argument) for call in calls for argument in drawn_with(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in looks:
            yield Decimal(repr(node.value))


def python_strings(path: Path) -> Iterator[str]:
    """String constants that code uses, docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def product_modules() -> list[Path]:
    return [path for package in PACKAGES for path in modules(package) if not path.is_relative_to(SAMPLE)]


def test_the_pack_has_the_numbers_that_these_tests_look_for() -> None:
    assert {Decimal("0.3"), Decimal(10_000), Decimal(100_000)} <= pack_numbers()
    assert "421202" in city_names()


def test_no_number_of_the_plan_stands_in_a_model() -> None:
    numbers = pack_numbers()
    # A product with a power of ten makes a share a whole number; a threshold is compared, not multiplied.
    scale = re.compile(r"\* *10+\b")
    wrong = [
        f"{path.relative_to(ROOT)}: {literal}"
        for path in MODELS
        for literal in re.findall(
            r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", scale.sub("", sql_without_comments(path))
        )
        if Decimal(literal) in numbers
    ]
    assert not wrong


def test_no_number_of_the_plan_stands_in_python() -> None:
    """Shares and tolerances anywhere; of whole numbers, which are sizes and timeouts too, the size limits alone."""
    shares = {number for number in pack_numbers() if number != number.to_integral()}
    sizes = {Decimal(cell) for cell in pack_cells("min_investment_wan")}
    wrong = [
        f"{path.relative_to(ROOT)}: {number}"
        for path in product_modules()
        for number in python_numbers(path)
        if number in shares or (number in sizes and path.is_relative_to(ROOT / "ingestion"))
    ]
    assert not wrong


def test_no_name_or_code_of_the_city_stands_in_a_model_or_in_python() -> None:
    names = re.compile("|".join(map(re.escape, sorted(city_names()))))
    texts = [(path, sql_without_comments(path)) for path in MODELS]
    texts += [(path, text) for path in product_modules() for text in python_strings(path)]
    wrong = [f"{path.relative_to(ROOT)}: {found[0]}" for path, text in texts if (found := names.search(text))]
    assert not wrong


# What a model may read.


def test_no_model_reads_the_clock() -> None:
    clock = re.compile(
        r"\b(now|today|current_date|current_timestamp|get_current_timestamp|localtimestamp)\b", re.I
    )
    wrong = [path.relative_to(ROOT) for path in MODELS if clock.search(sql_without_comments(path))]
    assert not wrong


def test_no_mart_reads_staging_or_raw() -> None:
    marts = [path for path in MODELS if "marts" in path.parts]
    assert marts
    wrong = [
        path.relative_to(ROOT)
        for path in marts
        if re.search(r"ref\('stg_|source\(", sql_without_comments(path))
    ]
    assert not wrong


# No rule is switched off, and no version held, without a reason beside it.


def reasonless(lines: list[str], needs_reason: re.Pattern[str], *, comment: str) -> Iterator[str]:
    """Lines that match and have no comment: not after them, not above the run of such lines they stand in."""
    has_reason = False
    for line in lines:
        stripped = line.strip()
        if stripped.startswith(comment):
            has_reason = True
        elif needs_reason.search(line):
            if not has_reason and comment not in line:
                yield stripped
        else:
            has_reason = False


def test_every_held_version_has_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    held = re.compile(r'^\s+"[\w-]+(==|.*,?<)|^requires-python|^required-version|^override-dependencies')
    assert not list(reasonless(lines, held, comment="#"))


def test_every_ignored_rule_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    tables = (
        re.search(r"^ignore = \[\n(.*?)^\]", text, re.M | re.S),
        re.search(r"^\[tool\.ruff\.lint\.per-file-ignores\]\n(.*?)(?=^\[)", text, re.M | re.S),
    )
    lines = [line for table in tables if table for line in table[1].splitlines()]
    assert lines
    assert not list(reasonless(lines, re.compile(r'^\s+"'), comment="#"))
    assert "ignore_errors" not in text
    config = (ROOT / ".sqlfluff").read_text("utf-8")
    excluded = re.search(r"^exclude_rules = (.*)$", config, re.M)
    assert excluded
    assert all(re.search(rf"^#\s+{rule}\s+\S", config, re.M) for rule in re.split(r",\s*", excluded[1]))


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "dbt_project"])
def test_every_suppression_has_a_reason(package: str) -> None:
    bare = re.compile(
        r"(?:#|--) *(?:noqa(?:: *[A-Z]+\d+(?:, *[A-Z]+\d+)*)?|type: *ignore(?:\[[\w, -]*\])?) *$"
    )
    wrong = []
    for path in sorted([*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("*.sql")]):
        lines = path.read_text("utf-8").splitlines()
        wrong += [
            f"{path.relative_to(ROOT)}: {line.strip()}"
            for above, line in zip(["", *lines], lines, strict=False)
            if bare.search(line) and not above.strip().startswith(("#", "--"))
        ]
    assert not wrong


def test_pyproject_names_every_package_that_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(built) == sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
