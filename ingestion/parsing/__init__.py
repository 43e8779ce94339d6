"""Sheets of text become typed rows and findings.

`sheets` says which sheet is which, `layout` where its table is, `headings` and `ledger` what its columns mean,
`cells` what its cells say, `problems` what is wrong with them; `sheet` puts it together.
Does not belong here: opening files (`readers`), whose and of which month they are (`identify`), rules about rows
(`expectations`).
"""

from ingestion.parsing.sheet import SOURCE_COLUMN_SCHEMA, ParsedSheet, parse_sheet
from ingestion.parsing.sheets import assign_sheets

__all__ = ["SOURCE_COLUMN_SCHEMA", "ParsedSheet", "assign_sheets", "parse_sheet"]
