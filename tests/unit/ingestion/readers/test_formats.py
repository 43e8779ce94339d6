"""Formats beside the workbook of today: .xls, text in its separators and encodings, JSON."""

import json
from datetime import date
from pathlib import Path

import pytest
import xlwt

from ingestion.readers import ReadResult, read_files

ROWS = [["项目名称", "投资类型", "总投资", "备注"], ["甲项目", "企业投资", "1,200", "一期；二期"]]


def read(*paths: Path) -> list[ReadResult]:
    return list(read_files(paths))


def cells(result: ReadResult) -> list[tuple[object, ...]]:
    assert result.refusal is None, result.refusal
    (sheet,) = result.sheets
    return sheet.cells.rows()


def test_text_in_every_separator_and_encoding(tmp_path: Path) -> None:
    paths = []
    for separator in (",", "\t", ";"):
        text = "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"):
            paths.append(tmp_path / f"{ord(separator)}_{encoding}.csv")
            paths[-1].write_bytes(text.encode(encoding))
    expected = [(number, *row) for number, row in enumerate(ROWS, start=1)]
    for path, result in zip(paths, read(*paths), strict=True):
        assert cells(result) == expected, path.name


def test_the_separator_is_the_one_that_makes_a_table(tmp_path: Path) -> None:
    contents = {
        "title.csv": "嘉鱼县2020年7月月报表;单位：万元\n项目名称,总投资\n甲;乙,1\n丙,2\n",
        "commas.txt": "项目名称\t建设内容\n甲\t路,桥,渠\n乙\t渠\n",
        "note.csv": "sep=;\n项目名称;建设内容\n甲;路,桥\n",
        "quotes.tsv": "项目名称\t规格\n甲\t5寸\n",
    }
    paths = []
    for name, content in contents.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(content, encoding="utf-8")
    widths = [len(cells(result)[-1]) - 1 for result in read(*paths)]
    assert widths == [2, 2, 2, 2]


def test_an_old_workbook_tells_what_a_new_one_tells(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("项目台账")
    sheet.write_merge(1, 1, 1, 3, "投资情况")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, value in enumerate(["甲", 1234.5, True, 0.1 + 0.2, "007"], start=1):
        sheet.write(3, column, value)
    sheet.write(3, 6, date(2020, 7, 15), day)
    sheet.write(3, 7, xlwt.Formula("1+1"))  # xlwt saves no results
    sheet.row(3).write(8, xlwt.Formula("1/0"))
    sheet.row(4).hidden = True
    sheet.write(4, 1, "乙")
    sheet.row(4).set_cell_error(2, "#REF!")
    hidden = book.add_sheet("底稿")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    path = tmp_path / "a.xls"
    book.save(str(path))
    renamed = tmp_path / "b.xlsx"
    renamed.write_bytes(path.read_bytes())
    for result in read(path, renamed):
        assert cells(result) == [
            (1, *[None] * 9),
            (2, None, "投资情况", *[None] * 7),
            (3, *[None] * 9),
            (4, None, "甲", "1234.5", "true", "0.3", "007", "2020-07-15", "=（公式）", "=（公式）"),
            (5, None, "乙", "#REF!", *[None] * 6),
        ]
        assert result.sheets[0].merged == ((2, 2, 1, 3),)
        assert [(remark.rule_id, remark.sheet) for remark in result.remarks] == [
            ("HIDDEN_ROWS", "项目台账"),
            ("HIDDEN_SHEET", "底稿"),
        ]


def test_an_old_workbook_cut_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("项目台账").write(0, 0, "项目名称" * 3_000)
    whole = tmp_path / "whole.xls"
    book.save(str(whole))
    content = whole.read_bytes()
    paths = []
    for place in range(600, len(content), 1_500):
        paths.append(tmp_path / f"{place}.xls")
        paths[-1].write_bytes(content[:place])
        paths.append(tmp_path / f"{place}x.xls")
        paths[-1].write_bytes(content[:place] + b"\xff" * 40 + content[place + 40 :])
    refusals = {result.refusal.rule_id if result.refusal else None for result in read(*paths)}
    assert refusals <= {None, "FILE_DAMAGED", "NOT_A_SPREADSHEET", "READER_STOPPED", "FORMAT_UNSUPPORTED"}


def document(path: Path, content: object) -> Path:
    path.write_text(
        content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8"
    )
    return path


def test_a_document_is_read_as_its_sheets(tmp_path: Path) -> None:
    text = (
        '{"unit": "嘉鱼县", "month": "2020-07", "kind": "全量", "sheets": {"项目台账": ['
        '{"项目名称": "甲", "总投资": 1234567890123.25, "是否入统": true},'
        '{"项目名称": "乙", "总投资": 1.5e3, "备注": null}], "标准地": []}}'
    )
    (result,) = read(document(tmp_path / "a.json", text))
    assert [sheet.name for sheet in result.sheets] == ["封面", "项目台账", "标准地"]
    assert result.sheets[0].cells.rows() == [
        (1, "报送单位", "嘉鱼县"),
        (2, "报送月份", "2020-07"),
        (3, "报送类型", "全量"),
    ]
    assert result.sheets[1].cells.rows() == [
        (1, "项目名称", "总投资", "是否入统", "备注"),
        (2, "甲", "1234567890123.25", "true", None),
        (3, "乙", "1500", None, None),
    ]


WHOLE = {"unit": "嘉鱼县", "month": "2020-07", "kind": "full", "sheets": {"项目台账": [{"项目名称": "甲"}]}}


@pytest.mark.parametrize(
    "change",
    [
        {"unit": None},
        {"month": 202007},
        {"colour": "red"},
        {"sheets": []},
        {"sheets": {"项目台账": {"项目名称": "甲"}}},
        {"sheets": {"项目台账": ["甲"]}},
        {"sheets": {"项目台账": [{"项目名称": ["甲"]}]}},
    ],
)
def test_a_document_of_another_shape_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    (result,) = read(document(tmp_path / "a.json", WHOLE | change))
    assert result.refusal is not None
    assert result.refusal.rule_id == "JSON_SHAPE"


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        ("[" * 100_000, "JSON_SHAPE"),
        ('{"unit": "a", "unit": "b"}', "JSON_SHAPE"),
        ('{"unit": NaN}', "JSON_SHAPE"),
        ('{"unit": "a"', "JSON_MALFORMED"),
        ("[]", "JSON_SHAPE"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, text: str, rule_id: str) -> None:
    (result,) = read(document(tmp_path / "a.json", text))
    assert result.refusal is not None
    assert result.refusal.rule_id == rule_id
