"""Rulebook 2: the effective rows of the sheets beside the ledger, and which project each is about.

A sheet that is absent from a full leaves what stood, one that is present replaces it; corrections replace whole
rows by key (readings R55 to R57). What the rows say is the business of the sections that read them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.oracle.identity import Identities
from tests.oracle.model import ANNEX_FIELDS, AnnexRow, Submission
from tests.oracle.portfolio import Held
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

    def __init__(self, known: Register, identities: Identities, *, held: dict[date, list[Held]]) -> None:
        self._identities = identities
        self._sheets: dict[UnitMonth, dict[str, Sheet]] = {}
        latest: dict[str, dict[str, Sheet]] = {}
        for unit, month in sorted(known.base, key=lambda unit_month: (unit_month[1], unit_month[0])):
            carried = {row.project_id for row in held.get(month, []) if row.is_carried and row.unit == unit}
            latest[unit] = self._sheets[unit, month] = {
                content: self._sheet(
                    latest.get(unit, {}).get(content, NOTHING),
                    base=known.base[unit, month],
                    corrections=known.overlays[unit, month],
                    unit=unit,
                    content=content,
                    carried=carried,
                )
                for content in ANNEX_FIELDS
            }

    def _sheet(
        self,
        before: Sheet,
        *,
        base: Submission,
        corrections: list[Submission],
        unit: str,
        content: str,
        carried: set[str],
    ) -> Sheet:
        """As before, unless a full has the sheet (a no_change keeps every sheet) or corrections speak of it."""
        rows = before.rows
        if base.kind == "full" and base.has_sheet(content):
            own = self._own(base, unit, content)
            spoken_of = {said.project_id for said in own.values()}
            kept = carried - spoken_of  # carried projects keep theirs (reading R56)
            rows = {key: said for key, said in before.rows.items() if said.project_id in kept} | own
        for correction in corrections:
            corrected = self._own(correction, unit, content)
            rows = rows | corrected if corrected else rows
        return before if rows is before.rows else Sheet(rows)

    def of_unit(self, unit: str, month: date, content: str) -> list[Said]:
        """Every effective row of a unit that reported the month."""
        return list(self._sheets.get((unit, month), {}).get(content, NOTHING).rows.values())

    def said_in(self, month: date) -> list[Said]:
        """Every effective row of any unit and sheet that a file of the month itself said."""
        return [
            said
            for (_, said_month), sheets in self._sheets.items()
            for sheet in (sheets.values() if said_month == month else ())
            for said in sheet.rows.values()
            if said.submission.report_month == month
        ]

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
            key = about + tuple(without_blanks(row.fields[name]) for name in KEYS[content])
            rows.setdefault(key, Said(unit=unit, project_id=project_id, submission=submission, row=row))
        return rows


def without_blanks(value: Any) -> Any:
    """Texts are compared without blanks; blank equals blank (reading R55)."""
    return "".join(value.split()) or None if isinstance(value, str) else value
