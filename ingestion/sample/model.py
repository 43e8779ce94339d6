"""The words of the simulation: units, projects' lives, ledger rows, filings.

Here: plain data that the other modules of the sample pass along.
Not here: numbers (calibration), chance (life, events), files (write) and figures (truth).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ingestion.months import add_months

Kind = Literal["full", "correction", "no_change"]
Library = Literal["reserve", "construction", "production", "exited"]
Cell = str | Decimal | int | date | bool | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit; `region` is the region that codes of its projects carry."""

    code: str
    name: str
    tier: str
    region: str


@dataclass(frozen=True, slots=True)
class CityConfig:
    """What decides a simulated city, and nothing else does."""

    seed: int
    projects: int
    first_month: date
    last_month: date

    def __post_init__(self) -> None:
        """Refuse a city that cannot be simulated."""
        if self.first_month.day != 1 or self.last_month.day != 1:
            raise ValueError("first_month and last_month are first days of months")
        if self.month_count < 4:
            raise ValueError("a city lives for at least 4 months")
        if self.projects < 50:
            raise ValueError("a city needs at least 50 projects")

    @property
    def month_count(self) -> int:
        """How many report months the city lives."""
        return month_difference(self.first_month, self.last_month) + 1

    def month(self, index: int) -> date:
        """The first day of the report month with this index (may lie before the first or after the last)."""
        return add_months(self.first_month, index)

    def index(self, month: date) -> int:
        """The index of a report month."""
        return month_difference(self.first_month, month)

    def rng(self, *topic: object) -> random.Random:
        """A stream of chance of its own for a topic, so that one part's draws never shift another's."""
        return random.Random("/".join(str(part) for part in (self.seed, *topic)))


@dataclass(slots=True)
class Project:
    """One project's life. The simulation's own identity is `number`; codes and names are only what it shows."""

    number: int
    unit: str
    name: str
    investor_kind: str
    approval_route: str
    industry: str
    industry_class: str
    category: str
    plan_theme: str
    planning_type: str | None
    construction_nature: str
    scope: str
    owner: str
    site_locality: str
    site: str
    reserve_level: str
    responsible_unit: str
    responsible_person: str
    leader_in_charge: str | None
    oversight_unit: str
    total_wan: Decimal
    duration_months: int
    grain: Decimal
    born: int
    reserve_date: date
    planned_start_date: date
    is_ten_yi: bool = False
    is_exit_allowed: bool = True
    complete_not_before: date | None = None
    hides_reserve_date: bool = False
    hides_construction_date: bool = False
    hides_exit_date: bool = False
    leaves_month_blank: bool = False
    code: str | None = None
    code_from: int = 0
    approved_date: date | None = None
    construction_date: date | None = None
    start_date: date | None = None
    completion_date: date | None = None
    production_date: date | None = None
    exit_date: date | None = None
    exit_reason: str | None = None
    enrolled_from: int | None = None
    fund_sources: tuple[str, ...] = ()
    fund_programme: str | None = None
    fund_plan_year: int | None = None
    fund_from: int = 0
    fund_won_from: int | None = None
    physical_work_date: date | None = None
    hides_physical_work_date: bool = False
    opening_cumulative_wan: Decimal = Decimal(0)
    opening_ytd_wan: Decimal = Decimal(0)
    investment: dict[int, Decimal] = field(default_factory=dict)
    plans: dict[int, Decimal] = field(default_factory=dict)
    lists: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    priority_years: set[int] = field(default_factory=set)

    def is_on(self, list_code: str, index: int) -> bool:
        """Whether the project is ticked for a list in the month with this index."""
        return any(first <= index <= last for first, last in self.lists.get(list_code, ()))

    def library_at(self, day: date) -> Library:
        """The library the project is in at the end of a day."""
        if self.exit_date is not None and self.exit_date <= day:
            return "exited"
        if self.production_date is not None and self.production_date <= day:
            return "production"
        if self.construction_date is not None and self.construction_date <= day:
            return "construction"
        return "reserve"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of 项目台账 as a unit means it; the fields are those of the contract, in its order."""

    project_code: str | None
    project_name: str
    site_locality: str | None
    site: str | None
    investor_kind: str
    approval_route: str | None
    industry: str | None
    category: str | None
    plan_theme: str | None
    planning_type: str | None
    construction_nature: str | None
    year_status: str | None
    scope: str | None
    owner: str | None
    total_investment_wan: Decimal
    annual_plan_wan: Decimal | None
    month_investment_wan: Decimal | None
    ytd_investment_wan: Decimal | None
    plan_completion_reported: str | None
    cumulative_investment_wan: Decimal | None
    library: Library
    reserve_level: str | None
    reserve_date: date | None
    approved_date: date | None
    construction_date: date | None
    actual_start_date: date | None
    completion_date: date | None
    production_date: date | None
    exit_date: date | None
    exit_reason: str | None
    planned_start_date: date | None
    planned_completion_date: date | None
    construction_period: str | None
    planned_production_date: date | None
    capacity_rate: str | None
    fund_source: tuple[str, ...]
    fund_programme: str | None
    fund_plan_year: int | None
    is_fund_won: bool | None
    has_physical_work: bool | None
    physical_work_date: date | None
    is_provincial_leader: bool
    is_provincial_key: bool
    is_municipal_key: bool
    is_annual_priority: bool
    is_stat_enrolled: bool | None
    responsible_unit: str | None
    responsible_person: str | None
    leader_in_charge: str | None
    headquarters: str | None
    oversight_unit: str | None
    progress: str | None
    problem: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A ledger row in a filing, with the simulation's own identity of its project.

    `typed` holds cells that were typed otherwise than the row means (a slip of the clerk).
    """

    identity: str
    row: LedgerRow
    typed: Mapping[str, str] = field(default_factory=dict)
    is_rejected: bool = False


AnnexRow = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission as it leaves a unit. `unit` and `month` are what its file name says."""

    file: str
    unit: str
    month: date
    kind: Kind
    received_at: datetime
    rows: tuple[ReportedRow, ...] = ()
    annexes: Mapping[str, tuple[AnnexRow, ...]] = field(default_factory=dict)
    cover_unit: str = ""
    cover_month: date | None = None
    has_wrong_total_row: bool = False
    delivered_again: tuple[str, datetime] | None = None

    @property
    def is_rejected(self) -> bool:
        """Whether cover and file name disagree, which rejects the whole file."""
        return self.cover_unit not in ("", self.unit) or self.cover_month not in (None, self.month)


@dataclass(frozen=True, slots=True)
class PlantedEvent:
    """Something put into the city on purpose, and what the rulebook expects of it."""

    event: str
    unit: str
    month: date | None
    project_code: str | None
    project_name: str | None
    file: str
    expected: str


@dataclass(frozen=True, slots=True)
class City:
    """A simulated city: its projects' lives, what was filed, and what was planted."""

    config: CityConfig
    projects: tuple[Project, ...]
    filings: tuple[Filing, ...]
    events: tuple[PlantedEvent, ...]


def month_difference(earlier: date, later: date) -> int:
    """How many months `later` lies after `earlier`."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
