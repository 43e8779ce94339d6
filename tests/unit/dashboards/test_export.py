import csv
import io
from datetime import date
from decimal import Decimal

import altair as alt
import openpyxl
import polars as pl
import pytest

from dashboards import export, theme
from dashboards.export import Sheet

UNSAFE = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", '=HYPERLINK("http://x")']


@pytest.fixture
def hostile() -> Sheet:
    """Texts that a spreadsheet would run, beside numbers and dates."""
    return Sheet(
        headings=["名称", "名称", "=金额"],
        rows=[[text, date(2020, 7, 1), Decimal("-12.5")] for text in UNSAFE] + [[None, None, 7]],
    )


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(hostile: Sheet) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export.as_xlsx(hostile))).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == ["名称", "名称", "=金额"]
    assert [row[0].value for row in rows[1:7]] == UNSAFE
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} <= {"s", "n", "d"}
    assert rows[1][2].value == -12.5
    assert rows[1][1].is_date


def test_csv_quotes_what_a_spreadsheet_would_run_and_nothing_else(hostile: Sheet) -> None:
    text = export.as_csv(hostile).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["名称", "名称", "'=金额"]
    assert [row[0] for row in rows[1:7]] == [f"'{text}" for text in UNSAFE]
    assert rows[1][2] == "-12.5"
    assert rows[7] == ["", "", "7"]


def test_a_table_taken_away_has_its_nested_values_as_text() -> None:
    sheet = export.sheet_of(pl.DataFrame({"a": [[1, 2]], "b": [1.5]}))
    assert sheet.rows == [("[1, 2]", 1.5)]


def test_a_picture_of_a_chart_has_its_chinese() -> None:
    def drawn(text: str) -> bytes:
        chart = alt.Chart(pl.DataFrame({"x": [1], "name": [text]})).mark_text(color=theme.TEXT_ON_DARK)
        return export.as_png(chart.encode(x="x:Q", text="name:N"))

    first, second = drawn("储备"), drawn("建设")
    assert first.startswith(b"\x89PNG")
    # Without the glyphs both would be the same empty boxes; in the ink of the dark ground, the same blank.
    assert first != second


def test_a_title_becomes_the_name_of_a_file() -> None:
    assert export.file_stem("各地转化率/目标 · 全部") == "各地转化率_目标_全部"
    assert export.file_stem("///") == "sanku"
