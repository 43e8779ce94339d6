"""The stage on which events are planted: what is taken, what differs from the honest ledgers, what was noted.

Here: shared state and the conditions that plants have in common. Not here: any event itself (lists, events).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingestion.months import last_day
from ingestion.sample.ledger import is_in_ledger
from ingestion.sample.model import CityConfig, Kind, LedgerRow, PlantedEvent, Project
from ingestion.sample.schedule import Slots, file_name

Edit = Callable[[LedgerRow], LedgerRow]
Place = tuple[int, int]


@dataclass(slots=True)
class Books:
    """What differs from the honest ledgers, by project number and month index (`Place`)."""

    edits: dict[Place, list[Edit]] = field(default_factory=lambda: defaultdict(list))
    typed: dict[Place, dict[str, str]] = field(default_factory=dict)
    refused: set[Place] = field(default_factory=set)
    doubled: set[Place] = field(default_factory=set)
    omitted: set[Place] = field(default_factory=set)
    renamed: set[Place] = field(default_factory=set)
    moved: dict[int, tuple[int, str]] = field(default_factory=dict)
    also_in: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    slips: dict[Place, Edit] = field(default_factory=dict)
    forgotten: set[Place] = field(default_factory=set)
    is_annex_corrected: bool = False


@dataclass(slots=True)
class Stage:
    """What is being planted where: shared by everything that plants."""

    config: CityConfig
    projects: Sequence[Project]
    slots: Slots
    rng: random.Random
    books: Books = field(default_factory=Books)
    taken: set[int] = field(default_factory=set)
    events: list[PlantedEvent] = field(default_factory=list)

    def is_plain(self, unit: str, index: int) -> bool:
        """Whether the unit's only filing of the month is one full."""
        slot = self.slots.get((unit, index))
        return slot is not None and slot.kind == "full"

    def is_shown(self, project: Project, *indices: int) -> bool:
        """Whether the unit shows the project in each of these months, by one plain full."""
        return all(
            self.is_plain(project.unit, index) and is_in_ledger(self.config, project, index)
            for index in indices
        )

    def is_building(self, project: Project, index: int) -> bool:
        """Whether the project is in the construction library, started before the month, not completed in it."""
        month = self.config.month(index)
        return (
            project.start_date is not None
            and project.start_date < month
            and project.library_at(last_day(month)) == "construction"
            and (project.completion_date is None or project.completion_date >= self.config.month(index + 1))
        )

    def pick(
        self, fits: Callable[[Project], bool], *, among: Sequence[Project] | None = None
    ) -> Project | None:
        """Take one project that fits and that nothing was planted on before."""
        pool = self.projects if among is None else among
        found = [project for project in pool if project.number not in self.taken and fits(project)]
        if not found:
            return None
        project = self.rng.choice(found)
        self.taken.add(project.number)
        return project

    def pick_place(self, fits: Callable[[Project, int], bool]) -> tuple[Project, int] | None:
        """Take one project and a month (never the first) that fit together."""
        months = list(range(1, self.config.month_count))
        self.rng.shuffle(months)
        for index in months:
            found = [p for p in self.projects if p.number not in self.taken and fits(p, index)]
            if found:
                project = self.rng.choice(found)
                self.taken.add(project.number)
                return project, index
        return None

    def edit(self, project: Project, indices: Sequence[int], change: Edit) -> None:
        """Change how the project's row is written in these months."""
        for index in indices:
            self.books.edits[project.number, index].append(change)

    def note(
        self,
        event: str,
        expected: str,
        *,
        project: Project | None = None,
        unit: str = "",
        index: int | None = None,
        file: str | None = None,
    ) -> None:
        """Enter a planted event in the registry; its file is the month's first one unless another is named."""
        code = unit or (project.unit if project else "")
        self.events.append(
            PlantedEvent(
                event=event,
                unit=code,
                month=None if index is None else self.config.month(index),
                project_code=project.code if project else None,
                project_name=project.name if project else None,
                file=self._first_file(code, index) if file is None else file,
                expected=expected,
            )
        )

    def _first_file(self, unit: str, index: int | None) -> str:
        slot = None if index is None else self.slots.get((unit, index))
        if slot is None:
            return ""
        kinds: dict[str, Kind] = {
            "no_change": "no_change",
            "without_base": "no_change",
            "never": "correction",
        }
        return file_name(unit, self.config.month(slot.index), kinds.get(slot.kind, "full"))

    def year_range(self, year: int) -> tuple[int, int]:
        """The indices of the first and the last simulated month of a year."""
        first = max(0, self.config.index(date(year, 1, 1)))
        return first, min(self.config.month_count - 1, self.config.index(date(year, 12, 1)))


def is_free(project: Project) -> bool:
    """Not on a list, where a planted slip would disturb the counts at the end."""
    return not project.lists and not project.is_ten_yi


def identity(project: Project) -> str:
    """The simulation's own name of a project, which no unit ever sees."""
    return f"P{project.number:05d}"
