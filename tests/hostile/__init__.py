"""Broken and hostile files, made by code: what must be refused with the right reason, and hurt nobody.

`corpus` makes them, family by family. Does not belong here: reading them (`tests/unit/ingestion/readers`), and messy
files that are meant well.
"""
