"""Rulebook 3, readings R6 and R8: which project a row is about, and which keys projects had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.oracle.model import LedgerRow, Row, Submission
from tests.oracle.rules import Rules, code_or_name


@dataclass(frozen=True)
class Identified:
    """Where code and name lead. `key` is the first step; `stays_ambiguous`: several codes, so by name."""

    key: str | None
    project_id: str | None
    is_code: bool
    stays_ambiguous: bool


class Identities:
    """Resolution of codes and names, from everything that was accepted so far."""

    def __init__(self, submissions: list[Submission], rules: Rules) -> None:
        self._codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for submission in submissions:
            unit = submission.reporting_unit_code
            if submission.outcome == "rejected" or unit is None:
                continue
            for row in submission.ledger:
                code = row.fields["project_code"]
                if row.is_accepted and code and row.name_key:
                    self._codes[unit, row.name_key].add(code)
        self._code_alias: dict[tuple[str, str], str] = {}
        self._name_alias: dict[tuple[str, str], str] = {}
        for alias in rules.table("project_alias"):
            code, name = code_or_name(alias["alias"])
            target = alias["project_code_or_name"]
            if code:
                self._code_alias[alias["reporting_unit_code"], code] = target
            elif name:
                self._name_alias[alias["reporting_unit_code"], name] = target

    def of(self, unit: str | None, row: LedgerRow) -> Identified:
        return self.resolve(unit, code=row.fields["project_code"], name=row.name_key)

    def resolve(self, unit: str | None, *, code: str | None, name: str | None) -> Identified:
        stays_ambiguous = False
        if code:
            key, found, is_code = code, code, True
        elif unit is None or not name:
            return Identified(key=None, project_id=None, is_code=False, stays_ambiguous=False)
        elif (unit, name) in self._name_alias:
            key = f"{unit}:{name}"
            found, is_code = self._target(unit, self._name_alias[unit, name])
        else:
            key = f"{unit}:{name}"
            found, is_code = self._named(unit, name)
            stays_ambiguous = len(self._codes.get((unit, name), ())) > 1
        if is_code and unit is not None and (unit, found) in self._code_alias:
            found, is_code = self._target(unit, self._code_alias[unit, found])
        return Identified(key=key, project_id=found, is_code=is_code, stays_ambiguous=stays_ambiguous)

    def _named(self, unit: str, name: str) -> tuple[str, bool]:
        codes = self._codes.get((unit, name), set())
        if len(codes) == 1:
            return next(iter(codes)), True
        return f"{unit}:{name}", False

    def _target(self, unit: str, cell: str) -> tuple[str, bool]:
        """An alias's target; a name is joined to its one code, but not sent through aliases again."""
        code, name = code_or_name(cell)
        return (code, True) if code else self._named(unit, name or "")


def dim_project_key(
    submissions: Iterable[Submission], identities: Identities, projects: set[str]
) -> list[Row]:
    """Reading R8: a project's own id, and every former key; the latest row decides where units disagree."""
    latest: dict[str, tuple[tuple[date, object, str, str, int], str]] = {}
    for submission in submissions:
        if submission.outcome == "rejected" or submission.report_month is None:
            continue
        for row in submission.ledger:
            found = identities.of(submission.reporting_unit_code, row)
            if not row.is_accepted or found.key is None or found.project_id not in projects:
                continue
            when = (
                submission.report_month,
                submission.received_at,
                submission.submission_id,
                row.sheet,
                row.row_number,
            )
            if found.key not in latest or latest[found.key][0] < when:
                latest[found.key] = (when, found.project_id)
    crosswalk = {key: project for key, (_, project) in latest.items()}
    crosswalk |= {project: project for project in projects}
    return [{"former_key": key, "project_id": project} for key, project in sorted(crosswalk.items())]
