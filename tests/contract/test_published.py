import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.published import Column, in_contract, own_copy

MARTS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "marts"
# Promised, and made by a later piece of work; a table that is there may not stand here.
NOT_BUILT = {"rpt_change_cause", "rpt_restatement"}
COVERAGE = {"is_reported": "boolean", "reported_unit_count": "integer", "unit_count": "integer"}


@cache
def declared() -> dict[str, dict[str, Any]]:
    """The dbt contract of every mart, as its YAML says."""
    return {
        model["name"]: model
        for path in sorted(MARTS.rglob("*.yml"))
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]
    }


def columns(table: str) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in declared()[table]["columns"]}


def key(table: str) -> list[str]:
    return list(declared()[table]["config"]["meta"]["key"])


def test_our_copy_is_what_the_contract_says(shared: Path) -> None:
    assert sorted(own_copy()) == sorted(in_contract(shared / "contract"))


def test_what_is_promised_is_declared() -> None:
    promised = {column.table for column in own_copy()}
    assert promised - declared().keys() == NOT_BUILT


@pytest.mark.parametrize("column", own_copy(), ids=lambda column: f"{column.table}.{column.column}")
def test_every_promised_column_is_declared_with_its_type(column: Column) -> None:
    if column.table in NOT_BUILT:
        assert column.table not in declared()
        return
    assert columns(column.table)[column.column]["data_type"] == column.type


def test_every_key_is_the_promised_one() -> None:
    promised = {
        table: {column.column for column in own_copy() if column.table == table and column.is_key}
        for table in declared()
    }
    wrong = {table: key(table) for table, names in promised.items() if names and names != set(key(table))}
    assert not wrong


def test_every_table_says_who_may_see_it() -> None:
    wrong = [
        table
        for table, model in declared().items()
        if model["config"]["meta"].get("scope") not in {"public", "unit"}
    ]
    assert not wrong


def test_every_table_by_locality_says_how_much_was_reported() -> None:
    by_locality = [
        table for table in declared() if "locality_code" in key(table) and table.startswith("rpt_")
    ]
    assert by_locality
    wrong = [
        (table, name)
        for table in by_locality
        for name, type_ in COVERAGE.items()
        if columns(table).get(name, {}).get("data_type") != type_
    ]
    assert not wrong


def test_every_table_by_project_says_which_unit_reports_it() -> None:
    by_project = [
        table for table in declared() if "project_id" in key(table) and "report_month" in key(table)
    ]
    assert by_project
    assert not [table for table in by_project if "reporting_unit_code" not in columns(table)]


def test_every_description_is_chinese_then_english() -> None:
    said = [(table, "", model["description"]) for table, model in declared().items()]
    said += [
        (table, name, column.get("description", ""))
        for table in declared()
        for name, column in columns(table).items()
    ]
    wrong = [
        (table, name)
        for table, name, text in said
        if not re.match(r".*[\u4e00-\u9fff].*[A-Za-z]", text.replace("\n", " "))
    ]
    assert not wrong
