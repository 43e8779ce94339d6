"""What tables and columns mean, as the published file itself describes them.

Belongs here: descriptions in the reader's language, and a short name out of one. Does not belong here: words of
pages (texts) and of codes (labels).
"""

import re
from functools import cache

from dashboards.texts import language
from dashboards.warehouse import Published
from ingestion.contract.loader import load_workbook_contract

# A description is Chinese first, then English: its English begins at the first Latin sentence after a full stop.
_ENGLISH = re.compile(r"(?<=[。；）])\s*(?=[A-Z0-9][A-Za-z0-9/ ,'-])")
_SHORT = re.compile(r"[（(，,。：:；;.]")


def tables(published: Published) -> dict[str, str]:
    """Mart → what it is; its name where the file does not say."""
    rows = published.query(
        """
        select listed.table_name, any_value(described.comment) as comment
        from information_schema.tables as listed
        left join duckdb_tables() as described
            on listed.table_schema = described.schema_name and listed.table_name = described.table_name
        where listed.table_catalog = current_database() and listed.table_schema = 'marts'
        group by listed.table_name order by listed.table_name
        """
    )
    return {name: in_language(comment or name) for name, comment in rows.iter_rows()}


def columns(published: Published, table: str) -> dict[str, str]:
    """Column of `schema.table` → what it says, its name where the file does not say, in order."""
    schema, _dot, name = table.partition(".")
    rows = published.query(
        "select column_name, any_value(comment) as comment, min(column_index) as place from duckdb_columns()"
        " where schema_name = $schema and table_name = $name group by column_name order by place",
        schema=schema,
        name=name,
    )
    return {column: in_language(comment or column) for column, comment, _place in rows.iter_rows()}


def in_language(description: str) -> str:
    """The half of a description that the reader's language has, the whole where it has but one."""
    halves = _ENGLISH.split(description, maxsplit=1)
    if len(halves) == 1:
        return description
    return halves[1 if language() == "en" else 0].strip()


def short(description: str) -> str:
    """A description's first words, as a heading."""
    return _SHORT.split(description, maxsplit=1)[0].strip() or description


def choice(field: str, value: object) -> str | None:
    """What a unit writes for a code of the ledger, in Chinese; None where the field has no such choice."""
    words = _choices().get((field, str(value)))
    return None if words is None or language() == "en" else words


@cache
def _choices() -> dict[tuple[str, str], str]:
    return {
        (field.name, code): words[0]
        for sheet in load_workbook_contract().sheets
        for field in sheet.fields
        for code, words in field.choices.items()
    }
