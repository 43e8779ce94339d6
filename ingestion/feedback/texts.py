"""The wording around findings: places, severities, the return file and the template, read from `texts.csv`.

Belongs here: looking a key up in a language. Does not belong here: what findings say (`catalogue.csv`), and the command
line's wording (orchestration).
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import StringIO

from ingestion.settings import Language


def text(key: str, lang: Language, **values: object) -> str:
    """The wording of a key with its values filled in."""
    wording = wordings()[key][lang]
    return wording.format(**values) if values else wording


@cache
def wordings() -> Mapping[str, Mapping[Language, str]]:
    """Every wording by its key."""
    table = files("ingestion.feedback").joinpath("texts.csv").read_text(encoding="utf-8")
    return {
        row["key"]: {"zh": row["zh"], "en": row["en"]} for row in csv.DictReader(StringIO(table, newline=""))
    }
