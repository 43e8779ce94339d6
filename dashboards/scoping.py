"""What a reader sees of a published version: a catalog of views, in the reader's language and of the reader's units.

Belongs here: who reads, and the views that stand between every query of a page and the published file. A page names
`marts.X` and gets what its reader may see; no page filters for itself.
Does not belong here: connections (warehouse), and how a person signs in.

Views are a matter of order, not a wall: whoever can open the file reads all of it. So statements that people type
(query.py) run only for readers of everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from ingestion.settings import Language

Scope = Literal["public", "unit"]
Tables = Mapping[tuple[str, str], Sequence[str]]

MARTS = "marts"
# What pages may name. Staging is between the raw tables and the models, nobody's to read.
SCHEMAS = (MARTS, "intermediate", "policy", "raw")
_MODELS = Path(__file__).resolve().parents[1] / "dbt_project" / "models" / MARTS
# The plan's own rules, and the wording of findings, are no unit's business alone.
_OPEN_TO_ALL = {("raw", "finding_rule")}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads: in which language, and the unit whose details alone are shown (None: every unit's)."""

    language: Language = "zh"
    unit: str | None = None

    @property
    def catalog(self) -> str:
        """The name of this reader's catalog of views."""
        return f"reader_{self.language}_{(self.unit or '').encode().hex()}"


def views(tables: Tables, reader: Reader, *, source: str) -> Iterator[str]:
    """The statements that make the reader's catalog from the tables of the attached file `source`."""
    yield f"ATTACH ':memory:' AS {reader.catalog}"
    for schema in sorted({schema for schema, _table in tables}):
        yield f"CREATE SCHEMA {reader.catalog}.{schema}"
    for (schema, table), columns in tables.items():
        chosen = f"SELECT {_in_language(columns, reader.language)} FROM {source}.{schema}.{_quoted(table)}"
        condition = None if reader.unit is None else _condition(schema, table, columns, reader.unit, source)
        where = f" WHERE {condition}" if condition else ""
        yield f"CREATE VIEW {reader.catalog}.{schema}.{_quoted(table)} AS {chosen}{where}"


@cache
def declared_scopes() -> Mapping[str, Scope]:
    """Mart → the scope that its description declares."""
    scopes: dict[str, Scope] = {}
    for path in sorted(_MODELS.rglob("*.yml")):
        for model in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader).get("models", []):
            scopes[model["name"]] = model["config"]["meta"]["scope"]
    return scopes


def _in_language(columns: Sequence[str], language: Language) -> str:
    """All columns; in English a text with an English twin (`X` or `X_zh`, `X_en`) says what its twin says."""
    if language != "en":
        return "*"
    twins = {name: f"{name.removesuffix('_zh')}_en" for name in columns}
    replaced = [
        f"coalesce({_quoted(twin)}, {_quoted(name)}) AS {_quoted(name)}"
        for name, twin in twins.items()
        if twin in columns
    ]
    return f"* REPLACE ({', '.join(replaced)})" if replaced else "*"


def _condition(schema: str, table: str, columns: Sequence[str], unit: str, source: str) -> str | None:
    """Which rows are the unit's own. What nobody declared public is not public; what has no owner is nobody's."""
    is_public = schema == "policy" or (schema, table) in _OPEN_TO_ALL
    if is_public or (schema == MARTS and declared_scopes().get(table) == "public"):
        return None
    own = f"reporting_unit_code = {literal(unit)}"
    if "reporting_unit_code" in columns:
        return own
    for key, owner in (("submission_id", "fct_submission"), ("project_id", "dim_project")):
        if key in columns:
            return f"{key} IN (SELECT {key} FROM {source}.{MARTS}.{owner} WHERE {own})"
    return "false"


def literal(text: str) -> str:
    """A text as SQL writes it, where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
