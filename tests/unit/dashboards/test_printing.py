import re
from datetime import date
from decimal import Decimal
from html import unescape

import polars as pl
import pytest

from dashboards import printing
from tests.unit.dashboards.test_pages import opened


def cells(sheet: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", sheet)
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_values_stand_on_paper_as_a_person_reads_them() -> None:
    frame = pl.DataFrame(
        {
            "名称": ["<b>甲</b>", None],
            "总投资": [Decimal("12345.6000"), None],
            "完成率": [0.685, None],
            "天数": [-184, 3],
            "日期": [date(2020, 6, 30), None],
        }
    )
    sheet = printing.sheet(frame, total=2, rates=["完成率"])
    assert "<b>" not in sheet
    assert cells(sheet) == [
        ["名称", "总投资", "完成率", "天数", "日期"],
        ["<b>甲</b>", "12,345.6", "68.5%", "-184", "2020-06-30"],
        ["", "", "", "3", ""],
    ]
    assert "纸上只有" not in sheet


def test_a_list_too_long_for_paper_says_how_much_there_is() -> None:
    sheet = printing.sheet(pl.DataFrame({"n": range(1000)}), total=25_000, rates=[])
    assert len(cells(sheet)) == 41
    assert "共 25,000 行，纸上只有前 40 行" in sheet


@pytest.mark.usefixtures("city")
def test_each_long_list_of_a_page_has_its_sheet() -> None:
    page = opened("lists")
    sheets = [block.proto.body for block in page.get("html") if "sk-print" in block.proto.body]
    assert len(sheets) == len(page.dataframe) > 0
    for sheet, shown in zip(sheets, page.dataframe, strict=True):
        names = shown.value["项目名称"].head(40)
        assert [row for row in cells(sheet)[1:] if set(row) & set(names)] == cells(sheet)[1:]
        assert len(cells(sheet)) == len(names) + 1
