"""What can go wrong with the warehouse, told as what, where and what to do.

Belongs here: the errors that people see, each a key of `texts.csv` with its values, and telling a full disk
from other failures. Does not belong here: printing them (`cli`), and findings in submissions.
"""

import errno
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.durable import StorageError
from ingestion.settings import Language
from orchestration.texts import text

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_SPACE_WORDS = ("no space left", "disk quota exceeded", "file too large", "could not write all bytes")


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A failure as people and machines read it. `code` is stable; the rest is in the asked language."""

    code: str
    message: str
    advice: str
    details: tuple[Mapping[str, object], ...] = field(default=())


class SankuError(Exception):
    """A failure with a wording: `error.<code>` and `error.<code>.advice` in `texts.csv`."""

    def __init__(self, code: str, *, details: Sequence[Mapping[str, object]] = (), **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
        self.details = tuple(details)

    def __str__(self) -> str:
        # Both languages: this is what Dagster's own log shows.
        return " / ".join(f"{t.message} {t.advice}" for t in (self.trouble("zh"), self.trouble("en")))

    def trouble(self, lang: Language) -> Trouble:
        """In a language."""
        return Trouble(
            code=self.code,
            message=text(f"error.{self.code}", lang, **self.values),
            advice=text(f"error.{self.code}.advice", lang, **self.values),
            details=self.details,
        )


def trouble_of(error: BaseException, lang: Language, *, where: Path) -> Trouble | None:
    """What an error means to people; None where it is none that can be foreseen (a bug: show it whole).

    The cause counts, whatever wrapped it on its way through Dagster.
    """
    from ingestion.policy import PolicyError

    for cause in _chain(error):
        if isinstance(cause, SankuError):
            return cause.trouble(lang)
        if isinstance(cause, PolicyError):
            problems = [
                {
                    "file": problem.file,
                    "row": problem.row,
                    "column": problem.column,
                    "value": problem.value,
                    "message": problem.message if lang == "zh" else problem.message_en,
                    "advice": problem.advice if lang == "zh" else problem.advice_en,
                }
                for problem in cause.problems
            ]
            return SankuError("policy", details=problems, count=len(problems)).trouble(lang)
        if isinstance(cause, StorageError):
            message, advice = (
                (cause.message, cause.advice) if lang == "zh" else (cause.message_en, cause.advice_en)
            )
            return Trouble(code="storage", message=message, advice=advice)
        if is_full_disk(cause):
            return SankuError("disk_full", where=where).trouble(lang)
        if isinstance(cause, PermissionError):
            return SankuError("not_allowed", where=cause.filename or where).trouble(lang)
    return None


def is_full_disk(error: BaseException) -> bool:
    """Whether an error, also one that DuckDB or dbt put into words, says that nothing more can be written."""
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return True
    return says_full_disk(str(error))


def says_full_disk(message: str) -> bool:
    """Whether a message means that nothing more can be written."""
    return any(words in message.lower() for words in _NO_SPACE_WORDS)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
