"""The published tables as promised: `marts.csv`, the project's own copy of the contract, and the contract's own text.

Belongs here: reading both, and the type that a column's name promises. Does not belong here: what dbt declares (the
test compares it).
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OWN_COPY = Path(__file__).with_name("marts.csv")
# The sheet whose every field is a column of fct_project_month.
_LEDGER = "项目台账"
_ROW = re.compile(r"^\| `(?P<table>\w+)` \| (?P<cells>.*) \|$", re.M)
_PLURALS = {"fund_source": "fund_sources"}
# The first pattern that a column's name fits gives its type.
_TYPES = (
    (r"(received_at|built_at|as_of)", "timestamp with time zone"),
    (r"(report_month|(first|last)_report_month|deadline|first_seen|\w+_(on|date))", "date"),
    (r"(is|has|can)_\w+", "boolean"),
    (r"(\w+_wan|\w+_area_mu|needed|settled|gap)", "decimal(18,4)"),
    (
        r"(\w+_(rate|share|pp|rate_by_investment|rate_same_projects)|score|year_end|low|high|contribution)",
        "double",
    ),
    (
        r"(\w+_count|\w*rank(_in_tier|_change)?|row_number|days_\w+|months_\w+|(\w+_)?year|sort_order)",
        "integer",
    ),
)
_LEDGER_TYPES = {
    "money": "decimal(18,4)",
    "decimal": "decimal(18,4)",
    "percent": "double",
    "integer": "integer",
    "date": "date",
    "boolean": "boolean",
}


@dataclass(frozen=True, order=True)
class Column:
    """A promised column."""

    table: str
    column: str
    type: str
    is_key: bool


def own_copy() -> list[Column]:
    """What this project promises."""
    with OWN_COPY.open(encoding="utf-8", newline="") as file:
        return [
            Column(row["table"], row["column"], row["type"], row["is_key"] == "true")
            for row in csv.DictReader(file)
        ]


def in_contract(folder: Path) -> list[Column]:
    """What the contract's `marts.md` names, fields of `workbook.csv` included."""
    text = (folder / "marts.md").read_text("utf-8")
    return [
        Column(row["table"], name, _type(name), name in _keys(row["cells"]))
        for row in _ROW.finditer(text)
        for name in dict.fromkeys(_columns(row["cells"]))
    ] + [
        Column("fct_project_month", name, type_, is_key=False)
        for name, type_ in _ledger_fields(folder / "workbook.csv").items()
    ]


def _keys(cells: str) -> list[str]:
    return [name.strip() for key in re.findall(r"\*\*(.*?)\*\*", cells) for name in key.split(",")]


def _columns(cells: str) -> Iterator[str]:
    """The names in a row, its sentences unfolded into the names they stand for."""
    plain = re.sub(r"\([^()]*\)", "", cells).replace("**", "")
    names: list[str] = []
    for part in map(str.strip, re.split(r",|\band\b", plain)):
        if re.fullmatch(r"\w+", part):
            names.append(part)
        elif part == "each with `_source`":
            names += [f"{name}_source" for name in names[-4:]]
        elif part == "each of the four `…_in_tier`":
            names += [f"{name}_in_tier" for name in _ranks(names)]
        elif part == "`…_change`":
            names += [f"{name}_change" for name in _ranks(names)]
        elif part and not part.startswith("every typed ledger field"):
            raise ValueError(f"the contract says something this does not read: {part}")
    yield from names


def _ranks(names: list[str]) -> list[str]:
    return [name for name in names if name.endswith("_rank")]


def _type(name: str) -> str:
    return next((type_ for pattern, type_ in _TYPES if re.fullmatch(pattern, name)), "varchar")


def _ledger_fields(path: Path) -> Mapping[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        fields = {
            row["field"]: _LEDGER_TYPES.get(row["type"], "varchar")
            for row in csv.DictReader(file)
            if row["sheet"] == _LEDGER and row["field"] != "serial"
        }
    return fields | {plural: fields[name] for name, plural in _PLURALS.items()}
