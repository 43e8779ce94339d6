"""The published schema and the reading of documents agree: what one admits, the other takes."""

import json
from typing import Any

import jsonschema
import pytest

from ingestion.assemble import Source, assemble
from ingestion.contract import load_workbook_contract
from ingestion.json_schema import submission_schema
from ingestion.landing import Submission
from ingestion.policy import load_policy
from ingestion.settings import DEFAULT_POLICY_DIR

POLICY = load_policy(DEFAULT_POLICY_DIR)
SCHEMA = submission_schema(POLICY)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ROW: dict[str, Any] = {"项目名称": "水厂扩建", "投资类型": "企业投资", "总投资": 1200, "所在库": "储备库"}


def document(**changes: Any) -> dict[str, Any]:
    """A document with one project; a change of None leaves the key out."""
    whole = {"unit": "嘉鱼县", "month": "2020-07", "kind": "full", "sheets": {"项目台账": [ROW]}} | changes
    return {key: value for key, value in whole.items() if value is not None}


def row(**cells: Any) -> dict[str, Any]:
    """A document whose project says more, or less: None leaves a cell out."""
    return document(
        sheets={"项目台账": [{key: value for key, value in (ROW | cells).items() if value is not None}]}
    )


VALID = {
    "plain": document(),
    "codes for words": document(unit="421221", kind="correction", month="202007", version=1),
    "no kind": document(kind=None),
    "no change": document(kind="no_change", sheets={}),
    "money as text": row(总投资="1,234.5"),
    "money with its unit": row(总投资="约16亿元"),
    "unit in the heading": row(总投资=None, **{"总投资（亿元）": 1.25}),
    "aliases": document(
        sheets={"项目台账": [{"工程名称": "甲厂", "投资类别": "企业", "计划总投资": "1200", "库别": "储备"}]}
    ),
    "year and month in headings": row(**{"2020年计划投资": 600, "7月完成投资": 0}),
    "dates": row(入库日期="2020-06-15", 计划开工时间="2020年底", 计划竣工时间=44500),
    "month alone": row(入库日期="2020-06"),
    "yes and no": row(是否入统=True, 省级重点="否"),
    "percent": row(达产率="95%"),
    "several funds": row(资金来源="专项债、企业自筹"),
    "nothing set": row(年度计划投资="-", 备注=""),
    "heading of one's own": row(批示="同意", 编号=7),
    "other sheets": document(
        sheets={
            "项目台账": [ROW],
            "前期经费": [{"年度": 2020, "预算安排": 100}],
            "标准地": [
                {"宗地编号": "G1", "开发区级别": "国家级", "面积": 12.5, "标准地出让": True, "出让日期": "2020-05-01"}
            ],
        }
    ),
}  # fmt: skip
INVALID = {
    "no unit": document(unit=None),
    "no month": document(month=None),
    "no sheets": document(sheets=None),
    "another city": document(unit="武汉市"),
    "no such month": document(month="2020-13"),
    "month as a number": document(month=202007),
    "no such kind": document(kind="季报"),
    "more than is known": document(colour="red"),
    "sheets in a list": document(sheets=[]),
    "a table that is no list": document(sheets={"项目台账": ROW}),
    "rows that are no objects": document(sheets={"项目台账": [["水厂扩建"]]}),
    "cells in cells": row(备注=["一", "二"]),
    "no ledger": document(sheets={}),
    "a ledger without rows": document(sheets={"项目台账": []}),
    "a required cell missing": row(所在库=None),
    "a required cell blank": row(总投资=""),
    "a word for a number": row(总投资="超30亿"),
    "a sum beyond all measure": row(总投资=10**12),
    "no date": row(入库日期="待定"),
    "a date of another age": row(入库日期="1890-01-01"),
    "planned words for what was done": row(实际开工日期="年底"),
    "no yes or no": row(是否入统="正在办"),
    "an unknown word": row(所在库="规划库"),
    "an unknown fund": row(资金来源="专项债、彩票"),
    "no percent": row(达产率="大部分"),
    "no year": row(资金计划年度=20),
}


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Submission]:
    folder = tmp_path_factory.mktemp("documents")
    sources = []
    for number, (name, content) in enumerate((VALID | INVALID).items()):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        sources.append(Source(path=path, sha256=name, file_name=path.name))
    return {source.sha256: one for source, (one,) in assemble(sources, policy=POLICY)}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("name", VALID)
def test_what_the_schema_admits_is_taken(received: dict[str, Submission], name: str) -> None:
    VALIDATOR.validate(VALID[name])
    findings = received[name].findings
    assert findings.filter(findings["severity"] == "error").is_empty(), findings.to_dicts()


@pytest.mark.parametrize("name", INVALID)
def test_what_the_schema_refuses_is_an_error(received: dict[str, Submission], name: str) -> None:
    assert not VALIDATOR.is_valid(INVALID[name])
    assert "error" in set(received[name].findings["severity"])


def test_every_heading_and_word_of_the_contract_is_in_the_schema() -> None:
    sheets = SCHEMA["properties"]["sheets"]["properties"]
    for sheet in load_workbook_contract().sheets:
        patterns = sheets[sheet.title]["items"]["patternProperties"]
        for field in sheet.fields:
            said = json.dumps(
                [forms for pattern, forms in patterns.items() if forms["title"] == field.heading],
                ensure_ascii=False,
            )
            for words in field.choices.values():
                assert all(word in said for word in words), (field.name, words)
        required = sheets[sheet.title]["items"]["allOf"]
        assert len(required) == len(sheet.required_fields)
