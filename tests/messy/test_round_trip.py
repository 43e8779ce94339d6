"""Whatever a ledger holds, writing it in any accepted form and reading it back gives the same typed rows.

And whatever text stands in cells, reading it never raises.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.contract import CellType, Field, load_workbook_contract
from ingestion.names import normalise_name
from ingestion.parsing import assign_sheets, parse_sheet
from ingestion.readers.child import read_one
from ingestion.readers.model import Limits
from tests.messy.files import Rows, Write, document, text, xls, xlsx
from tests.unit.ingestion.sheets import LOCALITIES, raw_sheet

JULY = date(2020, 7, 1)
CONTRACT = load_workbook_contract().by_content["ledger"]
# A bare cumulative is read by arithmetic, and a period fills other columns: both have tests of their own.
FIELDS = [
    field
    for field in CONTRACT.landed_fields
    if field.name not in ("ambiguous_cumulative_wan", "construction_period", "site_locality")
]
UNITS = {"": 1, "（万元）": 1, "（亿元）": 10_000, "（元）": Decimal("0.0001")}

names = st.text("甲乙丙丁水厂路桥学校医院一二期abcXYZ", min_size=2, max_size=8).filter(
    lambda name: normalise_name(name) == name and not name.endswith(("合计", "小计"))
)
texts = st.text("某公司在建道路，。a1 b2", min_size=1, max_size=10).map(str.strip).filter(bool)
days = st.dates(date(1995, 1, 1), date(2020, 7, 31))


def typed(field: Field) -> st.SearchStrategy[Any]:
    """A value of a field."""
    kinds: dict[CellType, st.SearchStrategy[Any]] = {
        CellType.TEXT: texts,
        CellType.CODE: st.sampled_from(["2020-421221-48-01-012345", "2012-421221-04-01-123456"]),
        CellType.MONEY: st.decimals(-(10**6), 10**7, places=4),
        CellType.PERCENT: st.integers(0, 100).map(lambda percent: percent / 100),
        CellType.INTEGER: st.integers(2015, 2025),
        CellType.DATE: days,
        CellType.BOOLEAN: st.booleans(),
        CellType.CHOICE: st.sampled_from(sorted(field.choices)),
    }
    value = kinds[field.type]
    return value if field.is_required or field.blank_means is not None else st.none() | value


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Field], list[dict[str, Any]]]:
    """Fields in some order, and rows of them with distinct names."""
    required = list(CONTRACT.required_fields)
    others = [field for field in FIELDS if not field.is_required]
    chosen = draw(
        st.permutations(
            [
                *required,
                *draw(st.lists(st.sampled_from(others), unique_by=lambda field: field.name, max_size=8)),
            ]
        )
    )
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {field.name: names if field.name == "project_name" else typed(field) for field in chosen}
            ),
            min_size=1,
            max_size=6,
        )
    )
    return list(chosen), rows


@st.composite
def written(draw: st.DrawFn, fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> Rows:
    """A ledger as somebody may write it: headings, units, dates and words in one of their forms each."""
    headings, columns = [], []
    for field in fields:
        heading = draw(st.sampled_from([name for name in field.headings if name not in _BY_VALUES]))
        heading = heading.replace("{year}", "2020").replace("{month}", "7")
        unit = draw(st.sampled_from(sorted(UNITS))) if field.type is CellType.MONEY else ""
        headings.append(heading + unit)
        columns.append([draw(cell(field, row[field.name], unit)) for row in rows])
    return [headings, *zip(*columns, strict=True)]


_BY_VALUES = {"开工日期", "开工时间", "竣工日期", "竣工时间", "投资主体", "项目类型"}


def cell(field: Field, value: Any, unit: str) -> st.SearchStrategy[str]:
    """The ways to write a value."""
    if value is None:
        return st.sampled_from(["", "-", "—", "/", "  "])
    match field.type:
        case CellType.MONEY:
            plain = f"{value / UNITS[unit]:f}"
            wan = f"{value:f}"
            return st.sampled_from(
                [plain, f"{value / UNITS[unit]:,f}", f"约{wan}万元", plain.translate(_WIDE), f" {wan}万 "]
            )
        case CellType.DATE:
            y, m, d = value.year, value.month, value.day
            return st.sampled_from([
                f"{value}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}",
                str((value - date(1899, 12, 30)).days), f"{value} 00:00:00",
            ])  # fmt: skip
        case CellType.BOOLEAN:
            words = ["是", "√", "1", "Y", "true", "有"] if value else ["否", "0", "N", "×", "false"]
            return st.sampled_from(words)
        case CellType.CHOICE:
            return st.sampled_from(field.choices[value])
        case CellType.PERCENT:
            return st.sampled_from([f"{round(value * 100)}%", f"{round(value * 100)}％", f"{value:.2f}"])
        case CellType.INTEGER:
            return st.sampled_from([f"{value}", f"{value}.0", f"{value}年"])
        case _:
            return st.sampled_from([value, f" {value}", f"{value}　"])


_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def as_json(rows: Rows) -> Write:
    headings, *records = rows
    content = {
        "unit": "嘉鱼县",
        "month": "2020-07",
        "sheets": {"项目台账": [dict(zip(headings, record, strict=True)) for record in records]},
    }
    return document(content)


FORMS: dict[str, tuple[str, Callable[[Rows], Write]]] = {
    "xlsx": ("a.xlsx", xlsx),
    "xls": ("a.xls", xls),
    "csv": ("a.csv", text),
    "csv in GB18030": ("a.csv", lambda rows: text(rows, encoding="gb18030")),
    "tabs in UTF-16": ("a.txt", lambda rows: text(rows, separator="\t", encoding="utf-16")),
    "semicolons with a mark": ("a.csv", lambda rows: text(rows, separator=";", encoding="utf-8-sig")),
    "json": ("a.json", as_json),
}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), ledger=ledgers(), form=st.sampled_from(sorted(FORMS)), title=st.booleans())
def test_written_in_any_form_it_reads_the_same(
    *, data: st.DataObject, ledger: tuple[list[Field], list[dict[str, Any]]], form: str, title: bool
) -> None:
    fields, rows = ledger
    table = data.draw(written(fields, rows))
    name, write = FORMS[form]
    if title and form != "json":
        table = [["嘉鱼县2020年7月重大项目台账"], *table]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(table)(path)
        sheets, remarks = read_one(path, limits=Limits())
    assert remarks == []
    assigned, findings = assign_sheets(sheets, month=JULY)
    assert findings.is_empty()
    parsed = parse_sheet(assigned["ledger"], "ledger", month=JULY, locality_lookup=LOCALITIES)
    assert parsed.findings.filter(parsed.findings["severity"] == "error").is_empty(), (
        parsed.findings.to_dicts()
    )
    read = parsed.rows.to_dicts()
    assert [{field.name: row[field.name] for field in fields} for row in read] == rows


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_stands_in_cells_it_is_read_or_told(*, data: st.DataObject) -> None:
    """A cell that is not blank becomes a value, or has a finding: nothing is dropped without a word."""
    field = data.draw(st.sampled_from([field for field in FIELDS if field.type is not CellType.TEXT]))
    cells = data.draw(
        st.lists(
            st.text(max_size=10)
            | st.text("0123456789.,-/年月日底内季度半上下一二三四万亿元约超%是否√×", max_size=10),
            min_size=1,
            max_size=6,
        )
    )
    others = [other for other in CONTRACT.required_fields if other.name != field.name]
    plain = {
        "project_name": "项目",
        "investor_kind": "企业",
        "total_investment_wan": "1200",
        "library": "储备库",
    }
    heading = field.heading
    sheet = raw_sheet(
        [
            [*(other.heading for other in others), heading],
            *(
                [*(plain[o.name] + (str(n) if o.name == "project_name" else "") for o in others), cell]
                for n, cell in enumerate(cells)
            ),
        ]
    )
    parsed = parse_sheet(sheet, "ledger", month=JULY, locality_lookup=LOCALITIES)
    letter = chr(ord("A") + len(others))
    told = set(parsed.findings.filter(parsed.findings["column_letter"] == letter)["row_number"])
    column = field.name if field.type is not CellType.CHOICE or not field.has_several else f"{field.name}s"
    for row in parsed.rows.iter_rows(named=True):
        said = cells[row["row_number"] - 2].strip()
        if row[column] is None and said and not _is_unset(said, field):
            assert row["row_number"] in told or row["year_status"] is not None, (field.name, said)


def _is_unset(said: str, field: Field) -> bool:
    is_no_code = field.type is CellType.CODE
    return is_no_code or not any(character.isalnum() or character in "%√×" for character in said)
