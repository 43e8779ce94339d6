"""What the command line shows: lines, one JSON document, progress, troubles; in the person's language.

Belongs here: where each kind of output goes. Standard output has the answer, standard error everything else.
Does not belong here: what is said (`texts.csv`), and commands (`cli`).
"""

import contextlib
import json
import math
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.settings import Language
from orchestration.errors import Trouble
from orchestration.progress import Progress, Stage
from orchestration.texts import has_text, text

if TYPE_CHECKING:
    from typing import TextIO

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_PLAIN_INTERVAL_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Console:
    """One command's output."""

    lang: Language
    as_json: bool = False

    def text(self, key: str, **values: object) -> str:
        """A wording."""
        return text(key, self.lang, **values)

    def say(self, key: str, **values: object) -> None:
        """A line of the answer for people; nothing where machines read."""
        self.line(self.text(key, **values))

    def line(self, line: str) -> None:
        """The same, already worded."""
        if not self.as_json:
            _write(sys.stdout, line)

    def note(self, key: str, **values: object) -> None:
        """A remark beside the answer."""
        _write(sys.stderr, self.text(key, **values))

    def document(self, content: object) -> None:
        """The answer for machines; nothing where people read."""
        if self.as_json:
            _write(sys.stdout, json.dumps(_finite(content), ensure_ascii=False, indent=2, default=plain))

    def trouble(self, trouble: Trouble) -> None:
        """What went wrong, where, and what to do."""
        if self.as_json:
            self.document({"error": asdict(trouble)})
            return
        lines = [
            self.text("error", message=trouble.message),
            *self.details(trouble),
            self.text("error.advice", advice=trouble.advice),
        ]
        _write(sys.stderr, "\n".join(lines))

    def details(self, trouble: Trouble) -> list[str]:
        """Where it went wrong: a line for each file and row."""
        return [self._detail(trouble.code, detail) for detail in trouble.details]

    @contextlib.contextmanager
    def progress(self) -> Iterator[Progress]:
        """A bar on a terminal, plain lines elsewhere."""
        if not sys.stderr.isatty():
            yield self._plain_progress()
            return
        import rich.console
        import rich.progress
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

        bars = rich.progress.Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=rich.console.Console(stderr=True),
        )
        tasks: dict[Stage, TaskID] = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                for other in tasks.values():
                    _finish(bars, other)
                tasks[stage] = bars.add_task(self.text(f"stage.{stage}"), total=None)
            bars.update(tasks[stage], completed=done, total=total or None)

        with bars:
            yield tell
            for task in tasks.values():
                _finish(bars, task)

    def _plain_progress(self) -> Progress:
        told: dict[Stage, float] = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            now = time.monotonic()
            is_end = 0 < total == done
            if stage in told and not is_end and now - told[stage] < _PLAIN_INTERVAL_S:
                return
            told[stage] = now
            name = self.text(f"stage.{stage}")
            _write(sys.stderr, f"{name} {done}/{total}" if total else f"{name} …")

        return tell

    def _detail(self, code: str, detail: Mapping[str, object]) -> str:
        key = f"error.detail.{code}"
        if not has_text(key):
            return "  " + ", ".join(f"{name}: {value}" for name, value in detail.items())
        place = "".join(
            self.text(f"error.detail.policy.{part}", **{part: detail[part]})
            for part in ("row", "column")
            if detail.get(part)
        )
        return self.text(key, **{**detail, "place": place})


def _finite(value: object) -> object:
    """JSON has no NaN and no infinity: null, as for everything undefined."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def plain(value: object) -> object:
    """What JSON has no form for: decimals as numbers, times in ISO 8601, everything else as text."""
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and value.as_tuple().exponent == 0
            else float(value)
        )
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def size(count: int) -> str:
    """Bytes, as people say them."""
    gigabytes = count / 2**30
    return f"{gigabytes:,.1f} GB" if gigabytes >= 1 else f"{count / 2**20:,.0f} MB"


def _finish(bars: "Bars", task: "TaskID") -> None:
    bars.update(task, total=bars.tasks[task].completed or 1, completed=bars.tasks[task].completed or 1)


def _write(stream: "TextIO", line: str) -> None:
    stream.write(line + "\n")
    stream.flush()
