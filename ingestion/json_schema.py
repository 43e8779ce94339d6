"""The JSON Schema of a submission, made from the contract: what a system that exports may send, and a city's units.

Belongs here: the contract as a schema. Does not belong here: reading a document (`readers.document`), the contract.
It is printed by `sanku schema` and not kept as a file, because a city's own units are part of it. It is stricter than
reading, which also takes what people write: what it admits is read without an error of form.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ingestion.contract import COVER_LABELS, CellType, Field, Sheet, load_workbook_contract
from ingestion.identify import KIND_WORDS
from ingestion.parsing.cells import FIRST_YEAR, LAST_YEAR
from ingestion.parsing.headings import MONEY_UNITS
from ingestion.policy import Policy, choice_words

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXCEL_EPOCH = date(1899, 12, 30)
_UNITS = "|".join(MONEY_UNITS)
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_MONEY = rf"^(?:约)?[+-]?(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,9}})(?:\.[0-9]+)?(?:{_UNITS})?$"
# Reading refuses larger amounts; 万元.
_LARGEST = 10**9
_MONTH = "(?:0?[1-9]|1[0-2])"
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:199[0-9]|20[0-5][0-9]|2060)"
_DATE = rf"{_YEAR}(?:-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|年{_MONTH}月(?:{_DAY}日)?|-(?:0[1-9]|1[0-2]))"
_LOOSE = rf"(?:{_YEAR}年)?(?:年?[底末内]|第?[一二三四1-4]季度|[上下]半年|{_MONTH}月底)"
_BLANK: Schema = {"enum": ["", "-", "—", "/"]}
_ANY_CELL: Schema = {"type": ["string", "number", "boolean", "null"]}
_YES_AND_NO = ["是", "否", "√", "Y", "N", "1", "0", 1, 0]


def submission_schema(policy: Policy) -> Schema:
    """The schema of a document that a unit of this city sends."""
    no_change = [word for word, kind in KIND_WORDS.items() if kind == "no_change"]
    contract = load_workbook_contract().in_words(choice_words(policy))
    ledger = contract.by_content["ledger"].title
    return {
        "$schema": _DIALECT,
        "title": f"重大项目报送 / Submission of major projects, {contract.version}",
        "type": "object",
        "additionalProperties": False,
        "required": ["unit", "month", "sheets"],
        "properties": {
            "unit": {"title": COVER_LABELS["unit"], "enum": _units(policy)},
            "month": {
                "title": COVER_LABELS["month"],
                "type": "string",
                "pattern": rf"^{_YEAR}(?:-(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])|年{_MONTH}月)$",
            },
            "kind": {"title": COVER_LABELS["kind"], "enum": list(KIND_WORDS)},
            "version": {"title": COVER_LABELS["version"], "enum": [contract.version, int(contract.version)]},
            "reporter": {"title": COVER_LABELS["reporter"], "type": "string", "pattern": r"\S"},
            "phone": {"title": COVER_LABELS["phone"], "type": "string", "pattern": r"\S"},
            "sheets": {
                "type": "object",
                "properties": {sheet.title: _sheet(sheet) for sheet in contract.sheets},
                "additionalProperties": {
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": _ANY_CELL},
                },
            },
        },
        # All but a report without change carry a ledger.
        "if": {"required": ["kind"], "properties": {"kind": {"enum": no_change}}},
        "else": {"properties": {"sheets": {"required": [ledger], "properties": {ledger: {"minItems": 1}}}}},
    }


def _units(policy: Policy) -> list[str]:
    units = policy.localities.filter(policy.localities["is_reporting_unit"])
    spellings = [
        word
        for row in units.iter_rows(named=True)
        for word in (row["locality_name"], *(row["aliases"] or "").split("|"), row["locality_code"])
        if word
    ]
    return list(dict.fromkeys(spellings))


def _sheet(sheet: Sheet) -> Schema:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "patternProperties": {_heading_pattern(field): _cell(field) for field in sheet.fields},
            "additionalProperties": _ANY_CELL,
            "allOf": [_is_there(field) for field in sheet.required_fields],
        },
    }


def _heading_pattern(field: Field) -> str:
    """Every accepted heading, with the unit of money that it may carry."""
    known = "|".join(
        re.escape(heading).replace(r"\{year\}", "[0-9]{4}").replace(r"\{month\}", "[0-9]{1,2}")
        for heading in field.headings
    )
    unit = rf"(?:[(（](?:{_UNITS})[)）])?" if field.type is CellType.MONEY else ""
    return f"^(?:{known}){unit}$"


def _is_there(field: Field) -> Schema:
    """A required field stands under one of its headings."""
    units = ["", *(f"（{unit}）" for unit in MONEY_UNITS)] if field.type is CellType.MONEY else [""]
    return {"anyOf": [{"required": [heading + unit]} for heading in field.headings for unit in units]}


def _cell(field: Field) -> Schema:
    forms = _forms(field)
    if not field.is_required:
        forms = [{"type": "null"}, _BLANK, *forms]
    return {"title": field.heading, "anyOf": forms}


def _forms(field: Field) -> Sequence[Mapping[str, Any]]:
    match field.type:
        case CellType.MONEY:
            number = {"type": "number", "exclusiveMinimum": -_LARGEST, "exclusiveMaximum": _LARGEST}
            return [number, _text(_MONEY)]
        case CellType.DECIMAL:
            return [
                {"type": "number", "exclusiveMinimum": -_LARGEST, "exclusiveMaximum": _LARGEST},
                _text(f"^{_NUMBER}$"),
            ]
        case CellType.PERCENT:
            return [{"type": "number"}, _text(f"^{_NUMBER}%?$")]
        case CellType.INTEGER:
            if field.name == "serial":  # nobody reads it
                return [_ANY_CELL]
            years = {"minimum": FIRST_YEAR, "maximum": LAST_YEAR} if field.is_year else {}
            return [{"type": "integer", **years}, _text(f"^{_YEAR if field.is_year else '[+-]?[0-9]{1,9}'}$")]
        case CellType.DATE:
            serial = [
                (date(year, *day) - _EXCEL_EPOCH).days
                for year, day in ((FIRST_YEAR, (1, 1)), (LAST_YEAR, (12, 31)))
            ]
            written = rf"^(?:{_DATE}|{_LOOSE})$" if field.is_planned else rf"^{_DATE}$"
            return [{"type": "integer", "minimum": serial[0], "maximum": serial[1]}, _text(written)]
        case CellType.BOOLEAN:
            return [{"type": "boolean"}, {"enum": _YES_AND_NO}]
        case CellType.CHOICE:
            words = [word for known in field.choices.values() for word in known]
            one = "|".join(map(re.escape, words))
            if field.has_several:
                return [_text(f"^(?:{one})(?:[、，/](?:{one}))*$")]
            return [{"enum": words}]
        case CellType.TEXT | CellType.CODE | CellType.LOCALITY:
            return [_text(r"^[^#=\s]"), {"type": "number"}] if field.is_required else [_ANY_CELL]


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}
