"""The simulated city's ground truth: what the rulebook makes of the filings, by plain loops over the simulation.

Here: effective rows, stage dates, conversion, investment and lists, computed from the simulation's own state: its
own identities of projects instead of codes and names, its own knowledge of which rows and files are refused.
Not here: any code or SQL of the warehouse; the two must agree without knowing each other. The readings that it
shares with the warehouse are those of the rulebook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingestion.months import last_day
from ingestion.names import normalise_name
from ingestion.sample import calibration
from ingestion.sample.model import City, Filing, LedgerRow, Library

UNKNOWN = date.min
LISTS = ("provincial_leader", "provincial_key", "municipal_key", "ten_yi")
SCOPES = ("all", "yi", "enterprise", "government")
_COUNTING: dict[Library, tuple[str, ...]] = {
    "reserve": ("reserve",),
    "construction": ("reserve", "construction"),
    "production": ("reserve", "construction", "production"),
    "exited": ("reserve", "construction", "exited"),
}
_REPORTED_AS = {
    "reserve": "reserve_date",
    "construction": "construction_date",
    "production": "production_date",
    "exited": "exit_date",
}


@dataclass(frozen=True, slots=True)
class ProjectMonth:
    """One project in one month, as the rulebook sees it. Dates: a day, `UNKNOWN`, or None."""

    identity: str
    unit: str
    row: LedgerRow
    is_carried_forward: bool
    month_investment_wan: Decimal | None
    on: Mapping[str, date | None]
    is_started: bool
    is_completed: bool
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class FilingFate:
    """What becomes of a filing."""

    filing: Filing
    is_effective: bool
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole ground truth; months by index."""

    city: City
    fates: tuple[FilingFate, ...]
    reported: frozenset[tuple[str, int]]
    project_months: tuple[tuple[ProjectMonth, ...], ...]
    project_ids: Mapping[str, str]

    def locality_units(self) -> dict[str, tuple[str, ...]]:
        """The units of every locality, tier and the city."""
        units: dict[str, tuple[str, ...]] = {unit.code: (unit.code,) for unit in calibration.UNITS}
        for tier in ("north", "south", "direct"):
            units[tier] = tuple(unit.code for unit in calibration.UNITS if unit.tier == tier)
        units[calibration.CITY_CODE] = tuple(unit.code for unit in calibration.UNITS)
        return units


def find_truth(city: City) -> Truth:
    """Work out the ground truth of a city."""
    effective, fates = _effective_rows(city)
    first_month_of = {
        unit.code: min(index for code, index in effective if code == unit.code)
        for unit in calibration.UNITS
        if any(code == unit.code for code, _ in effective)
    }
    shown: dict[str, dict[str, tuple[int, bool]]] = defaultdict(dict)
    latest: dict[str, tuple[int, str, LedgerRow]] = {}
    before: dict[str, LedgerRow] = {}
    months: list[tuple[ProjectMonth, ...]] = []
    for index in range(city.config.month_count):
        counted = _counted(effective, index=index, latest=latest)
        for identity, (unit, row) in counted.items():
            shown[identity].setdefault(row.library, (index, first_month_of[unit] == index))
            latest[identity] = (index, unit, row)
        found = [
            _project_month(
                city,
                identity,
                unit,
                row,
                index=index,
                is_carried=False,
                shown=shown[identity],
                before=before.get(identity),
            )
            for identity, (unit, row) in counted.items()
        ]
        for identity, (seen, unit, row) in latest.items():
            if identity not in counted and (unit, index) in effective:
                carried = _carried(city, row, seen=seen, index=index)
                month = _project_month(
                    city,
                    identity,
                    unit,
                    carried,
                    index=index,
                    is_carried=True,
                    shown=shown[identity],
                    before=None,
                )
                if _is_still_carried(city, month, seen=seen, index=index):
                    found.append(month)
        months.append(tuple(sorted(found, key=lambda month: month.identity)))
        before = {identity: row for identity, (_, row) in counted.items()}
    return Truth(city, fates, frozenset(effective), tuple(months), _project_ids(city))


# -- rulebook 2 and 3 --------------------------------------------------------------------------------------


Effective = dict[tuple[str, int], dict[str, tuple[LedgerRow, Filing]]]


def _effective_rows(city: City) -> tuple[Effective, tuple[FilingFate, ...]]:
    """The effective rows of each unit and month as known in the end, and each filing's fate."""
    by_place: dict[tuple[str, int], list[Filing]] = defaultdict(list)
    for filing in city.filings:
        if not filing.is_rejected:
            by_place[filing.unit, city.config.index(filing.month)].append(filing)
    effective: Effective = {}
    standing: set[str] = set()
    superseded: set[str] = set()
    for index in range(city.config.month_count):
        for unit in calibration.UNITS:
            rows: dict[str, tuple[LedgerRow, Filing]] | None = None
            alive: list[str] = []
            for filing in sorted(by_place[unit.code, index], key=lambda filing: filing.received_at):
                said = {
                    each.identity: (each.row, filing)
                    for each in reversed(filing.rows)
                    if not each.is_rejected
                }
                if filing.kind == "correction":
                    if rows is None:
                        continue
                    rows = rows | said
                elif filing.kind == "full":
                    superseded.update(alive)
                    rows, alive = said, []
                else:
                    previous = effective.get((unit.code, index - 1))
                    if previous is None:
                        continue
                    superseded.update(alive)
                    month = city.config.month(index)
                    rows = {key: (_unchanged(row, month), filing) for key, (row, _) in previous.items()}
                    alive = []
                alive.append(filing.file)
                standing.add(filing.file)
            if rows is not None:
                effective[unit.code, index] = rows
    fates = tuple(FilingFate(f, f.file in standing, f.file in superseded) for f in city.filings)
    return effective, fates


def _lapsed(row: LedgerRow, *, ytd: Decimal | None) -> LedgerRow:
    """The row without what lapses with the year."""
    return replace(
        row,
        annual_plan_wan=None,
        ytd_investment_wan=ytd,
        is_provincial_leader=False,
        is_provincial_key=False,
        is_municipal_key=False,
        is_annual_priority=False,
    )


def _unchanged(row: LedgerRow, month: date) -> LedgerRow:
    """A row that a no_change repeats."""
    if month.month == 1:
        row = _lapsed(row, ytd=Decimal(0))
    return replace(row, month_investment_wan=Decimal(0))


def _counted(
    effective: Effective, *, index: int, latest: Mapping[str, tuple[int, str, LedgerRow]]
) -> dict[str, tuple[str, LedgerRow]]:
    """The row that counts of each project reported in a month; among two units by rulebook 3."""
    said: dict[str, dict[str, tuple[LedgerRow, Filing]]] = defaultdict(dict)
    for unit in calibration.UNITS:
        for identity, row in effective.get((unit.code, index), {}).items():
            said[identity][unit.code] = row
    counted: dict[str, tuple[str, LedgerRow]] = {}
    for identity, by_unit in said.items():
        unit_code = latest[identity][1] if identity in latest else ""
        if unit_code not in by_unit:
            codes = {row.project_code or "" for row, _ in by_unit.values()}
            named = [unit for unit in by_unit if any(unit in code for code in codes)]
            first = sorted(by_unit, key=lambda unit: by_unit[unit][1].received_at)
            unit_code = (named or first)[0]
        counted[identity] = (unit_code, by_unit[unit_code][0])
    return counted


def _carried(city: City, row: LedgerRow, *, seen: int, index: int) -> LedgerRow:
    if city.config.month(seen).year != city.config.month(index).year:
        row = _lapsed(row, ytd=None)
    return replace(row, month_investment_wan=None)


def _is_still_carried(city: City, month: ProjectMonth, *, seen: int, index: int) -> bool:
    year = city.config.month(index).year
    if month.row.library == "exited":
        exit_on = month.on["exited"]
        return exit_on is not None and exit_on.year == year
    return month.row.library != "production" or city.config.month(seen).year == year


def _project_ids(city: City) -> dict[str, str]:
    """What the warehouse should call each project: its code, where it ever had one, else unit and name."""
    ids: dict[str, str] = {}
    for filing in city.filings:
        if filing.is_rejected:
            continue
        for each in filing.rows:
            if each.is_rejected:
                continue
            if each.row.project_code is not None:
                ids[each.identity] = each.row.project_code
            else:
                ids.setdefault(each.identity, f"{filing.unit}:{normalise_name(each.row.project_name)}")
    return ids


# -- rulebook 4 and 9 --------------------------------------------------------------------------------------


def _project_month(
    city: City,
    identity: str,
    unit: str,
    row: LedgerRow,
    *,
    index: int,
    is_carried: bool,
    shown: Mapping[str, tuple[int, bool]],
    before: LedgerRow | None,
) -> ProjectMonth:
    month = city.config.month(index)
    end = last_day(month)

    def by_then(day: date | None) -> date | None:
        return day if day is not None and day <= end else None

    on: dict[str, date | None] = dict.fromkeys(_REPORTED_AS)
    for library in _COUNTING[row.library]:
        reported = by_then(getattr(row, _REPORTED_AS[library]))
        showing = shown.get(library)
        if showing is None and library == "construction":
            showing = shown.get("production")
        if reported is None and showing is not None:
            seen, is_units_first = showing
            reported = UNKNOWN if is_units_first else city.config.month(seen)
        on[library] = reported
    completion = by_then(row.completion_date)
    is_completed = completion is not None or row.library == "production"
    amount = row.month_investment_wan
    if amount is None and not is_carried and row.ytd_investment_wan is not None:
        if month.month == 1:
            amount = row.ytd_investment_wan
        elif before is not None and before.ytd_investment_wan is not None:
            amount = row.ytd_investment_wan - before.ytd_investment_wan
    return ProjectMonth(
        identity=identity,
        unit=unit,
        row=row,
        is_carried_forward=is_carried,
        month_investment_wan=amount,
        on=on,
        is_started=by_then(row.actual_start_date) is not None or is_completed,
        is_completed=is_completed,
        completed_on=completion if completion is not None else on["production"],
    )


def members(month: ProjectMonth, *, year: int) -> frozenset[str]:
    """The lists a project is on in a month of this year."""
    row = month.row
    if row.library == "exited":
        return frozenset()
    on = set()
    if row.is_provincial_leader:
        on.add("provincial_leader")
    if row.is_provincial_key:
        on.add("provincial_key")
    if row.is_municipal_key:
        on.add("municipal_key")
    is_old = month.is_completed and month.completed_on is not None and month.completed_on < date(year, 1, 1)
    if row.total_investment_wan >= 100_000 and not is_old:
        on.add("ten_yi")
    return frozenset(on | {"all"}) if on else frozenset()


# -- rulebook 5 --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Conversion:
    """The counts of one row of year-to-date conversion."""

    reserve_count: int = 0
    converted_count: int = 0
    moved_not_started_count: int = 0
    opening_count: int = 0
    entered_count: int = 0
    moved_count: int = 0
    exited_count: int = 0
    closing_count: int = 0
    reserve_investment_wan: Decimal = Decimal(0)
    converted_investment_wan: Decimal = Decimal(0)

    def take(self, project: ProjectMonth, month: date) -> None:
        """Count one project in."""
        begin, end, new_year = month, last_day(month), date(month.year, 1, 1)
        entered, moved, exited = project.on["reserve"], project.on["construction"], project.on["exited"]
        if (
            entered is None
            or (moved is not None and moved < entered)
            or (exited is not None and exited < entered)
        ):
            return
        ends = [day for day in (moved, exited) if day is not None]
        left = min(ends) if ends else None
        is_moved = moved is not None and moved == left
        if left is None or left >= new_year:
            self.reserve_count += 1
            self.reserve_investment_wan += project.row.total_investment_wan
            if (
                moved is not None
                and new_year <= moved
                and project.row.library in ("construction", "production")
            ):
                if project.is_started:
                    self.converted_count += 1
                    self.converted_investment_wan += project.row.total_investment_wan
                else:
                    self.moved_not_started_count += 1
        if left is None or left >= begin:
            if entered < begin:
                self.opening_count += 1
            else:
                self.entered_count += 1
            if left is None or left > end:
                self.closing_count += 1
            elif is_moved:
                self.moved_count += 1
            else:
                self.exited_count += 1


def is_in_scope(project: ProjectMonth, scope: str) -> bool:
    """Whether a project belongs to a scope of the conversion report."""
    if scope == "yi":
        return project.row.total_investment_wan >= 10_000
    return scope == "all" or project.row.investor_kind == scope


def conversion(truth: Truth, *, index: int, locality: str, scope: str = "all") -> Conversion:
    """Year-to-date conversion of a locality, tier or the city, over the units that reported."""
    units = truth.locality_units()[locality]
    counts = Conversion()
    for project in truth.project_months[index]:
        if project.unit in units and is_in_scope(project, scope):
            counts.take(project, truth.city.config.month(index))
    return counts


# -- sums ----------------------------------------------------------------------------------------------------


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """A sum that skips blanks; over nothing 0, over blanks alone null."""
    seen = list(values)
    known = [value for value in seen if value is not None]
    return None if seen and not known else sum(known, Decimal(0))
