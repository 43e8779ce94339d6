"""Rulebook 4: stage dates of a project as at a month, so `fct_project_month` and `fct_stage_event`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle import months
from tests.oracle.model import LEDGER_FIELDS, Row
from tests.oracle.portfolio import Held, Portfolio
from tests.oracle.rules import Rules
from tests.oracle.submissions import Register

# The date that belongs to each library, and which of them count while the row is in a library.
LIBRARY_OF = {
    "reserve": "reserve",
    "construction": "construction",
    "production": "production",
    "exit": "exited",
}
COUNTING = {
    "reserve": ("reserve",),
    "construction": ("reserve", "construction"),
    "production": ("reserve", "construction", "production"),
    "exited": ("reserve", "construction", "exit"),
}


@dataclass(frozen=True)
class StageDate:
    on: date | None = None
    source: str | None = None

    @property
    def exists(self) -> bool:
        return self.source is not None

    @property
    def sort_key(self) -> date:
        """An unknown date is earlier than any day (reading R13)."""
        assert self.exists
        return self.on or date.min


def by_then(day: date | None, month: date) -> date | None:
    """A reported date after the month's end is read as blank."""
    return day if day is not None and day <= months.last_day(month) else None


def library_dates(
    values: Row, *, project_id: str, month: date, portfolio: Portfolio, known: Register
) -> dict[str, StageDate]:
    dates = dict.fromkeys(LIBRARY_OF, StageDate())
    for name in COUNTING[values["library"]]:
        reported = by_then(values[f"{name}_date"], month)
        if reported:
            dates[name] = StageDate(reported, "reported")
            continue
        shown = _first_shown(portfolio, project_id=project_id, library=LIBRARY_OF[name], month=month)
        if shown is None and name == "construction":
            shown = _first_shown(portfolio, project_id=project_id, library="production", month=month)
        if shown is not None:
            first, unit = shown
            is_unknown = known.first_month[unit] == first
            dates[name] = StageDate(None, "unknown") if is_unknown else StageDate(first, "observed")
    return dates


def _first_shown(
    portfolio: Portfolio, *, project_id: str, library: str, month: date
) -> tuple[date, str] | None:
    shown = portfolio.shown.get((project_id, library))
    return shown if shown is not None and shown[0] <= month else None


@dataclass(frozen=True)
class ProjectMonth:
    """A project in a month with everything the reports ask of it."""

    held: Held
    reserve: StageDate
    construction: StageDate
    production: StageDate
    exit: StageDate
    approved_on: date | None
    started_on: date | None
    completed_on: date | None
    is_started: bool
    is_completed: bool
    month_investment: Decimal | None
    month_investment_source: str | None

    @property
    def month(self) -> date:
        return self.held.month

    @property
    def unit(self) -> str:
        return self.held.unit

    @property
    def project_id(self) -> str:
        return self.held.project_id

    @property
    def library(self) -> str:
        return str(self.held.values["library"])

    @property
    def is_exited(self) -> bool:
        return self.library == "exited"

    @property
    def total(self) -> Decimal | None:
        return self.amount("total_investment_wan")

    def value(self, name: str) -> Any:
        return self.held.values[name]

    def amount(self, name: str) -> Decimal | None:
        amount: Decimal | None = self.held.values[name]
        return amount

    @property
    def stage(self) -> str:
        if self.is_exited:
            return "exited"
        if self.library == "production":
            return "in_production"
        if self.is_completed:
            return "completed"
        if self.is_started:
            return "started"
        return "approved" if self.approved_on else "reserve"


def project_months(
    held: dict[date, list[Held]], *, portfolio: Portfolio, known: Register
) -> dict[date, dict[str, ProjectMonth]]:
    return {
        month: {row.project_id: _project_month(row, portfolio=portfolio, known=known) for row in rows}
        for month, rows in held.items()
    }


def _project_month(held: Held, *, portfolio: Portfolio, known: Register) -> ProjectMonth:
    values, month = held.values, held.month
    dates = library_dates(values, project_id=held.project_id, month=month, portfolio=portfolio, known=known)
    started_on = by_then(values["actual_start_date"], month)
    completion_date = by_then(values["completion_date"], month)
    is_completed = completion_date is not None or values["library"] == "production"
    amount, amount_source = month_investment(held, portfolio=portfolio)
    return ProjectMonth(
        held=held,
        **dates,
        approved_on=by_then(values["approved_date"], month),
        started_on=started_on,
        completed_on=completion_date or dates["production"].on,
        is_started=started_on is not None or is_completed,
        is_completed=is_completed,
        month_investment=amount,
        month_investment_source=amount_source,
    )


def derived_month_investment(held: Held, *, portfolio: Portfolio) -> Decimal | None:
    """Year-to-date less that of the reported row of the month before; in January year-to-date itself."""
    ytd: Decimal | None = held.values["ytd_investment_wan"]
    if ytd is None or held.month.month == 1:
        return ytd
    before = portfolio.counted.get(months.shift(held.month, -1), {}).get(held.project_id)
    ytd_before: Decimal | None = before.values["ytd_investment_wan"] if before else None
    return None if ytd_before is None else ytd - ytd_before


def month_investment(held: Held, *, portfolio: Portfolio) -> tuple[Decimal | None, str | None]:
    """Readings R10 and R11."""
    if held.is_carried:
        return None, None
    reported: Decimal | None = held.values["month_investment_wan"]
    if reported is not None:
        return reported, "reported"
    derived = derived_month_investment(held, portfolio=portfolio)
    return derived, None if derived is None else "derived"


def fct_project_month(shown: dict[date, dict[str, ProjectMonth]]) -> list[Row]:
    return [_project_month_row(project) for projects in shown.values() for project in projects.values()]


def _project_month_row(project: ProjectMonth) -> Row:
    held = project.held
    row: Row = {
        "report_month": held.month,
        "project_id": held.project_id,
        "reporting_unit_code": held.unit,
        "submission_id": held.source.submission.submission_id,
        "sheet": held.source.row.sheet,
        "row_number": held.source.row.row_number,
        "is_carried_forward": held.is_carried,
        "stage": project.stage,
        **{name: held.values[name] for name in LEDGER_FIELDS},
        "month_investment_wan": project.month_investment,
        "month_investment_source": project.month_investment_source,
        "approved_on": by_then(held.values["approved_date"], held.month),
        "started_on": project.started_on,
        "completed_on": project.completed_on,
        "is_started": project.is_started,
        "is_completed": project.is_completed,
    }
    for name in LIBRARY_OF:
        stage_date: StageDate = getattr(project, name)
        row[f"{name}_on"] = stage_date.on
        row[f"{name}_on_source"] = stage_date.source
    return row


def events(project: ProjectMonth) -> dict[str, StageDate]:
    """The stages a row had reached, each with its date (reading R20)."""
    reached = {
        "reserve": project.reserve,
        "approved": StageDate(project.approved_on, "reported" if project.approved_on else None),
        "construction": project.construction,
        "started": _started(project),
        "completed": _completed(project),
        "production": project.production,
        "exited": project.exit if project.is_exited else StageDate(),
    }
    return {event: stage_date for event, stage_date in reached.items() if stage_date.exists}


def _started(project: ProjectMonth) -> StageDate:
    if project.started_on:
        return StageDate(project.started_on, "reported")
    return StageDate(None, "unknown") if project.is_started else StageDate()


def _completed(project: ProjectMonth) -> StageDate:
    if by_then(project.value("completion_date"), project.month):
        return StageDate(project.completed_on, "reported")
    return project.production if project.is_completed else StageDate()


def fct_stage_event(shown: dict[date, dict[str, ProjectMonth]]) -> list[Row]:
    first: dict[tuple[str, str], date] = {}
    latest: dict[str, ProjectMonth] = {}
    for month in sorted(shown):
        for project_id, project in shown[month].items():
            latest[project_id] = project
            for event in events(project):
                first.setdefault((project_id, event), month)
    return [
        {
            "project_id": project_id,
            "reporting_unit_code": project.unit,
            "event": event,
            "event_date": stage_date.on,
            "date_source": stage_date.source,
            "first_report_month": first[project_id, event],
        }
        for project_id, project in latest.items()
        for event, stage_date in events(project).items()
    ]


def dim_project(shown: dict[date, dict[str, ProjectMonth]]) -> list[Row]:
    """Reading R24: the latest row's attributes, the span of the reported rows."""
    rows: dict[str, list[ProjectMonth]] = {}
    for month in sorted(shown):
        for project_id, project in shown[month].items():
            rows.setdefault(project_id, []).append(project)
    result = []
    for project_id, of_project in rows.items():
        latest = of_project[-1]
        span = [project for project in of_project if not project.held.is_carried] or of_project
        result.append(
            {
                "project_id": project_id,
                "project_code": project_id if latest.held.is_code else None,
                "project_name": latest.value("project_name"),
                "reporting_unit_code": latest.unit,
                "site_locality_code": latest.value("site_locality_code"),
                "library": latest.library,
                "stage": latest.stage,
                "total_investment_wan": latest.total,
                "first_report_month": span[0].month,
                "last_report_month": span[-1].month,
            }
        )
    return result


def dim_locality(rules: Rules) -> list[Row]:
    """Reading R23."""

    def row(code: str, **values: Any) -> Row:
        return {
            "locality_code": code,
            "gb2260_code": None,
            "is_reporting_unit": False,
            "is_city_total": False,
            "is_tier_total": False,
        } | values

    localities = [
        row(
            one.code,
            locality_name=one.name,
            locality_name_en=one.name_en,
            tier=one.tier,
            gb2260_code=one.gb2260,
            sort_order=one.sort_order,
            is_reporting_unit=one.is_unit,
        )
        for one in rules.localities
    ]
    tiers = [
        row(
            tier["tier"],
            locality_name=tier["tier_name"],
            locality_name_en=tier["tier_name_en"],
            tier=tier["tier"],
            sort_order=int(tier["sort_order"]),
            is_tier_total=True,
        )
        for tier in rules.table("tiers")
    ]
    city = row(
        rules.city,
        locality_name=rules.settings["city_name"],
        locality_name_en=rules.settings["city_name_en"],
        tier=None,
        sort_order=0,
        is_city_total=True,
    )
    return [*localities, *tiers, city]
