import csv
from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError

from ingestion.contract import CellType, Field, Sheet, load_workbook_contract

SEVEN_THEMES = "科技创新|新型基础设施|关键产业发展|传统基础设施|生态文明建设|社会民生|国家安全保障"


@pytest.fixture(scope="module")
def shared_rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "contract" / "workbook.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _choices(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split("|"))


def test_same_sheets_and_fields_in_the_same_order(shared_rows: list[dict[str, str]]) -> None:
    shared = [(row["sheet"], row["field"]) for row in shared_rows]
    own = [(sheet.title, field.name) for sheet in load_workbook_contract().sheets for field in sheet.fields]
    assert own == shared


def test_same_headings_units_and_requirements(shared_rows: list[dict[str, str]]) -> None:
    contract = load_workbook_contract()
    for row in shared_rows:
        field = contract.by_title[row["sheet"]].by_name[row["field"]]
        assert field.heading == row["header"]
        # More headings may be accepted, never fewer, and those of the contract are preferred.
        agreed = tuple(alias for alias in row["aliases"].split("|") if alias)
        assert field.aliases[: len(agreed)] == agreed
        assert (field.unit or "") == row["unit"]
        assert field.is_required == (row["required"] == "yes")
        assert field.type == row["type"].split(":")[0]


def test_same_choices(shared_rows: list[dict[str, str]]) -> None:
    contract = load_workbook_contract()
    ledger = contract.by_content["ledger"]
    for row in shared_rows:
        kind, _, detail = row["type"].partition(":")
        if kind != "choice":
            continue
        field = contract.by_title[row["sheet"]].by_name[row["field"]]
        if "=" in detail:
            assert {code: words[0] for code, words in field.choices.items()} == _choices(detail)
        elif detail == "as in 项目台账":
            assert field.choices == ledger.by_name[row["field"]].choices
        else:
            assert "|".join(words[0] for words in field.choices.values()) == SEVEN_THEMES


def test_ledger_lands_in_the_agreed_columns() -> None:
    schema = load_workbook_contract().by_content["ledger"].row_schema
    names = schema.names()
    assert names[:6] == ["sheet", "row_number", "is_accepted", "name_key", "project_code", "project_name"]
    assert names[names.index("site_locality") + 1] == "site_locality_code"
    assert names[names.index("fund_source") + 1] == "fund_sources"
    assert names[-1] == "extra"
    assert "serial" not in names
    assert schema["total_investment_wan"] == pl.Decimal(18, 4)


def test_the_model_is_closed() -> None:
    with pytest.raises(ValidationError):
        Field.model_validate({"name": "a", "heading": "甲", "type": "text", "colour": "red"})
    with pytest.raises(ValidationError):
        Field.model_validate({"name": "a", "heading": "甲", "type": "anything"})


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "choice"},
        {"type": "text", "choices": {"a": ["甲"]}},
        {"type": "choice", "choices": {"a": ["甲"], "b": ["甲"]}},
        {"type": "choice", "choices": {"a": []}},
        {"type": "date", "month_means_last_day": True},
        {"type": "text", "is_planned": True},
        {"type": "date", "unit": "万元"},
    ],
)
def test_an_inconsistent_field_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Field.model_validate({"name": "a", "heading": "甲", **bad})


def test_a_field_or_heading_twice_is_refused() -> None:
    one = Field(name="a", heading="甲", type=CellType.TEXT)
    with pytest.raises(ValidationError):
        Sheet(title="表", content="ledger", fields=(one, one))
    with pytest.raises(ValidationError):
        Sheet(title="表", content="ledger", fields=(one, one.model_copy(update={"name": "b"})))
