"""Similar names: which names of a unit's projects may be one project's, for people to decide.

Belongs here: what a name says (`features`, from words held as data), and which pairs are proposed with how much
certainty and on what evidence (`pairs`). Pure functions: frames in and out.
Does not belong here: what people decided (`decisions`), which pairs are still two projects, and every finding (the
warehouse). Nothing is ever merged here.
"""

from ingestion.similarity.pairs import NAME_SCHEMA, SIMILAR_NAME_SCHEMA, similar_names

__all__ = ["NAME_SCHEMA", "SIMILAR_NAME_SCHEMA", "similar_names"]
