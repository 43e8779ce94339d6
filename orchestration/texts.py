"""The wording of the command line and of refreshing, in Chinese and English, read from `texts.csv`.

Belongs here: looking a key up in a language. Does not belong here: any wording, and findings of submissions
(ingestion's catalogue).
"""

import csv
from functools import cache
from pathlib import Path

from ingestion.settings import Language

_TABLE = Path(__file__).with_name("texts.csv")


def text(key: str, lang: Language, **values: object) -> str:
    """The wording of a key with its values filled in."""
    wording = _wordings()[key][lang]
    return wording.format(**values) if values else wording


def has_text(key: str) -> bool:
    """Whether a key has a wording of its own."""
    return key in _wordings()


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_wordings())


@cache
def _wordings() -> dict[str, dict[Language, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: {"zh": row["zh"], "en": row["en"]} for row in csv.DictReader(file)}
