"""Worked queries for the SQL page: questions that people ask, each with its statement.

Belongs here: reading them from `queries/`, one file a question: its title in Chinese and in English as comments, then
one SELECT on published marts that runs as it stands, here and by `sanku sql`. Does not belong here: queries of pages.
"""

from dataclasses import dataclass
from pathlib import Path

from dashboards import texts
from ingestion.settings import Language

QUERIES = Path(__file__).with_name("queries")
_COMMENT = "-- "


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question, in each language, and the statement that answers it."""

    code: str
    titles: dict[Language, str]
    sql: str

    def title(self) -> str:
        """The question in the language of the page."""
        return self.titles[texts.language()]


def examples() -> dict[str, Example]:
    """Every question by its code, in the order of their files: `01_conversion.sql` is `conversion`."""
    found = (_example(path) for path in sorted(QUERIES.glob("*.sql")))
    return {example.code: example for example in found}


def _example(path: Path) -> Example:
    chinese, english, statement = path.read_text("utf-8").split("\n", maxsplit=2)
    return Example(
        code=path.stem.partition("_")[2],
        titles={"zh": chinese.removeprefix(_COMMENT), "en": english.removeprefix(_COMMENT)},
        sql=statement.strip(),
    )
