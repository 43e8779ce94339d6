"""Mapping files: reading a layout that is not ours without code.

Belongs here: what a mapping may say (`model`), reading one and telling all that is wrong with it (`loader`), turning a
foreign table into sheets of ours (`apply`), a first mapping from a file's headings (`draft`).
Does not belong here: reading files (`readers`) and cells (`parsing`); the result goes the way of every other file.
"""

from ingestion.mapping.apply import Part, mapped_parts, missing_columns, recoded, refused_part
from ingestion.mapping.draft import draft_mapping, draft_of
from ingestion.mapping.loader import LoadedMapping, load_mapping, parse_mapping

__all__ = [
    "LoadedMapping",
    "Part",
    "draft_mapping",
    "draft_of",
    "load_mapping",
    "mapped_parts",
    "missing_columns",
    "parse_mapping",
    "recoded",
    "refused_part",
]
