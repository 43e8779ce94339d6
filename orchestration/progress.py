"""How far long work is, told to whoever shows it.

Belongs here: the shape of the message and saying nothing. Does not belong here: bars and lines (`cli`).
"""

from collections.abc import Callable
from typing import Literal

Stage = Literal["sample", "receiving", "checking", "inbox", "landing", "loading", "building", "publishing"]

# The stage, what is done of it, and its whole; 0 of 0 where that is not known.
Progress = Callable[[Stage, int, int], None]
StageProgress = Callable[[int, int], None]


def silent(stage: Stage, done: int, total: int) -> None:
    """Tell nobody."""


def of_stage(progress: Progress, stage: Stage) -> StageProgress:
    """Progress of one stage, for callees that know no other."""

    def tell(done: int, total: int) -> None:
        progress(stage, done, total)

    return tell
