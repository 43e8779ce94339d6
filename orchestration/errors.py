"""What can go wrong with the warehouse, told as what, where and what to do.

Belongs here: the errors that people see, each a key of `texts.csv` with its values, and telling a full disk
from other failures. Does not belong here: printing them (`cli`), and findings in submissions.
"""

import contextlib
import errno
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.archive import ArchiveError
from ingestion.arrivals import ArrivalError
from ingestion.durable import StorageError
from ingestion.settings import Language, SettingsError
from orchestration.texts import text

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_SPACE_WORDS = (
    "no space left",
    "disk quota exceeded",
    "file too large",
    "could not write all bytes",
    "disk is full",
)


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


class WrongUsageError(SankuError):
    """A command that was called wrongly."""


def told(error: BaseException, lang: Language, *, data_dir: Path) -> Trouble:
    """What an error means to people. One that nobody foresaw goes whole to a log, whose place is told."""
    trouble = _foreseen(error, lang, data_dir=data_dir)
    if trouble is not None:
        return trouble
    log = data_dir / "logs" / "error.log"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), "utf-8")
    return SankuError("unexpected", reason=f"{type(error).__name__}: {error}", log=log).trouble(lang)


def _foreseen(error: BaseException, lang: Language, *, data_dir: Path) -> Trouble | None:
    # The cause counts, whatever wrapped it on its way through Dagster.
    for cause in _chain(error):
        if isinstance(cause, SankuError):
            return cause.trouble(lang)
        if isinstance(cause, StorageError):
            words = (cause.message, cause.advice) if lang == "zh" else (cause.message_en, cause.advice_en)
            return Trouble(code="storage", message=words[0], advice=words[1])
        if is_full_disk(cause):
            return SankuError("disk_full", where=data_dir).trouble(lang)
        if isinstance(cause, PermissionError):
            return SankuError("not_allowed", where=cause.filename or data_dir).trouble(lang)
        if isinstance(cause, SettingsError):
            return SankuError("settings", reason=cause).trouble(lang)
        if isinstance(cause, ArchiveError):
            return SankuError("archive", reason=cause).trouble(lang)
        if isinstance(cause, ArrivalError):
            return SankuError(
                "arrival", details=_details(cause.problems, lang), count=len(cause.problems)
            ).trouble(lang)
        if _is_decisions_error(cause):
            return SankuError("decisions", reason=cause).trouble(lang)
        if _is_policy_error(cause):
            problems = cause.problems  # type: ignore[attr-defined]  # as just found out
            return SankuError("policy", details=_details(problems, lang), count=len(problems)).trouble(lang)
    return None


def _is_decisions_error(error: BaseException) -> bool:
    # As with the policy pack.
    module = sys.modules.get("ingestion.decisions")
    return module is not None and isinstance(error, module.DecisionsError)


def _is_policy_error(error: BaseException) -> bool:
    # The module that defines it loads polars; where it is not loaded, nobody can have raised one.
    module = sys.modules.get("ingestion.policy")
    return module is not None and isinstance(error, module.PolicyError)


def _details(problems: Iterable[Any], lang: Language) -> list[dict[str, object]]:
    """Problems of the policy pack or of a manifest: the place, and the words of one language."""
    details = []
    for problem in problems:
        values = {name: value for name, value in vars(problem).items() if not name.endswith("_en")}
        if lang == "en":
            values |= {
                name: getattr(problem, f"{name}_en") for name in values if hasattr(problem, f"{name}_en")
            }
        details.append(values)
    return details


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
