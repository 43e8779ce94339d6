"""docs/worked_example.md is held to the workbooks it reads and to the warehouse whose rows it recomputes.

Belongs here: reading the document's notation (told in its own "How to read this page") and comparing: source
cells and counts with the workbooks, read by openpyxl alone; arithmetic with itself; results with the marts.
Does not belong here: a rule of the rulebook. The document reasons; this file only checks what it says.
"""

import ast
import csv
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tests import warehouse
from tests.cities import City

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "worked_example.md"
LEDGER = "项目台账"
# What "no change" sets to nothing where a year has begun meanwhile.
LAPSING = ("年度计划投资", "省领导督办", "省级重点", "市级重点", "年度重点推进")
# A column the published contract does not name: its value needs the ranks of one more month.
NOT_RECOMPUTED = {"mom_rank_change"}

Cells = dict[str, Any]
Value = Fraction | bool


# ---- the document ----


@dataclass(frozen=True)
class Table:
    caption: str
    header: list[str]
    rows: list[list[str]]


@dataclass
class Section:
    title: str
    tables: list[Table] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)


@cache
def sections() -> list[Section]:
    """The document by `## ` heading: its tables, and the lines of its `calc` blocks."""
    found = [Section("")]
    caption, in_sums, in_table = "", False, False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            in_sums = line == "```calc"
        elif in_sums:
            found[-1].sums.append(line)
        elif line.startswith("|"):
            cells = [cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")]
            if not in_table:
                found[-1].tables.append(Table(caption, cells, []))
            elif not set(line) <= set("|-:"):
                found[-1].tables[-1].rows.append(cells)
        elif line.startswith("## "):
            found.append(Section(line.removeprefix("## ")))
        elif line.strip():
            caption = line
        in_table = line.startswith("|")
    return found


def tables(first: str) -> list[tuple[Section, Table]]:
    return [(part, table) for part in sections() for table in part.tables if table.header[0] == first]


# ---- the workbooks ----


class Workbooks:
    """The city's files by name, as openpyxl reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
            received = {
                row["file"]: datetime.fromisoformat(row["received_at"]) for row in csv.DictReader(file)
            }
        self.received = {Path(name).stem: at for name, at in received.items()}
        self._sheets: dict[str, dict[str, list[tuple[Any, ...]]]] = {}

    def path(self, name: str) -> Path:
        return self.folder / "submissions" / name.split("_")[1] / f"{name}.xlsx"

    def sheet(self, name: str, title: str) -> list[tuple[Any, ...]]:
        if name not in self._sheets:
            book = openpyxl.load_workbook(self.path(name), read_only=True, data_only=True)
            self._sheets[name] = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
            book.close()
        return self._sheets[name][title]

    def cell(self, name: str, title: str, address: str) -> Any:
        # Not a cell's address: the test fails here, as it should.
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        column = openpyxl.utils.column_index_from_string(letters)
        return self.sheet(name, title)[int(row) - 1][column - 1]

    def heading(self, name: str, letters: str) -> str:
        """The heading of a ledger's column: its first row that has 项目名称."""
        head = next(row for row in self.sheet(name, LEDGER) if "项目名称" in row)
        return str(head[openpyxl.utils.column_index_from_string(letters) - 1])

    def ledger(self, name: str) -> dict[str, Cells]:
        """The rows of a ledger by project (its code, else its name), by heading."""
        rows = iter(self.sheet(name, LEDGER))
        head = next(row for row in rows if "项目名称" in row)
        found = [dict(zip(head, row, strict=True)) for row in rows]
        return {
            row["项目代码"] or row["项目名称"]: row for row in found if row["项目名称"] not in (None, "合计")
        }

    def effective(self, said: str) -> dict[str, Cells]:
        """`full`, `full + correction` (its rows in their place), or `no_change = full` (last month's rows)."""
        if " = " in said:
            now, before = said.split(" = ")
            assert self.cell(now, "封面", "B3") == "无变化"
            lapsed = dict.fromkeys(LAPSING) | {"本年累计完成投资": 0} if "-01_" in now else {}
            rows = self.effective(before)
            return {key: row | {"本月完成投资": 0} | lapsed for key, row in rows.items()}
        base, *corrections = said.split(" + ")
        effective = dict(self.ledger(base))
        for name in corrections:
            assert self.received[name] > self.received[base], name
            effective |= self.ledger(name)
        return effective


def is_said(text: str, value: Any) -> bool:
    """Whether a cell of the document says what a workbook's cell holds."""
    if value is None:
        return text == "blank"
    if isinstance(value, datetime):
        return text == value.date().isoformat()
    if isinstance(value, int | float):
        return re.fullmatch(r"-?[\d,.]+", text) is not None and evaluate(text) == Fraction(str(value))
    return text == str(value)


# ---- criteria: `heading op value` joined by `and` ----

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}


def holds(row: Cells, criterion: str) -> bool:
    return all(_holds(row, condition) for condition in criterion.split(" and "))


def _holds(row: Cells, condition: str) -> bool:
    heading, sign, wanted = condition.removesuffix(" or blank").split(" ")
    value = row[heading]
    if value is None:
        return condition.endswith((" or blank", "= blank")) or sign == "≠"
    if sign in "=≠":
        return (str(value) in wanted.split("/")) == (sign == "=")
    if isinstance(value, datetime):
        return OPERATORS[sign](value.date(), date.fromisoformat(wanted))
    return not isinstance(value, str) and OPERATORS[sign](Fraction(str(value)), evaluate(wanted))


# ---- arithmetic ----

ARITHMETIC: dict[type, Callable[..., Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"max": max, "min": min, "ceil": math.ceil}


def evaluate(text: str) -> Value:
    """What an expression comes to, in whole fractions: 30% of 29 is 8.7 and not nearly so."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for written, meant in (("×", "*"), ("÷", "/"), ("−", "-"), ("≥", ">="), ("≤", "<=")):
        text = text.replace(written, meant)
    text = re.sub(r"\b(true|false)\b", lambda word: word[0].title(), text)
    return _value(ast.parse(text.strip(), mode="eval").body)


def _value(node: ast.expr) -> Value:
    match node:
        case ast.Constant(value=bool(truth)):
            return truth
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Fraction(-_value(operand))
        case ast.BinOp(left=left, op=sign, right=right):
            return ARITHMETIC[type(sign)](_value(left), _value(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return ARITHMETIC[type(sign)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=args):
            return Fraction(FUNCTIONS[name](*map(_value, args)))
    raise ValueError(ast.dump(node))


def chain(text: str) -> Value:
    """`a = b = c ≈ d`: the value of a, which b and c equal and d, rounded half up, shows."""
    exact, *rounded = text.split(" ≈ ")
    value, *others = [evaluate(part) for part in exact.split(" = ")]
    assert all(other == value for other in others), text
    for shown in rounded:
        decimals = len(shown.partition(".")[2])
        scaled = abs(value) * 10**decimals
        assert math.floor(scaled + Fraction(1, 2)) == abs(evaluate(shown)) * 10**decimals, text
    return value


# ---- the checks ----


@pytest.fixture(scope="module")
def workbooks(city: City) -> Workbooks:
    return Workbooks(city.files)


def test_the_document_says_at_least_ten_rows_of_four_reports() -> None:
    results = [mart(table)[0] for _, table in tables("Column")]
    assert len(results) >= 10
    assert set(results) == {"rpt_conversion", "rpt_list_status", "rpt_list_rank", "rpt_investment_rank"}


def test_every_table_is_of_a_kind_that_is_checked() -> None:
    kinds = {"Cell", "Workbook", "Workbooks", "Criterion", "Column", "locality_code"}
    assert {table.header[0] for part in sections() for table in part.tables} == kinds


def test_cells_hold_what_the_document_says(workbooks: Workbooks) -> None:
    for _, table in tables("Cell"):
        for address, heading, said, *_ in table.rows:
            name, title, cell = address.split(" ")
            name = name.removesuffix(".xlsx")
            letters, row = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            found = (
                workbooks.cell(name, title, f"A{row}")
                if title == "封面"
                else workbooks.heading(name, letters)
            )
            assert found == heading, address
            assert is_said(said, workbooks.cell(name, title, cell)), f"{address}: {said}"


def test_rows_hold_what_the_document_says(workbooks: Workbooks) -> None:
    for _, table in tables("Workbook"):
        for row in table.rows:
            said = dict(zip(table.header, row, strict=True))
            name, number = said["Workbook"], said["Row"]
            for title, value in said.items():
                if column := re.fullmatch(r"(.+) ([A-Z]{1,2})", title):
                    heading, letters = column.groups()
                    assert workbooks.heading(name, letters) == heading
                    found = workbooks.cell(name, LEDGER, letters + number)
                    assert is_said(value, found), f"{name} {letters}{number}: {value}, found {found}"
            if absent := said.get("Absent from"):
                code, project = (workbooks.cell(name, LEDGER, letters + number) for letters in "BC")
                there = workbooks.effective(absent).values()
                assert all(row["项目名称"] != project and (row["项目代码"] or "") != code for row in there)


def test_counts_and_sums_are_those_of_the_workbooks(workbooks: Workbooks) -> None:
    for part, table in tables("Workbooks"):
        criteria = {
            row[0]: row[1] for kind in part.tables if kind.header[0] == "Criterion" for row in kind.rows
        }
        for row in table.rows:
            effective = workbooks.effective(row[0]).values()
            for title, said in zip(table.header[1:], row[1:], strict=True):
                # A heading of another form: the test fails here, as it should.
                name, what = re.fullmatch(r"(K\d+) (rows|Σ .+)", title).groups()  # type: ignore[union-attr]
                chosen = [cells for cells in effective if holds(cells, criteria[name])]
                found = Fraction(len(chosen))
                if what != "rows":
                    values = [cells[what.removeprefix("Σ ")] for cells in chosen]
                    found = sum(
                        (Fraction(str(value)) for value in values if value not in (None, "-")), Fraction(0)
                    )
                assert found == evaluate(said), f"{row[0]} {title}: {said}, found {float(found)}"


def test_nothing_received_for_a_cited_month_goes_unsaid(workbooks: Workbooks) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(re.findall(r"[^\s|`(/]+_\d{4}-\d{2}_[^\s|`.]+", text))
    for name in named:
        assert workbooks.path(name).is_file(), name
        unit, month, _ = name.split("_", 2)
        received = {path.stem for path in workbooks.path(name).parent.glob(f"{unit}_{month}_*.xlsx")}
        assert received <= named, received - named


def test_the_arithmetic_is_right_and_leads_to_the_result() -> None:
    for part in sections():
        results = {
            row[0]: row[1] for table in part.tables if table.header[0] == "Column" for row in table.rows
        }
        for line in part.sums:
            label, _, expression = line.partition(" = ")
            value = chain(expression)
            if label in results:
                assert chain(results[label]) == value, line


def test_results_are_the_warehouses(city: City) -> None:
    with duckdb.connect(city.database, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table, key, said in stated_rows():
            rows = [
                row
                for row in warehouse.rows(connection, f"marts.{table}")
                if all(is_result(value, row[column]) for column, value in key.items())
            ]
            assert len(rows) == 1, (table, key)
            for column, value in said.items():
                assert is_result(value, rows[0][column]), (
                    f"{table} {key} {column}: {value}, is {rows[0][column]}"
                )


def test_results_say_every_column(city: City) -> None:
    with duckdb.connect(city.database, read_only=True) as connection:
        for part, table in tables("Column"):
            name, key = mart(table)
            described = connection.execute(f"DESCRIBE marts.{name}").fetchall()
            said = {row[0] for row in table.rows} | set(key)
            assert {row[0] for row in described} - said <= NOT_RECOMPUTED, part.title


def mart(table: Table) -> tuple[str, dict[str, str]]:
    """The mart and the key that a caption names: `**Mart** rpt_x · report_month = 2020-03-01 · …`."""
    name, *keys = table.caption.replace("`", "").removeprefix("**Mart** ").split(" · ")
    return name, dict(key.split(" = ", 1) for key in keys)


def stated_rows() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    for _, table in tables("Column"):
        name, key = mart(table)
        yield name, key, {row[0]: row[1] for row in table.rows}
    for _, table in tables("locality_code"):
        name, key = mart(table)
        for row in table.rows:
            yield name, key | {"locality_code": row[0]}, dict(zip(table.header[1:], row[1:], strict=True))


def is_result(text: str, value: Any) -> bool:
    """Whether the document says a mart's value; a rate may be written as the fraction that it is."""
    if value is None:
        return text == "null"
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int | Decimal):
        return text != "null" and chain(text) == Fraction(value)
    if isinstance(value, float):
        return text != "null" and math.isclose(chain(text), value, rel_tol=1e-12, abs_tol=1e-15)
    return text == str(value)
