"""Rulebook 2: the effective rows of the sheets beside the ledger, and which project each is about.

A sheet that is absent from a full leaves what stood, one that is present replaces it; corrections replace whole
rows by key. What the rows say is the business of the sections that read them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.oracle.identity import Identities
from tests.oracle.model import ANNEX_FIELDS, AnnexRow, Submission
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register, UnitMonth

# What makes two rows the same; sheets about projects put the project before.
KEYS: dict[str, tuple[str, ...]] = {
    "approvals": ("item",),
    "factors": ("kind", "item"),
    "evaluations": ("evaluated_on",),
    "funding": ("fund_source", "programme", "plan_year"),
    "promotions": ("leader_name",),
    "standard_land": ("parcel",),
    "preliminary_funds": ("fund_year",),
}


@dataclass(frozen=True)
class Said:
    """An effective row of a sheet, with its unit and, where the sheet is about projects, its project."""

    unit: str
    project_id: str | None
    submission: Submission
    row: AnnexRow

    def value(self, name: str) -> Any:
        return self.row.fields[name]


class Sheet:
    """The effective rows of one sheet of a unit, by key; never changed once made."""

    def __init__(self, rows: dict[tuple[Any, ...], Said]) -> None:
        self.rows = rows

    @cached_property
    def by_project(self) -> dict[str, list[Said]]:
        grouped: dict[str, list[Said]] = defaultdict(list)
        for said in self.rows.values():
            if said.project_id is not None:
                grouped[said.project_id].append(said)
        return grouped


NOTHING = Sheet({})


class Annexes:
    """What every unit's other sheets say, month by month."""

    def __init__(self, known: Register, identities: Identities) -> None:
        self._identities = identities
        self._sheets: dict[UnitMonth, dict[str, Sheet]] = {}
        latest: dict[str, dict[str, Sheet]] = {}
        for unit, month in sorted(known.base, key=lambda unit_month: (unit_month[1], unit_month[0])):
            sheets = dict(latest.get(unit, {}))
            base = known.base[unit, month]
            for content in ANNEX_FIELDS:
                # A no_change keeps every sheet, whatever its file holds.
                if base.kind == "full" and base.has_sheet(content):
                    sheets[content] = Sheet(self._own(base, unit, content))
                for correction in known.overlays[unit, month]:
                    corrected = self._own(correction, unit, content)
                    if corrected:
                        sheets[content] = Sheet({**sheets.get(content, NOTHING).rows, **corrected})
            latest[unit] = self._sheets[unit, month] = sheets

    def of_unit(self, unit: str, month: date, content: str) -> list[Said]:
        """Every effective row of a unit that reported the month."""
        return list(self._sheets.get((unit, month), {}).get(content, NOTHING).rows.values())

    def of(self, project: ProjectMonth, content: str) -> list[Said]:
        """What the unit whose row stands for the project says of it."""
        sheet = self._sheets.get((project.unit, project.month), {}).get(content, NOTHING)
        return sheet.by_project.get(project.project_id, [])

    def _own(self, submission: Submission, unit: str, content: str) -> dict[tuple[Any, ...], Said]:
        """The accepted rows of a file by key; the first of a key stands."""
        rows: dict[tuple[Any, ...], Said] = {}
        own = (row for row in submission.annexes if row.content == content and row.is_accepted)
        for row in sorted(own, key=lambda one: (one.sheet, one.row_number)):
            about: tuple[str | None, ...] = ()
            project_id = None
            if "project_code" in row.fields:
                resolved = self._identities.resolve(unit, code=row.fields["project_code"], name=row.name_key)
                project_id = resolved.project_id
                about = (project_id,)
            elif "project_name" in row.fields:
                about = (row.name_key,)
            key = about + tuple(row.fields[name] for name in KEYS[content])
            rows.setdefault(key, Said(unit=unit, project_id=project_id, submission=submission, row=row))
        return rows
